// Archive and unarchive, from a click on.
import { window } from 'vscode';
import type { OperationReport } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { confirm } from './confirm';
import { noSubAgents, type Wish } from './confirmationText';
import { runOperation } from './run';

/** Plans, asks, runs, and tells. Resolves when the work is done; to an empty list when the user said no. */
export async function operate(context: CommandContext, wish: Wish): Promise<OperationReport[]> {
  const { kind, targets, keepRoots } = wish;
  const threadIds = targets.map(({ threadId }) => threadId);
  const keeping = keepRoots === true ? ({ keepRoots: true } as const) : {};
  const plan = await context.service.plan({ operation: kind, threadIds, ...keeping });
  if (keepRoots === true && plan.threads === 0) {
    void window.showInformationMessage(noSubAgents(targets));
    return [];
  }
  if (!(await confirm(wish, plan))) {
    return [];
  }
  // The parent that stays is often the one that is in use, and that is no reason to keep its children.
  const leaving = keepRoots === true ? ({ leaveInUse: true } as const) : {};
  return runOperation(context, kind === 'archive' ? { kind, threadIds, ...keeping, ...leaving } : { kind, threadIds });
}
