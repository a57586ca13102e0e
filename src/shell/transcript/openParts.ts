// *Open Change as Diff* and *Open Raw Rollout*: documents of a thread beside its transcript, which cannot be written
// either.
import { commands, l10n, window, workspace } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { UserFacingError } from '../errors';
import { inQuickPick, oneLine } from '../words/escape';
import { grouped } from '../words/sentences';
import { activeTranscript } from './activeTranscript';
import { uriOfTranscript } from './transcriptUris';

/** Compares a file before and after the change at the caret, as far as the patch tells. */
export const openChange: CommandHandler = async ({ service }) => {
  const { threadId, uri, line } = activeTranscript();
  const { change } = await service.request('threadTree/changeAt', { uri, line });
  if (change === null) {
    throw new UserFacingError(l10n.t('The cursor is not in a change of a file. Put it into the change to open.'));
  }
  const { id, index, turn, file } = change;
  const side = (which: 'before' | 'after') =>
    uriOfTranscript(threadId, file, { kind: 'change', id, index, side: which });
  const title = turn === null ? file : l10n.t('{file} (turn {turn})', { file, turn: grouped(turn) });
  const options = { preview: true };
  await commands.executeCommand('vscode.diff', side('before'), side('after'), inQuickPick(oneLine(title)), options);
};

/** Shows the thread's rollouts as they are: long ones from where they can be shown, and never the files themselves. */
export const openRawRollout: CommandHandler = async () => {
  const { threadId, title } = activeTranscript();
  const document = await workspace.openTextDocument(uriOfTranscript(threadId, `${title}.jsonl`, { kind: 'raw' }));
  await window.showTextDocument(document, { preview: true });
};
