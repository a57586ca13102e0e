// The cascade: archives (or unarchives) a thread and everything that it spawned, and tells what happened to each. Pure: the
// plan decides, the store below knows files and SQL.
import { t } from '@vscode/l10n';
import type { JournalledKind, OperationKind, ThreadReport } from '../../protocol/threadTree';
import { cancelled, planCascade, reportOf, type CascadePlan, type MoveFailure, type ThreadPlace } from './cascadePlan';

export interface MoveOutcome {
  failure?: MoveFailure;
}

/** What the cascade needs to know of a Codex home: as of one moment, for one operation. */
export interface BranchSource {
  /** All spawned descendants, breadth-first by depth, then by id; each once, the root not among them. */
  descendants(root: string): readonly string[];
  placeOf(threadId: string): ThreadPlace;
  heldByWriter(threadId: string): MoveFailure | undefined;
}

/**
 * Moves the first of these threads, at least one, in one transaction: each with its rollouts and its row, or not at all. As many
 * outcomes as threads were handled, in the same order. `onWait` is told why it waits.
 */
export type MoveThreads = (threadIds: readonly string[], onWait: (reason: string) => void) => Promise<readonly MoveOutcome[]>;

export interface PlanOptions {
  operation: OperationKind;
  /** Go on below a root that is at its goal already, to finish what an earlier cascade left. */
  finishLeftovers: boolean;
  /** Archive the others of a branch in which a thread is in use. */
  leaveInUse: boolean;
  /** These threads stay where they are. */
  keep?: ReadonlySet<string>;
}

export interface RunOptions {
  operation: JournalledKind;
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
  repair: { doing: 'repairing', done: 'repaired' },
  undo: { doing: 'restoring', done: 'restored' },
} as const;

/** Plans the cascade on one root (order and rules: `planCascade`). */
export function planBranch(source: BranchSource, root: string, options: PlanOptions): CascadePlan {
  return planCascade({
    ...options, root, descendants: source.descendants(root),
    placeOf: threadId => source.placeOf(threadId), heldByWriter: threadId => source.heldByWriter(threadId),
  });
}

/**
 * Runs a plan. The root, if there is one, is authoritative: if it fails, nothing below it is touched. Another thread that fails
 * does not stop the others. Throws what `move` throws.
 */
export async function runPlan(plan: CascadePlan, root: string | undefined, move: MoveThreads, { operation, onStatus, signal }: RunOptions): Promise<CascadeResult> {
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
    const outcomes = await move(group, reason => onStatus({ threadId: first, status: doing, reason }));
    left = left.slice(outcomes.length);
    outcomes.forEach(({ failure }, at) => {
      const threadId = group[at] as string;
      report(failure ? reportOf(threadId, failure) : { threadId, status: done });
    });
    const rootFailure = first === root ? outcomes[0]?.failure : undefined;
    if (rootFailure) {
      const reason = rootFailure === cancelled ? cancelled.reason : t('Left alone, as the thread at the root of this branch could not be moved.');
      for (const threadId of left) report({ threadId, status: 'skipped', reason });
      return { reports, rootFailure };
    }
  }
  return { reports, rootFailure: undefined };
}
