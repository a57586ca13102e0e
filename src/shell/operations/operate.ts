// Archive and unarchive, from the click to the end.
import { window } from 'vscode';
import type { OperationReport } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { confirm } from './confirm';
import { noSubAgents, type Wish } from './confirmationText';
import { runOperation } from './run';

/**
 * Makes a plan, asks, runs exactly that plan, and says how it ended. Resolves when the work is done; to an empty list
 * when the user declined.
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
  // The parent that stays is often loaded itself; that is no reason to keep its sub-agents.
  const leaving = keepRoots === true ? ({ leaveLoaded: true } as const) : {};
  const request = kind === 'archive' ? { kind, threadIds, ...keeping, ...leaving } : { kind, threadIds };
  return runOperation(context, request, { plan });
}
