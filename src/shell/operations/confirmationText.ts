// The question before threads are archived or unarchived: how many threads move, and which.
import { l10n } from 'vscode';
import type { OperationKind, TreePlan } from '../../protocol/methods';
import { inMessage, oneLine } from '../words/escape';
import { holderInWords, inSentence, nameOf } from '../words/named';
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
  /** Asks even when the targets have no sub-agents, because the user did not point at them. */
  always?: true;
}

/** The question, with the number of threads, and which they are. */
export function confirmationText(wish: Wish, plan: Plan): { message: string; detail: string } {
  const asksCodex = plan.codex !== null;
  const leaves = leavesLoaded(wish, plan) && !asksCodex;
  const summary = sentences([
    whichThreads(wish, plan.threads),
    ...countedOnce(wish),
    ...notVisible(plan),
    ...attachedStay(plan),
    reversible(wish.kind, leaves ? plan.others : plan.threads),
  ]);
  return {
    message: question(wish.kind, leaves ? plan.others : plan.threads),
    detail: [summary, ...openInCodex(plan, leaves)].join('\n\n'),
  };
}

type Plan = Pick<TreePlan, 'threads' | 'hidden' | 'attached' | 'loaded' | 'loadedThreads' | 'codex' | 'others'>;

/** Whether some threads cannot be archived because they are open in Codex, and the others can. */
export function leavesLoaded({ kind }: Wish, { loadedThreads, others }: Plan): boolean {
  return kind === 'archive' && loadedThreads > 0 && others > 0;
}

/** Tells the user that the targets of an archive with `keepRoots` have no sub-agents to archive. */
export function noSubAgents(targets: readonly Target[]): string {
  const [only] = targets;
  return targets.length === 1 && only !== undefined && only.name !== null
    ? l10n.t('Nothing to archive: “{name}” has no active sub-agents.', { name: inMessage(inSentence(only.name)) })
    : l10n.t('Nothing to archive: these threads have no active sub-agents.');
}

function question(kind: OperationKind, threads: number): string {
  if (kind === 'archive') {
    return threads === 1 ? l10n.t('Archive 1 thread?') : l10n.t('Archive {0} threads?', grouped(threads));
  }
  return threads === 1 ? l10n.t('Unarchive 1 thread?') : l10n.t('Unarchive {0} threads?', grouped(threads));
}

function reversible(kind: OperationKind, threads: number): string {
  if (threads === 1) {
    return kind === 'archive' ? l10n.t('It can be unarchived later.') : l10n.t('It can be archived again later.');
  }
  return kind === 'archive' ? l10n.t('They can be unarchived later.') : l10n.t('They can be archived again later.');
}

/** `threads`: how many move. */
function whichThreads({ targets, keepRoots, group }: Wish, threads: number): string {
  const roots = keepRoots === true ? targets : targets.filter(({ insideAnother }) => !insideAnother);
  const [root] = roots;
  const values = {
    roots:
      roots.length === 1 && root !== undefined && root.name !== null
        ? l10n.t('“{name}”', { name: inSentence(root.name) })
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

/** About threads that the view's filter and options hide. */
function notVisible({ hidden }: Plan): string[] {
  if (hidden === 0) {
    return [];
  }
  return [
    hidden === 1
      ? l10n.t('1 of them is not visible: the view’s filter or options hide it.')
      : l10n.t('{0} of them are not visible: the view’s filter or options hide them.', grouped(hidden)),
  ];
}

/** About threads that Codex attached to these, which did not spawn them. */
function attachedStay({ attached }: Plan): string[] {
  if (attached === 0) {
    return [];
  }
  return [
    attached === 1
      ? l10n.t('1 thread that is attached to them stays where it is.')
      : l10n.t('{0} threads that are attached to them stay where they are.', grouped(attached)),
  ];
}

/** A paragraph with a line for each thread that is open in Codex, its program, and what will happen to them. */
function openInCodex({ loaded, loadedThreads, codex }: Plan, leaves: boolean): string[] {
  if (loadedThreads === 0) {
    return [];
  }
  const more = loadedThreads - loaded.length;
  return [
    [
      codex !== null
        ? l10n.t('Open in Codex, which archives these itself:')
        : leaves
          ? l10n.t('Open in Codex, so these stay and only the others are archived:')
          : l10n.t('Open in Codex, so these cannot be moved:'),
      ...loaded.map(({ thread, holder }) => {
        const name = oneLine(nameOf(thread));
        const program = holderInWords(holder);
        return program === null ? l10n.t('“{name}”', { name }) : l10n.t('“{name}” ({program})', { name, program });
      }),
      ...(more > 0 ? [l10n.t('and {0} more', grouped(more))] : []),
      ...interrupted(codex),
    ].join('\n'),
  ];
}

/** What Codex would interrupt. */
function interrupted(codex: Plan['codex']): string[] {
  const { running, waiting } = codex ?? { running: 0, waiting: 0 };
  return [
    ...(running > 0 ? [l10n.t('Running now, and will be interrupted: {0}.', grouped(running))] : []),
    ...(waiting > 0 ? [l10n.t('Waiting for you, and will be interrupted: {0}.', grouped(waiting))] : []),
  ];
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
