// *Next Waiting Thread*: shows the row of a thread that goes on only when the user has answered.
import { l10n, window } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { threadTargets } from '../operations/targets';
import { nextWaitingAfter } from './liveNews';

/** The one after the selected thread, and after the last one the first. */
export const nextWaiting: CommandHandler = async ({ live, views }) => {
  const [selected] = threadTargets(views.threads.selection());
  const next = nextWaitingAfter((await live.look()) ?? [], selected?.threadId ?? null);
  if (next === undefined) {
    void window.showInformationMessage(
      l10n.t('No thread is known to wait for you. Only a Codex with a control socket tells when one does.'),
    );
    return;
  }
  await views.reveal(next);
};
