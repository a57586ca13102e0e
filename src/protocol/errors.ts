/** JSON-RPC error codes that Codex's app-server uses (0.122 to 0.169). */
export const ErrorCode = {
  /** Bad params, an unknown thread, a thread in use: the caller can do something about it. */
  invalidRequest: -32600,
  methodNotFound: -32601,
  /** Disk or database trouble, and bugs. */
  internal: -32603,
} as const;
