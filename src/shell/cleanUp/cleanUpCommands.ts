// The commands of the preview of a clean-up. They do nothing while none is open.
import { commands, l10n, window } from 'vscode';
import { ViewId } from '../../manifest';
import type { OperationReport } from '../../protocol/methods';
import { nothingOld, skippedInWords } from './cleanUpText';
import { findOld } from './cleanUpOld';
import type { CommandContext, CommandHandler } from '../commandContext';
import { runOperation } from '../operations/run';
import { isThreadNode } from '../tree/nodes';

/**
 * Archives what is checked, as one operation. Skips and mentions subtrees that have been used since the preview or are
 * open in Codex by now. Answers a report for each thread.
 */
export const cleanUpArchive: CommandHandler = async (context): Promise<OperationReport[]> => {
  const { open } = context.cleanUp;
  if (open === null) {
    return [];
  }
  const checked = open.checkedRoots();
  if (checked.length === 0) {
    void window.showInformationMessage(l10n.t('Nothing to archive: nothing is checked.'));
    return [];
  }
  // The preview may have been open for hours.
  const now = await findOld(context, open.params, ViewId.cleanUp);
  if (now === null || context.cleanUp.open !== open) {
    return [];
  }
  const chosen = new Set(checked);
  const old = now.subtrees.filter(({ row }) => chosen.has(row.threadId));
  const threadIds = old.map(({ row }) => row.threadId);
  close(context);
  if (threadIds.length === 0) {
    void window.showInformationMessage(nothingOld(open.params, now.loaded));
    return [];
  }
  // Those opened in Codex since the preview are counted in `now.loaded`.
  const changed = Math.max(0, checked.length - threadIds.length - Math.max(0, now.loaded - open.totals().loaded));
  return runOperation(
    context,
    { kind: 'archive', threadIds, leaveLoaded: true },
    { threads: old.reduce((sum, { threads }) => sum + threads, 0), more: skippedInWords(now.loaded, changed) },
  );
};

/** Checks or unchecks the row, or all selected rows if it is one of them. */
export const cleanUpToggle: CommandHandler = ({ cleanUp }, row) => {
  if (isThreadNode(row)) {
    cleanUp.open?.toggle(row.row.threadId);
  }
};

export const cleanUpCheckAll: CommandHandler = ({ cleanUp }) => cleanUp.open?.checkAll(true);

export const cleanUpCheckNone: CommandHandler = ({ cleanUp }) => cleanUp.open?.checkAll(false);

export const cleanUpShowMore: CommandHandler = ({ cleanUp }) => cleanUp.open?.showMore();

export const cleanUpCancel: CommandHandler = context => close(context);

/** Removes the view. The keyboard goes to the threads, where Ctrl+Z undoes. */
function close({ cleanUp }: CommandContext): void {
  cleanUp.open?.dispose();
  cleanUp.open = null;
  void commands.executeCommand(`${ViewId.threads}.focus`);
}
