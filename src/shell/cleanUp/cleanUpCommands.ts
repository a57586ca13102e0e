// What can be done with the preview of a clean-up. Without one that is open, nothing.
import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { ViewId } from '../../manifest';
import type { OperationReport } from '../../protocol/methods';
import { leftOut, nothingOld } from './cleanUpText';
import { findOld } from './archiveOld';
import type { CommandContext, CommandHandler } from '../commandContext';
import { runOperation } from '../operations/run';

/**
 * Archives what is checked, as one operation. What is in use by then, or was used since the preview, stays and is told
 * of. Answers a report for each thread.
 */
export const cleanUpArchive: CommandHandler = async (context): Promise<OperationReport[]> => {
  const { open } = context.cleanUp;
  if (open === null) {
    return [];
  }
  const checked = open.checkedRoots();
  if (checked.length === 0) {
    void window.showInformationMessage(t('Nothing to archive: no branch is checked.'));
    return [];
  }
  // The preview may have been open for hours.
  const now = await findOld(context, open.params, ViewId.cleanUp);
  if (now === null || context.cleanUp.open !== open) {
    return [];
  }
  const old = new Set(now.subtrees.map(({ row }) => row.threadId));
  const threadIds = checked.filter(threadId => old.has(threadId));
  close(context);
  if (threadIds.length === 0) {
    void window.showInformationMessage(nothingOld(open.params, now.loaded));
    return [];
  }
  // Those that have come into use since the preview are among what is in use now.
  const changed = Math.max(0, checked.length - threadIds.length - Math.max(0, now.loaded - open.totals().loaded));
  return runOperation(context, { kind: 'archive', threadIds, leaveInUse: true }, leftOut(now.loaded, changed));
};

export const cleanUpCheckAll: CommandHandler = ({ cleanUp }) => cleanUp.open?.checkAll(true);

export const cleanUpCheckNone: CommandHandler = ({ cleanUp }) => cleanUp.open?.checkAll(false);

export const cleanUpShowMore: CommandHandler = ({ cleanUp }) => cleanUp.open?.showMore();

export const cleanUpCancel: CommandHandler = context => close(context);

function close({ cleanUp }: CommandContext): void {
  cleanUp.open?.dispose();
  cleanUp.open = null;
}
