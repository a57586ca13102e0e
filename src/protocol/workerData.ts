// What the shell passes to the thread server when it starts it in a worker thread.
import type { TreeLevelsParams } from './tree';

/** The worker's `workerData`. `Port` is Node's `MessagePort`, which this folder does not know. */
export interface WorkerData<Port> {
  /** The server's end of the channel. */
  port: Port;
  /** The configured Codex home; empty for `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** The folder in which each home has its journal; created when needed. */
  journal: string;
  /**
   * The first rows that the window wants, or null. The server reads them as it starts and posts the answer, a
   * `TreeLevelsResponse`, to the port: the window need not wait until it has loaded its language client. Posts nothing
   * if they cannot be read; the request that follows says why.
   */
  first: { params: TreeLevelsParams; port: Port } | null;
  words: KeptWords | null;
}

/** Where the words of transcripts are kept, which make searching faster; null: nowhere. */
export interface KeptWords {
  /** The folder in which each home has its words; created when needed. */
  folder: string;
  /** Whether the user wants them: if not, those that are there are deleted. */
  isWanted: boolean;
}
