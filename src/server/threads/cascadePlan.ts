// What a cascade will do, decided before anything moves. Pure. The contract is Codex's `thread/archive` of 0.125 to
// 0.169 and its `thread/unarchive` of 0.169.
import { t } from '@vscode/l10n';
import type { OperationKind, OperationReport } from '../../protocol/methods';

/**
 * Where a thread is before anything moves. `missing`: it has neither a row nor a rollout; `invalidId`: a spawn edge
 * names it so.
 */
export type ThreadLocation = 'active' | 'archived' | 'missing' | 'invalidId';

/**
 * Why a thread could not be moved: for the user in `reason`, for a client of Codex's protocol in `code` and `message`.
 */
export interface MoveFailure {
  status: 'failed' | 'inUse' | 'rolloutMissing' | 'skipped';
  reason: string;
  code: number;
  message: string;
}

/** The code is the Language Server Protocol's for a request that its client cancelled. */
export const cancelled: MoveFailure = {
  status: 'skipped',
  get reason() {
    return t('Cancelled.');
  },
  code: -32800,
  message: 'Cancelled.',
};

/** What the plan is made from. */
export interface CascadeInput {
  operation: OperationKind;
  root: string;
  /** Breadth-first by depth, then by id; each once, the root not among them. */
  descendants: readonly string[];
  locationOf: (threadId: string) => ThreadLocation;
  /** Why this thread is in use by a running Codex, or undefined. */
  loadedBy: (threadId: string) => MoveFailure | undefined;
  /** Go on below a root that is at its goal already, to finish what an earlier cascade left. */
  finishLeftovers: boolean;
  /** Archiving: leave out what is in use, rather than nothing of the branch. */
  leaveLoaded: boolean;
  /** Threads of the branch that stay where they are; they get no report of that. */
  keep?: ReadonlySet<string>;
}

export type CascadePlan =
  /** Nothing of the branch moves, and why. */
  | { refused: MoveFailure; reports: OperationReport[] }
  /** The threads to move in this order, the root first if it is among them; and the others that get a report. */
  | { refused?: undefined; moves: string[]; reports: OperationReport[] };

/** Each operation's words: where threads come from, and what is said of those that are at the goal already. */
const goals = {
  archive: { from: 'active', to: 'archived', already: 'alreadyArchived' },
  unarchive: { from: 'archived', to: 'active', already: 'alreadyActive' },
} as const;

/**
 * Plans one cascade. Archiving: the root, then the descendants deepest first (their listing reversed); unarchiving: the
 * root, then breadth-first. A held writer lock anywhere in the branch refuses an archive, unless what is in use is to
 * be left, and the one named is the lowest id; an unarchive is refused for a held root, and leaves out a held
 * descendant.
 */
export function planCascade(branch: CascadeInput): CascadePlan {
  const { operation, root, descendants, locationOf, keep } = branch;
  const goal = goals[operation];
  const ordered = operation === 'archive' ? [...descendants].reverse() : descendants;

  const rootHeld = operation === 'unarchive' ? branch.loadedBy(root) : undefined;
  if (rootHeld) return { refused: rootHeld, reports: [reportOf(root, rootHeld)] };

  const rootPlace = locationOf(root);
  if (rootPlace !== goal.from && !(rootPlace === goal.to && branch.finishLeftovers)) {
    const refused = notFound(operation, root);
    return {
      refused,
      reports: [rootPlace === goal.to ? { threadId: root, status: goal.already } : reportOf(root, refused)],
    };
  }

  const held = operation === 'archive' && !branch.leaveLoaded ? lowestHeld([root, ...descendants], branch) : undefined;
  if (held)
    return {
      refused: held.failure,
      reports: refusedBranch(
        [root, ...ordered],
        held,
        threadId => locationOf(threadId) === goal.from && !keep?.has(threadId),
      ),
    };

  const moves: string[] = [];
  const reports: OperationReport[] = [];
  for (const threadId of [root, ...ordered]) {
    if (keep?.has(threadId)) continue;
    const place = locationOf(threadId);
    const inUse = place === goal.from ? branch.loadedBy(threadId) : undefined;
    if (inUse) reports.push(reportOf(threadId, inUse));
    else if (place === goal.from) moves.push(threadId);
    else if (place === goal.to) reports.push({ threadId, status: goal.already });
    else if (place === 'invalidId')
      reports.push({
        threadId,
        status: 'skipped',
        reason: t('A spawn edge names this child, but it is not a thread id.'),
      });
  }
  return { moves, reports };
}

/** A failure as the window is told of it. */
export function reportOf(threadId: string, failure: MoveFailure): OperationReport {
  return { threadId, status: failure.status, reason: failure.reason };
}

interface HeldThread {
  threadId: string;
  failure: MoveFailure;
}

function lowestHeld(threadIds: string[], branch: CascadeInput): HeldThread | undefined {
  for (const threadId of threadIds.sort()) {
    const failure = branch.loadedBy(threadId);
    if (failure) return { threadId, failure };
  }
  return undefined;
}

function refusedBranch(
  threadIds: readonly string[],
  held: HeldThread,
  isMovable: (threadId: string) => boolean,
): OperationReport[] {
  const reason = t('Nothing of this branch was moved, as thread {0} is in use.', held.threadId);
  return threadIds.flatMap((threadId): OperationReport[] => {
    if (threadId === held.threadId) return [reportOf(threadId, held.failure)];
    return isMovable(threadId) ? [{ threadId, status: 'skipped', reason }] : [];
  });
}

/** Codex's answer for a root that is not where the operation takes threads from. */
function notFound(operation: OperationKind, threadId: string): MoveFailure {
  const kind = operation === 'archive' ? 'rollout' : 'archived rollout';
  const reason =
    operation === 'archive'
      ? t('No rollout of this thread was found.')
      : t('No archived rollout of this thread was found.');
  return { status: 'rolloutMissing', reason, code: -32600, message: `no ${kind} found for thread id ${threadId}` };
}
