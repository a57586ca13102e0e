/** JSON-RPC error codes that Codex's app-server uses (0.122 to 0.169). */
export const ErrorCode = {
  /** Bad params, an unknown thread, a thread in use: the caller can do something about it. */
  invalidRequest: -32600,
  methodNotFound: -32601,
  /** Disk or database trouble. */
  internal: -32603,
  /** Not Codex's: the server has a bug, and its log has the stack. */
  bug: -32001,
} as const;
