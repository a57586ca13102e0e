// The question before threads are archived or unarchived: how many threads move, and which.
import { l10n } from 'vscode';
import type { OperationKind, TreePlan } from '../../protocol/methods';
import { inMessage } from '../words/escape';
import { grouped, sentences, subAgentsInWords, threadsInWords } from '../words/sentences';
import type { Target } from './targets';

/** What the user wants to have done. */
export interface Wish {
  kind: OperationKind;
  targets: readonly Target[];
  /** Only the sub-agents of the targets. */
  keepRoots?: true;
  /** The label of the group whose threads the targets are. */
  group?: string;
}

/** The question, with the number of threads, and which they are. */
export function confirmationText(
  wish: Wish,
  { threads }: Pick<TreePlan, 'threads'>,
): { message: string; detail: string } {
  return {
    message: question(wish.kind, threads),
    detail: sentences([
      whichThreads(wish, threads),
      ...countedOnce(wish),
      wish.kind === 'archive' ? l10n.t('They can be unarchived later.') : l10n.t('They can be archived again later.'),
    ]),
  };
}

/** Tells the user that the targets of an archive with `keepRoots` have no sub-agents to archive. */
export function noSubAgents(targets: readonly Target[]): string {
  const [only] = targets;
  return targets.length === 1 && only !== undefined && only.name !== null
    ? l10n.t('Nothing to archive: “{name}” has no active sub-agents.', { name: inMessage(only.name) })
    : l10n.t('Nothing to archive: these threads have no active sub-agents.');
}

function question(kind: OperationKind, threads: number): string {
  if (kind === 'archive') {
    return threads === 1 ? l10n.t('Archive 1 thread?') : l10n.t('Archive {0} threads?', grouped(threads));
  }
  return threads === 1 ? l10n.t('Unarchive 1 thread?') : l10n.t('Unarchive {0} threads?', grouped(threads));
}

/** `threads`: how many move. */
function whichThreads({ targets, keepRoots, group }: Wish, threads: number): string {
  const roots = keepRoots === true ? targets : targets.filter(({ insideAnother }) => !insideAnother);
  const [root] = roots;
  const values = {
    roots:
      roots.length === 1 && root !== undefined && root.name !== null
        ? l10n.t('“{name}”', { name: root.name })
        : threadsInWords(roots.length),
    subAgents: subAgentsInWords(keepRoots === true ? threads : threads - roots.length),
    group: group ?? '',
  };
  if (keepRoots === true) {
    return roots.length === 1
      ? l10n.t('Keeps {roots}, archives its {subAgents}.', values)
      : l10n.t('Keeps {roots}, archives their {subAgents}.', values);
  }
  if (group !== undefined) {
    return threads <= roots.length
      ? l10n.t('“{group}”: {roots}.', values)
      : roots.length === 1
        ? l10n.t('“{group}”: {roots} and its {subAgents}.', values)
        : l10n.t('“{group}”: {roots} and their {subAgents}.', values);
  }
  return threads <= roots.length
    ? l10n.t('{roots}.', values)
    : roots.length === 1
      ? l10n.t('{roots} and its {subAgents}.', values)
      : l10n.t('{roots} and their {subAgents}.', values);
}

/** About rows that were selected together with one of their ancestors. */
function countedOnce({ targets, keepRoots }: Wish): string[] {
  const inside = targets.filter(({ insideAnother }) => insideAnother).length;
  if (inside === 0 || keepRoots === true) {
    return [];
  }
  return [
    inside === 1
      ? l10n.t('1 selected thread is among these sub-agents, and counts once.')
      : l10n.t('{0} selected threads are among these sub-agents, and count once.', grouped(inside)),
  ];
}
