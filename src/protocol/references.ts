// The threads and processes that failures and issues name.

/** The longest name within a sentence, in characters. Rows have more room. */
export const SENTENCE_NAME_LIMIT = 80;

/** A thread. `name` is null until it has been looked up, and if the thread has no name. */
export interface ThreadRef {
  threadId: string;
  name: string | null;
}

/** The process that holds a lock; null for what the system does not say. */
export interface LockHolder {
  pid: number | null;
  /** The program's name as the process gives it, truncated by the system (to 15 bytes on Linux). */
  command: string | null;
}
