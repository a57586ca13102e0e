// The cascade: archives (or unarchives) a thread and everything that it spawned, and tells what happened to each. Pure: the
// plan decides, the store below knows files and SQL.
import type { OperationKind, ThreadReport } from '../../protocol/threadTree';
import { cancelled, planCascade, reportOf, type MoveFailure, type ThreadPlace } from './cascadePlan';

export type MoveOutcome = { failure?: undefined } | { failure: MoveFailure };

/** What the cascade needs of a Codex home. The answers are those of one moment: a store serves one cascade. */
export interface ThreadStore {
  /** All spawned descendants, breadth-first by depth, then by id; each once, the root not among them. */
  descendants(root: string): readonly string[];
  placeOf(threadId: string): ThreadPlace;
  heldByWriter(threadId: string): MoveFailure | undefined;
  /**
   * Moves the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at all. As
   * many outcomes as threads were handled, in the same order. `onWait` is told why when another program has the state DB locked. Throws only bugs.
   */
  move(operation: OperationKind, threadIds: readonly string[], onWait: (reason: string) => void, signal: AbortSignal): Promise<MoveOutcome[]>;
}

export interface CascadeOptions {
  operation: OperationKind;
  /** Go on below a root that is at its goal already, to finish what an earlier cascade left. */
  finishLeftovers: boolean;
  /** Told of each thread's status whenever it changes. */
  onStatus: (report: ThreadReport) => void;
  /** Looked at between threads; what is left then is reported as skipped. */
  signal: AbortSignal;
}

export interface CascadeResult {
  /** Every thread of the branch once, in the order handled. */
  reports: ThreadReport[];
  /** Why the root was not moved, when it was to be; nothing below it was touched then. */
  rootFailure: MoveFailure | undefined;
}

/** Threads that may share a transaction. The root has its own: it is authoritative. */
export const GROUP_SIZE = 1000;

const words = {
  archive: { doing: 'archiving', done: 'archived' },
  unarchive: { doing: 'unarchiving', done: 'unarchived' },
} as const;

/**
 * Runs the cascade on one root (order and rules: `planCascade`). The root is authoritative: if it fails, nothing below it is
 * touched. A descendant that fails does not stop the others.
 */
export async function runCascade(store: ThreadStore, root: string, options: CascadeOptions): Promise<CascadeResult> {
  const { operation, onStatus, signal } = options;
  const plan = planCascade({
    operation, root, finishLeftovers: options.finishLeftovers, descendants: store.descendants(root),
    placeOf: threadId => store.placeOf(threadId), heldByWriter: threadId => store.heldByWriter(threadId),
  });
  const reports: ThreadReport[] = [];
  const report = (entry: ThreadReport): void => {
    reports.push(entry);
    onStatus(entry);
  };
  plan.reports.forEach(report);
  if (plan.refused) return { reports, rootFailure: plan.refused };

  for (const threadId of plan.moves) onStatus({ threadId, status: 'queued' });
  const { doing, done } = words[operation];
  let left = plan.moves;
  while (left.length > 0) {
    if (signal.aborted) {
      for (const threadId of left) report(reportOf(threadId, cancelled));
      return { reports, rootFailure: left[0] === root ? cancelled : undefined };
    }
    const group = left.slice(0, left[0] === root ? 1 : GROUP_SIZE);
    // One at a time is told to be moving: the others of a group follow within a transaction's time.
    const first = group[0] as string;
    onStatus({ threadId: first, status: doing });
    const outcomes = await store.move(operation, group, reason => onStatus({ threadId: first, status: doing, reason }), signal);
    left = left.slice(outcomes.length);
    outcomes.forEach(({ failure }, at) => {
      const threadId = group[at] as string;
      report(failure ? reportOf(threadId, failure) : { threadId, status: done });
    });
    const rootFailure = first === root ? outcomes[0]?.failure : undefined;
    if (rootFailure) {
      const reason = rootFailure === cancelled ? cancelled.reason : 'Left alone, as the thread at the root of this branch could not be moved.';
      for (const threadId of left) report({ threadId, status: 'skipped', reason });
      return { reports, rootFailure };
    }
  }
  return { reports, rootFailure: undefined };
}
