// The cascade: archives (or unarchives) a thread and everything that it spawned, and tells what happened to each. Pure:
// the plan decides, the store below knows files and SQL.
import { t } from '@vscode/l10n';
import type { JournalledKind, OperationKind, OperationReport } from '../../protocol/methods';
import {
  cancelled,
  planCascade,
  reportOf,
  type CascadePlan,
  type MoveFailure,
  type ThreadLocation,
} from './cascadePlan';

export interface MoveOutcome {
  failure?: MoveFailure;
}

/** What the cascade needs to know of a Codex home: as of one moment, for one operation. */
export interface SubtreeSource {
  /** All spawned descendants, breadth-first by depth, then by id; each once, the root not among them. */
  descendants(root: string): readonly string[];
  locationOf(threadId: string): ThreadLocation;
  loadedBy(threadId: string): MoveFailure | undefined;
}

/**
 * Moves the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at
 * all. As many outcomes as threads were handled, in the same order. `onWait` is told why it waits.
 */
export type MoveThreads = (
  threadIds: readonly string[],
  onWait: (reason: string) => void,
) => Promise<readonly MoveOutcome[]>;

export interface PlanOptions {
  operation: OperationKind;
  /** Go on below a root that is at its goal already, to finish what an earlier cascade left. */
  finishLeftovers: boolean;
  /** Archive the others of a branch in which a thread is in use. */
  leaveLoaded: boolean;
  /** These threads stay where they are. */
  keep?: ReadonlySet<string>;
}

export interface RunOptions {
  operation: JournalledKind;
  /** Told of each thread's status whenever it changes. */
  onStatus: (report: OperationReport) => void;
  /** Looked at between threads; what is left then is reported as skipped. */
  signal: AbortSignal;
}

export interface CascadeResult {
  /** Every thread of the branch once, in the order handled. */
  reports: OperationReport[];
  /** Why the root was not moved, when it was to be; nothing below it was touched then. */
  rootFailure: MoveFailure | undefined;
}

/** Threads that may share a transaction. The root has its own: it is authoritative. */
export const GROUP_SIZE = 1000;

const words = {
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

/** A branch that is to be moved. `root` is undefined for threads that stand for themselves. */
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
 * Runs the plans of branches that have no thread in common: the roots first, then what is below those that were moved.
 * A root is authoritative: if it fails, nothing below it is touched. Another thread that fails does not stop the
 * others. The roots share transactions with each other only. Answers a result for each branch, in their order. Throws
 * what `move` throws.
 */
export async function runPlans(
  branches: readonly PlannedSubtree[],
  move: MoveThreads,
  { operation, onStatus, signal }: RunOptions,
): Promise<CascadeResult[]> {
  const { doing, done } = words[operation];
  const runs = branches.map(({ root, plan }): SubtreeRun => {
    const moves = plan.refused ? [] : plan.moves;
    const hasRoot = moves.length > 0 && moves[0] === root;
    return {
      root: hasRoot ? root : undefined,
      below: hasRoot ? moves.slice(1) : moves,
      result: { reports: [], rootFailure: plan.refused },
    };
  });
  const report = ({ result }: SubtreeRun, entry: OperationReport): void => {
    result.reports.push(entry);
    onStatus(entry);
  };

  /** Moves these threads, group by group; tells each one's branch. */
  const moveAll = async (
    threads: readonly Planned[],
    onFailure: (planned: Planned, failure: MoveFailure) => void,
  ): Promise<void> => {
    for (let left = threads; left.length > 0;) {
      if (signal.aborted) {
        for (const planned of left) {
          report(planned.run, reportOf(planned.threadId, cancelled));
          onFailure(planned, cancelled);
        }
        return;
      }
      const group = left.slice(0, GROUP_SIZE);
      // One at a time is told to be moving: the others of a group follow within a transaction's time.
      const { threadId: first } = group[0] as Planned;
      onStatus({ threadId: first, status: doing });
      const outcomes = await move(
        group.map(({ threadId }) => threadId),
        reason => onStatus({ threadId: first, status: doing, reason }),
      );
      left = left.slice(outcomes.length);
      for (const [at, { failure }] of outcomes.entries()) {
        const planned = group[at] as Planned;
        report(
          planned.run,
          failure ? reportOf(planned.threadId, failure) : { threadId: planned.threadId, status: done },
        );
        if (failure) onFailure(planned, failure);
      }
    }
  };

  for (const [at, run] of runs.entries()) branches[at]?.plan.reports.forEach(entry => report(run, entry));
  for (const { root, below } of runs)
    for (const threadId of root === undefined ? below : [root, ...below]) onStatus({ threadId, status: 'queued' });
  await moveAll(
    runs.flatMap(run => (run.root === undefined ? [] : [{ run, threadId: run.root }])),
    ({ run }, failure) => {
      run.result.rootFailure = failure;
      const reason =
        failure === cancelled
          ? cancelled.reason
          : t('Left alone, as the thread at the root of this branch could not be moved.');
      for (const threadId of run.below) report(run, { threadId, status: 'skipped', reason });
    },
  );
  await moveAll(
    runs.flatMap(run => (run.result.rootFailure ? [] : run.below.map(threadId => ({ run, threadId })))),
    () => undefined,
  );
  return runs.map(({ result }) => result);
}

/** A branch on its way. */
interface SubtreeRun {
  /** Undefined when it is not to be moved. */
  root: string | undefined;
  below: readonly string[];
  result: CascadeResult;
}

interface Planned {
  run: SubtreeRun;
  threadId: string;
}
