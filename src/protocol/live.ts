// What a running Codex does with a thread.

/** `open`: a Codex has the thread loaded, and no turn runs. `interrupted`: a Codex was killed while a turn ran. */
export type LiveStatus = 'running' | 'waitingForApproval' | 'waitingForInput' | 'failed' | 'open' | 'interrupted';

/** One thread that a Codex has loaded, or had loaded when it was killed. */
export interface LiveThread {
  threadId: string;
  status: LiveStatus;
  /**
   * Who says so: the Codex that has the thread loaded, or its files. Files do not tell whether a running thread waits.
   */
  source: 'socket' | 'disk';
}

/** The complete list, ordered by id. */
export interface LiveNotification {
  threads: LiveThread[];
}

/** Where the program of Codex may be, as far as only the window knows. */
export interface CodexPlaces {
  /** The user's setting; empty if it is not set. */
  configured: string;
  /** The folder of Codex's own extension; null if it is not installed. */
  officialExtension: string | null;
}

export interface CommandLineParams {
  threadId: string;
  action: 'resume' | 'fork';
  codex: CodexPlaces;
}

/** What a terminal runs to continue a thread. No shell is needed, so nothing is quoted. */
export interface CommandLine {
  /** Absolute path. */
  program: string;
  args: string[];
  /** The thread's own folder, as Codex asks for one when it starts in another; null if that does not exist. */
  folder: string | null;
  /** The thread's name in one line. */
  name: string;
  /** Absolute path of the Codex home that has the thread. */
  codexHome: string;
}
