import type { OperationKind, TreePlan } from '../protocol/threadTree';
import { counted } from '../views/words';
import type { Target } from './targets';

/** The question, with the number of threads, and what they are. */
export function confirmationText(kind: OperationKind, targets: readonly Target[], plan: TreePlan): { message: string; detail: string } {
  const verb = kind === 'archive' ? 'Archive' : 'Unarchive';
  const [only] = targets;
  const what = targets.length === 1 && only !== undefined && only.name !== null ? `“${only.name}”` : counted(targets.length, 'thread');
  return {
    message: `${verb} ${counted(plan.threads, 'thread')}?`,
    detail: `${what} with everything below. ${kind === 'archive' ? 'They can be unarchived later.' : 'They can be archived again later.'}`,
  };
}
