// Decides what a cascade will do before anything moves. Pure. Follows the rules of Codex's `thread/archive` in 0.125 to
// 0.169, and of its `thread/unarchive` in 0.169.
import type { Failure } from '../../protocol/failures';
import type { OperationKind, OperationReport } from '../../protocol/operations';
import { statusOfFailure } from './failureStatus';

/**
 * Where a thread is before anything moves. `missing`: it has neither a row nor a rollout. `invalidId`: a spawn edge
 * names it, but with something that is not a thread id.
 */
export type ThreadLocation = 'active' | 'archived' | 'missing' | 'invalidId';

export interface PlanOptions {
  operation: OperationKind;
  /** Continue below a root that is already where it should go, to finish what an earlier cascade left. */
  finishLeftovers: boolean;
  /** Archiving: skip loaded threads. Otherwise a loaded thread keeps its whole subtree from moving. */
  leaveLoaded: boolean;
  /** Threads that stay where they are, without a report. */
  keep?: ReadonlySet<string>;
  /**
   * The threads of the plan that the user confirmed. Others that would move stay, and are reported as skipped.
   * Undefined: no plan was confirmed, so all move.
   */
  only?: ReadonlySet<string>;
}

/** What the plan is made from. */
export interface CascadeInput extends PlanOptions {
  root: string;
  /** Breadth-first by depth, then by id; each once, without the root. */
  descendants: readonly string[];
  locationOf: (threadId: string) => ThreadLocation;
  /** The failure `loaded` if a running Codex has loaded this thread, otherwise undefined. */
  loadedBy: (threadId: string) => Failure | undefined;
}

export type CascadePlan =
  /** Nothing in the subtree moves, and why. */
  | { refused: Failure; reports: OperationReport[] }
  /** The threads to move in this order, the root first if it is among them; and reports of the others. */
  | { refused?: undefined; moves: string[]; reports: OperationReport[] };

/** For each operation: where threads come from, where they go, and the status of those already there. */
const goals = {
  archive: { from: 'active', to: 'archived', already: 'alreadyArchived' },
  unarchive: { from: 'archived', to: 'active', already: 'alreadyActive' },
} as const;

/**
 * Plans one cascade. Archiving moves the root, then the descendants deepest first (their listing reversed); unarchiving
 * moves the root, then its descendants breadth-first. A loaded thread anywhere in the subtree refuses an archive (the
 * one with the lowest id is named), unless loaded threads are to be skipped. A loaded root refuses an unarchive; a
 * loaded descendant is skipped.
 */
export function planCascade(input: CascadeInput): CascadePlan {
  const { operation, root, descendants, locationOf, keep, only } = input;
  const goal = goals[operation];
  const ordered = [root, ...(operation === 'archive' ? [...descendants].reverse() : descendants)];

  const rootLoaded = operation === 'unarchive' ? input.loadedBy(root) : undefined;
  if (rootLoaded) return { refused: rootLoaded, reports: [reportOf(root, rootLoaded)] };

  const rootLocation = locationOf(root);
  if (rootLocation !== goal.from && !(rootLocation === goal.to && input.finishLeftovers)) {
    const refused: Failure = { code: 'rolloutMissing', path: null, location: goal.from };
    const report = rootLocation === goal.to ? { threadId: root, status: goal.already } : reportOf(root, refused);
    return { refused, reports: [report] };
  }

  const loaded =
    operation === 'archive' && !input.leaveLoaded ? lowestLoaded([root, ...descendants], input) : undefined;
  if (loaded) {
    const subtreeLoaded: Failure = { code: 'subtreeLoaded', thread: { threadId: loaded.threadId, name: null } };
    const wouldMove = (threadId: string): boolean => locationOf(threadId) === goal.from && !keep?.has(threadId);
    return {
      refused: loaded.threadId === root ? loaded.failure : subtreeLoaded,
      reports: ordered.flatMap((threadId): OperationReport[] => {
        if (threadId === loaded.threadId) return [reportOf(threadId, loaded.failure)];
        return wouldMove(threadId) ? [reportOf(threadId, subtreeLoaded)] : [];
      }),
    };
  }

  const moves: string[] = [];
  const reports: OperationReport[] = [];
  for (const threadId of ordered) {
    if (keep?.has(threadId)) continue;
    const location = locationOf(threadId);
    if (location === goal.from) {
      const failure = input.loadedBy(threadId) ?? (only && !only.has(threadId) ? notInPlan : undefined);
      if (failure) reports.push(reportOf(threadId, failure));
      else moves.push(threadId);
    } else if (location === goal.to) reports.push({ threadId, status: goal.already });
    else if (location === 'invalidId') reports.push(reportOf(threadId, { code: 'notAThreadId' }));
  }
  return { moves, reports };
}

const notInPlan: Failure = { code: 'notInPlan' };

/** The report of a thread that was not changed. */
export function reportOf(threadId: string, failure: Failure): OperationReport {
  return { threadId, status: statusOfFailure(failure), failure };
}

function lowestLoaded(
  threadIds: string[],
  { loadedBy }: CascadeInput,
): { threadId: string; failure: Failure } | undefined {
  for (const threadId of threadIds.sort()) {
    const failure = loadedBy(threadId);
    if (failure) return { threadId, failure };
  }
  return undefined;
}
