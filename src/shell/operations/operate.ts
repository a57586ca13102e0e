// Archive and unarchive, from the click to the end.
import { window } from 'vscode';
import type { OperationReport } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { confirm, needsQuestion } from './confirm';
import { noSubAgents, type Wish } from './confirmationText';
import { runOperation } from './run';

/**
 * Makes a plan, asks, runs exactly that plan, and says how it ended. Resolves when the work is done; to an empty list
 * when the user declined, or there is nothing to do.
 */
export async function operate(context: CommandContext, wish: Wish): Promise<OperationReport[]> {
  const { kind, targets, keepRoots } = wish;
  if (targets.length === 0) {
    return [];
  }
  const threadIds = targets.map(({ threadId }) => threadId);
  const keeping = keepRoots === true ? ({ keepRoots: true } as const) : {};
  const view = kind === 'archive' ? context.views.threads : context.views.archived;
  const plan = await context.service.request('threadTree/plan', {
    operation: kind,
    threadIds,
    ...keeping,
    options: view.options(),
  });
  if (keepRoots === true && plan.threads === 0) {
    void window.showInformationMessage(noSubAgents(targets));
    return [];
  }
  const asks = needsQuestion(wish, plan);
  const answer = asks ? await confirm(wish, plan) : 'yes';
  if (answer === 'no') {
    return [];
  }
  // The parent that stays is often loaded itself; that is no reason to keep its sub-agents.
  const leaving = keepRoots === true || answer === 'others' ? ({ leaveLoaded: true } as const) : {};
  const asking = answer === 'codex' ? ({ throughCodex: true } as const) : {};
  const request = kind === 'archive' ? { kind, threadIds, ...keeping, ...leaving, ...asking } : { kind, threadIds };
  const threads = answer === 'others' ? plan.others : plan.threads;
  return runOperation(context, request, { plan, threads, named: !asks });
}
