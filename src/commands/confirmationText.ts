import { t } from '@vscode/l10n';
import type { OperationKind, TreePlan } from '../protocol/threadTree';
import { grouped, sentences } from '../views/words';
import type { Target } from './targets';

/** The question, with the number of threads, and what they are. */
export function confirmationText(kind: OperationKind, targets: readonly Target[], plan: TreePlan): { message: string; detail: string } {
  return {
    message: question(kind, plan.threads),
    detail: sentences([whatIn(targets), kind === 'archive' ? t('They can be unarchived later.') : t('They can be archived again later.')]),
  };
}

function question(kind: OperationKind, threads: number): string {
  if (kind === 'archive') {
    return threads === 1 ? t('Archive 1 thread?') : t('Archive {0} threads?', grouped(threads));
  }
  return threads === 1 ? t('Unarchive 1 thread?') : t('Unarchive {0} threads?', grouped(threads));
}

function whatIn(targets: readonly Target[]): string {
  const [only] = targets;
  if (targets.length > 1 || only === undefined) {
    return t('{0} threads with everything below.', grouped(targets.length));
  }
  return only.name === null ? t('1 thread with everything below.') : t('“{name}” with everything below.', { name: only.name });
}
