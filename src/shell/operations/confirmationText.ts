// The question before threads are archived or unarchived: how many it takes, and what they are.
import { t } from '@vscode/l10n';
import { inMessage } from '../words/escape';
import type { OperationKind, TreePlan } from '../../protocol/methods';
import { grouped, sentences } from '../words/words';
import type { Target } from './targets';

/** What the user wants to have done. */
export interface Wish {
  kind: OperationKind;
  targets: readonly Target[];
  /** Only what is below the targets. */
  keepRoots?: true;
  /** The targets are all that a row stands for that is no thread; what that row says. */
  group?: string;
}

/** The question, with the number of threads, and what they are. */
export function confirmationText(wish: Wish, plan: TreePlan): { message: string; detail: string } {
  return {
    message: question(wish.kind, plan.threads),
    detail: sentences([
      whatIn(wish),
      ...countedOnce(wish),
      wish.kind === 'archive' ? t('They can be unarchived later.') : t('They can be archived again later.'),
    ]),
  };
}

/** The answer to a wish for what is below threads when nothing is. */
export function noSubAgents(targets: readonly Target[]): string {
  const [only] = targets;
  return targets.length === 1 && only !== undefined && only.name !== null
    ? t('Nothing to archive: no active thread is below “{name}”.', { name: inMessage(only.name) })
    : t('Nothing to archive: no active thread is below these.');
}

function question(kind: OperationKind, threads: number): string {
  if (kind === 'archive') {
    return threads === 1 ? t('Archive 1 thread?') : t('Archive {0} threads?', grouped(threads));
  }
  return threads === 1 ? t('Unarchive 1 thread?') : t('Unarchive {0} threads?', grouped(threads));
}

function whatIn({ targets, keepRoots, group }: Wish): string {
  const [only] = targets;
  const name = targets.length === 1 ? (only?.name ?? null) : null;
  if (group !== undefined) {
    return targets.length === 1
      ? t('The 1 thread of “{group}” with everything below.', { group })
      : t('All {0} threads of “{1}” with everything below.', grouped(targets.length), group);
  }
  if (keepRoots === true) {
    if (name !== null) {
      return t('Everything below “{name}”, which stays.', { name });
    }
    return targets.length === 1
      ? t('Everything below 1 thread, which stays.')
      : t('Everything below {0} threads, which stay.', grouped(targets.length));
  }
  if (name !== null) {
    return t('“{name}” with everything below.', { name });
  }
  return targets.length === 1
    ? t('1 thread with everything below.')
    : t('{0} threads with everything below.', grouped(targets.length));
}

/** Rows that were selected beside the one that they are below of. */
function countedOnce({ targets, keepRoots }: Wish): string[] {
  const below = targets.filter(({ insideAnother: insideAnother }) => insideAnother).length;
  if (below === 0 || keepRoots === true) {
    return [];
  }
  return [
    below === 1
      ? t('1 of them is below another one, and counts once.')
      : t('{0} of them are below others, and count once.', grouped(below)),
  ];
}
