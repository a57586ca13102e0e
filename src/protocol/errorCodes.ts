/**
 * JSON-RPC error codes of the server's answers. The first three are those of Codex's app-server (0.122 to 0.169), and
 * `thread/*` uses them as Codex does. For our own methods they mean:
 */
export const ErrorCode = {
  /** The params are invalid. The message says which, and why. */
  invalidRequest: -32600,
  methodNotFound: -32601,
  /** The request failed: `data` is the Failure, the message is its code. */
  internal: -32603,
  /** The client cancelled the request; the code is the Language Server Protocol's. */
  cancelled: -32800,
  /** The server has a bug, and its log has the stack. */
  bug: -32001,
} as const;
