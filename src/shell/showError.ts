import { t } from '@vscode/l10n';
import { window, type LogOutputChannel } from 'vscode';
import { judge } from './errors';
import { inMessage } from './words/escape';

/**
 * Shows an error to the user, once, and logs it. It does not wait for the message to be closed, so that no command
 * hangs on a message nobody answers.
 */
export function showError(error: unknown, log: LogOutputChannel): void {
  const verdict = judge(error);
  switch (verdict.kind) {
    case 'cancelled':
      return;
    case 'user':
      log.warn(verdict.message);
      void window.showErrorMessage(inMessage(verdict.message));
      return;
    case 'bug':
      log.error(verdict.detail);
      void window
        .showErrorMessage(inMessage(verdict.message), t('Show Log'))
        .then(choice => choice !== undefined && log.show());
      return;
  }
}
