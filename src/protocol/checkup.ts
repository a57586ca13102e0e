// What the check of the threads' records finds, and its repair.

export type IssueKind =
  /**
   * The row names a file that is not there, and the thread's rollout lies in the other folder (or elsewhere in the same
   * one).
   */
  | 'rowBehindFile'
  /** The row's `archived` flag says one thing, the folder of its rollout the other. */
  | 'flagAgainstPlace'
  /** Some of the thread's rollouts lie in `sessions`, others in `archived_sessions`. */
  | 'splitRollouts'
  /** Files of one name lie in both folders. */
  | 'inBothPlaces'
  | 'rolloutMissing'
  | 'rowMissing'
  /** A spawn edge names a thread with neither row nor rollout, or no thread id at all. */
  | 'danglingEdge'
  | 'cyclicEdges'
  /** A writer lock file that no process holds. */
  | 'staleLock';

/** Something wrong with one thread's records, as `threadTree/check` lists them. Strings are safe as plain text. */
export interface CheckupIssue {
  kind: IssueKind;
  /** Whose records; for an edge, the child as the edge names it. */
  threadId: string;
  name: string;
  /** A sentence: what is wrong, with the file or the row. */
  problem: string;
  /** A sentence: what `threadTree/repair` would do, or why nothing is done. */
  remedy: string;
  /** Whether `threadTree/repair` takes it. */
  repairable: boolean;
}

export interface CheckupResult {
  /** How many threads and rollouts were looked at. */
  threads: number;
  rollouts: number;
  /** By kind, in the order of FindingKind; at most 5,000 of a kind. */
  issues: CheckupIssue[];
  /** How many more findings of a kind there are; kinds of which all are listed are absent. */
  leftOut: Partial<Record<IssueKind, number>>;
}

/** Params of `threadTree/repair`, which answers an OperationResult: the threads of repairable findings. */
export interface RepairParams {
  threadIds: string[];
}
