// The cascade: archives or unarchives a thread with everything it spawned, and reports what happened to each thread.
// Pure: the plan decides, and `MoveThreads` knows about files and SQL.
import type { Failure, WaitsFor } from '../../protocol/failures';
import type { JournalledKind, OperationReport } from '../../protocol/operations';
import { planCascade, reportOf, type CascadePlan, type PlanOptions, type ThreadLocation } from './cascadePlan';

export interface MoveOutcome {
  failure?: Failure;
}

/** What the cascade needs to know about a Codex home, as of one moment, for one operation. */
export interface SubtreeSource {
  /** All spawned descendants, breadth-first by depth, then by id; each once, without the root. */
  descendants(root: string): readonly string[];
  locationOf(threadId: string): ThreadLocation;
  loadedBy(threadId: string): Failure | undefined;
}

/**
 * Moves the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at
 * all. Returns one outcome for each thread handled, in the same order. Calls `onWait` if it has to wait. `following`
 * are the threads that come next, if nothing fails.
 */
export type MoveThreads = (
  threadIds: readonly string[],
  onWait: (waitsFor: WaitsFor) => void,
  following: readonly string[],
) => Promise<readonly MoveOutcome[]>;

export interface RunOptions {
  operation: JournalledKind;
  /** Called whenever a thread's status changes. */
  onStatus: (report: OperationReport) => void;
  /** Checked between transactions: threads that have not moved by then are reported as skipped. */
  signal: AbortSignal;
}

export interface CascadeResult {
  /** Every thread of the subtree once, in the order handled. */
  reports: OperationReport[];
  /** Why the root did not move although it should have; then no descendant was touched. */
  rootFailure: Failure | undefined;
}

/** The most threads in a transaction. Roots share one only with other roots, as they are authoritative. */
export const GROUP_SIZE = 1000;

const statuses = {
  archive: { doing: 'archiving', done: 'archived' },
  unarchive: { doing: 'unarchiving', done: 'unarchived' },
  repair: { doing: 'repairing', done: 'repaired' },
  undo: { doing: 'restoring', done: 'restored' },
} as const;

/** Plans the cascade on one root (order and rules: `planCascade`). */
export function planSubtree(source: SubtreeSource, root: string, options: PlanOptions): CascadePlan {
  return planCascade({
    ...options,
    root,
    descendants: source.descendants(root),
    locationOf: threadId => source.locationOf(threadId),
    loadedBy: threadId => source.loadedBy(threadId),
  });
}

/** A subtree to be moved. `root` is undefined if its threads do not depend on each other. */
export interface PlannedSubtree {
  root: string | undefined;
  plan: CascadePlan;
}

/** Runs one plan, as `runPlans` does. */
export async function runPlan(
  plan: CascadePlan,
  root: string | undefined,
  move: MoveThreads,
  options: RunOptions,
): Promise<CascadeResult> {
  const [result] = await runPlans([{ root, plan }], move, options);
  return result as CascadeResult;
}

/**
 * Runs the plans of subtrees that have no thread in common: first the roots, then the descendants of those that moved.
 * A root is authoritative: if it fails, none of its descendants is touched. Any other thread that fails does not stop
 * the rest. Returns a result for each subtree, in their order. Throws what `move` throws.
 */
export async function runPlans(
  subtrees: readonly PlannedSubtree[],
  move: MoveThreads,
  { operation, onStatus, signal }: RunOptions,
): Promise<CascadeResult[]> {
  const { doing, done } = statuses[operation];
  const runs = subtrees.map(({ root, plan }): SubtreeRun => {
    const moves = plan.refused ? [] : plan.moves;
    const hasRoot = moves.length > 0 && moves[0] === root;
    return {
      root: hasRoot ? root : undefined,
      others: hasRoot ? moves.slice(1) : moves,
      result: { reports: [], rootFailure: plan.refused },
    };
  });
  const report = ({ result }: SubtreeRun, threadReport: OperationReport): void => {
    result.reports.push(threadReport);
    onStatus(threadReport);
  };

  /** Moves these threads, group by group, and reports each one to its subtree. */
  const moveAll = async (
    threads: readonly Planned[],
    onFailure: (planned: Planned, failure: Failure) => void,
    later: readonly Planned[] = [],
  ): Promise<void> => {
    for (let left = threads; left.length > 0;) {
      if (signal.aborted) {
        for (const planned of left) {
          const cancelled: Failure = { code: 'cancelled' };
          report(planned.run, reportOf(planned.threadId, cancelled));
          onFailure(planned, cancelled);
        }
        return;
      }
      const group = left.slice(0, GROUP_SIZE);
      // Reports only the first thread as moving: the rest of the group follows within the same transaction.
      const { threadId: first } = group[0] as Planned;
      onStatus({ threadId: first, status: doing });
      const outcomes = await move(
        group.map(({ threadId }) => threadId),
        waitsFor => onStatus({ threadId: first, status: doing, waitsFor }),
        [...left.slice(GROUP_SIZE, 2 * GROUP_SIZE), ...later].slice(0, GROUP_SIZE).map(({ threadId }) => threadId),
      );
      left = left.slice(outcomes.length);
      for (const [at, { failure }] of outcomes.entries()) {
        const planned = group[at] as Planned;
        const { run, threadId } = planned;
        report(run, failure ? reportOf(threadId, failure) : { threadId, status: done });
        if (failure) onFailure(planned, failure);
      }
    }
  };

  for (const [at, run] of runs.entries()) subtrees[at]?.plan.reports.forEach(planned => report(run, planned));
  for (const { root, others } of runs)
    for (const threadId of root === undefined ? others : [root, ...others]) onStatus({ threadId, status: 'queued' });
  await moveAll(
    runs.flatMap(run => (run.root === undefined ? [] : [{ run, threadId: run.root }])),
    ({ run }, failure) => {
      run.result.rootFailure = failure;
      const because: Failure = failure.code === 'cancelled' ? failure : { code: 'rootNotMoved' };
      for (const threadId of run.others) report(run, reportOf(threadId, because));
    },
    othersOf(runs).slice(0, GROUP_SIZE),
  );
  await moveAll(othersOf(runs), () => undefined);
  return runs.map(({ result }) => result);
}

/** The threads that move after the roots, as far as it is known that they do. */
function othersOf(runs: readonly SubtreeRun[]): Planned[] {
  return runs.flatMap(run => (run.result.rootFailure ? [] : run.others.map(threadId => ({ run, threadId }))));
}

/** A subtree while it is being moved. */
interface SubtreeRun {
  /** Undefined if it is not to be moved. */
  root: string | undefined;
  /** The threads to move besides the root. */
  others: readonly string[];
  result: CascadeResult;
}

interface Planned {
  run: SubtreeRun;
  threadId: string;
}
