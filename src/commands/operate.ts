// Archive and unarchive, from a click on.
import type { OperationKind, ThreadReport } from '../protocol/threadTree';
import type { CommandContext } from './commandContext';
import { confirm } from './confirm';
import { run } from './run';
import type { Target } from './targets';

/** Plans, asks, runs, and tells. Resolves when the work is done; to an empty list when the user said no. */
export async function operate(context: CommandContext, kind: OperationKind, targets: readonly Target[]): Promise<ThreadReport[]> {
  const threadIds = targets.map(({ threadId }) => threadId);
  const plan = await context.service.plan({ operation: kind, threadIds });
  return await confirm(kind, targets, plan) ? run(context, { kind, threadIds }) : [];
}
