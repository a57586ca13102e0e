import { l10n, window, type LogOutputChannel } from 'vscode';
import { judge } from './errors';
import { inMessage } from './words/escape';

/**
 * Shows an error to the user, once, and logs it. It does not wait until the message is closed, so that no command hangs
 * on a message that nobody answers.
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
        .showErrorMessage(inMessage(verdict.message), l10n.t('Show Log'))
        .then(choice => choice !== undefined && log.show());
      return;
  }
}
