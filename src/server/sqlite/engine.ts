// SQLite in WebAssembly, which reads the state DB. Compiling it takes as long as loading half of the server, and is
// done by other threads meanwhile.
import initSqlJs, { type SqlJsStatic } from 'sql.js';

let engine: Promise<SqlJsStatic> | undefined;

/** The WebAssembly, which lies beside the script, is compiled once per process. Rejects if it cannot be. */
export function sqliteEngine(): Promise<SqlJsStatic> {
  return (engine ??= initSqlJs());
}

/** After a trap an instance cannot be trusted: the next call makes another. */
export function forgetEngine(): void {
  engine = undefined;
}
