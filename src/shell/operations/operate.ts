// Archive and unarchive, from a click on.
import { window } from 'vscode';
import type { OperationReport } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { confirm } from './confirm';
import { noSubAgents, type Wish } from './confirmationText';
import { runOperation } from './run';

/**
 * Plans, asks, runs that very plan, and tells how it ended. Resolves when the work is done; to an empty list when the
 * user said no.
 */
export async function operate(context: CommandContext, wish: Wish): Promise<OperationReport[]> {
  const { kind, targets, keepRoots } = wish;
  const threadIds = targets.map(({ threadId }) => threadId);
  const keeping = keepRoots === true ? ({ keepRoots: true } as const) : {};
  const plan = await context.service.request('threadTree/plan', { operation: kind, threadIds, ...keeping });
  if (keepRoots === true && plan.threads === 0) {
    void window.showInformationMessage(noSubAgents(targets));
    return [];
  }
  if (!(await confirm(wish, plan))) {
    return [];
  }
  // The parent that stays is often the one that is loaded, and that is no reason to keep its sub-agents.
  const leaving = keepRoots === true ? ({ leaveLoaded: true } as const) : {};
  const request = kind === 'archive' ? { kind, threadIds, ...keeping, ...leaving } : { kind, threadIds };
  return runOperation(context, request, { plan });
}
