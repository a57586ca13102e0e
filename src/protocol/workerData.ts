// What the shell passes to the thread server when it starts it in a worker thread.

/** The worker's `workerData`. `Port` is Node's `MessagePort`, which this folder does not know. */
export interface WorkerData<Port> {
  /** The server's end of the channel. */
  port: Port;
  /** The configured Codex home; empty for `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** The folder in which each home has its journal; created when needed. */
  journal: string;
}
