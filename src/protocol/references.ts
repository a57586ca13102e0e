// Whom failures and issues name: a thread, or a process.

/** A thread. `name` is null while nobody has looked it up, and when the thread has no name. */
export interface ThreadRef {
  threadId: string;
  name: string | null;
}

/** The process that holds a lock; null is what the system does not tell. */
export interface LockHolder {
  pid: number | null;
  /** The program's name as the process gives it, cut by the system (15 bytes on Linux). */
  command: string | null;
}
