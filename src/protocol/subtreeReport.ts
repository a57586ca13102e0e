// What the sub-agents of a thread did, in short. All strings are untrusted, but are single lines in which
// control characters are visible.
import type { Failure } from './failures';
import type { TokenUsage, TurnStatus } from './transcript';

/** The beginning of a list, and how long all of it is. */
export interface ListHead<T> {
  first: T[];
  count: number;
}

/** What one thread did in all of its own turns. */
export interface ThreadWork {
  /** The first line or lines of its first prompt, as one. Null if there is none, or if the API sealed it. */
  task: string | null;
  /** The first lines of its last answer, or of what it said last. Empty if it said nothing. */
  answer: string[];
  /** Why its last turn failed; null if it did not, or if Codex has not written why. */
  failure: string | null;
  /** Of its last turn; null if it has none. */
  status: TurnStatus | null;
  /** The sum of its turns, as far as known; null if no duration is known. */
  durationMs: number | null;
  /** Of the last turn that names one. */
  model: string | null;
  /** As in `Transcript.tokens`. */
  tokens: TokenUsage | null;
  /** Paths as its patches name them, new ones for moved files, each once, in the order of their first change. */
  changedFiles: ListHead<string>;
  failedCommands: ListHead<{ command: string; exitCode: number | null }>;
}

export interface ReportedThread {
  threadId: string;
  name: string;
  /** 1 for sub-agents of the reported thread itself. */
  depth: number;
  archived: boolean;
  /** What it did, or why its rollouts could not be read. */
  work: ThreadWork | Failure;
}

/** The answer to `threadTree/report`. */
export interface SubtreeReport {
  /** The name of the thread whose sub-agents these are. */
  name: string;
  /** Each followed by its own sub-agents, siblings in the order of their ids; at most 2,000. */
  threads: ReportedThread[];
  /** How many more there are. */
  leftOut: number;
  /** Over `threads`, as far as known. */
  totals: {
    durationMs: number;
    tokens: number;
    /** Of how many threads the tokens are not known. */
    unknownTokens: number;
    /** Different paths. */
    changedFiles: number;
    failedCommands: number;
  };
}
