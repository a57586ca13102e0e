// Answers the requests of a JSON-RPC connection. Requests start in the order of arrival, run concurrently, and can be
// cancelled.
import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { ErrorCode } from '../protocol/errorCodes';
import { FailureError } from './failure';

/** What a request handler gets besides the params. */
export interface RequestContext {
  /** Aborted when the client cancels the request, with a `cancelled` failure, or when the server closes. */
  signal: AbortSignal;
  /** Calls `action` once the answer has been sent. */
  afterReply: (action: () => void) => void;
}

/** Sends a notification. Does nothing if the client is gone: an operation then runs to its end without it. */
export type Notify = (method: string, params: object) => void;

export type Log = (level: 'warning' | 'error', message: string) => void;

export interface AnsweredConnection {
  /** Resolves when every request received so far has been answered. */
  idle: () => Promise<void>;
}

export function createNotify(connection: MessageConnection): Notify {
  const send = async (method: string, params: object): Promise<void> => {
    try {
      await connection.sendNotification(method, params);
    } catch {
      // See Notify.
    }
  };
  return (method, params) => void send(method, params);
}

/** Answers requests with `handle` until the connection is closed. `closing` aborts the requests in progress. */
export function answerRequests(
  connection: MessageConnection,
  handle: (method: string, params: unknown, context: RequestContext) => unknown,
  closing: AbortSignal,
  log: Log,
): AnsweredConnection {
  const pending = new Set<Promise<unknown>>();
  connection.onRequest((method, params, token) => {
    const actions: (() => void)[] = [];
    const context: RequestContext = {
      signal: AbortSignal.any([signalOf(token), closing]),
      afterReply: action => void actions.push(action),
    };
    // Calls the handler at once: requests start in the order of arrival.
    const answer = new Promise(resolve => resolve(handle(method, params, context))).catch((error: unknown) => {
      throw asResponseError(error, method, context.signal, log);
    });
    const settled = answer
      .catch(() => undefined)
      .then(() => {
        pending.delete(settled);
        // The answer is written in a microtask, so the next turn of the event loop comes after it.
        setImmediate(() => actions.forEach(action => action()));
      });
    pending.add(settled);
    return answer;
  });
  return {
    idle: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new FailureError({ code: 'cancelled' }));
  if (token.isCancellationRequested) abort();
  token.onCancellationRequested(abort);
  return controller.signal;
}

function asResponseError(error: unknown, method: string, signal: AbortSignal, log: Log): ResponseError<unknown> {
  if (error instanceof ResponseError) return error as ResponseError<unknown>;
  // `throwIfAborted` throws the signal's reason, which is not a failure when the server closes.
  const failure = error instanceof FailureError ? error.failure : undefined;
  if (failure?.code === 'cancelled' || (signal.aborted && error === signal.reason))
    return new ResponseError(ErrorCode.cancelled, 'cancelled', { code: 'cancelled' });
  if (failure) return new ResponseError(ErrorCode.internal, failure.code, failure);
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  log('error', `${method} failed: ${stack ?? message}`);
  return new ResponseError(ErrorCode.bug, `${method} failed: ${message}`);
}
