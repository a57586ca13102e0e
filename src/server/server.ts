// The thread server: Codex's app-server protocol for threads, and the tree's own methods, over any JSON-RPC connection.
import { release } from 'node:os';
import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { CodexMethod, type InitializeResponse } from '../protocol/codex';
import { ErrorCode } from '../protocol/errorCodes';
import { createHomeOperations, ServerClosing } from './operations/lease';
import { createArchiveRequests } from './requests/archiveRequests';
import { createOperationRequests } from './requests/pastOperations';
import { decodeInitialize, decodeThreadList, decodeThreadRead } from './codex/params';
import { createRecordRequests } from './requests/checkupRequests';
import { createTreeRequests } from './requests/treeRequests';
import { listThreads } from './codex/threadList';
import { readThread } from './codex/threadRead';
import { WaitCancelled } from './sqlite/write';
import { createThreadHome } from './home/threadHome';
import { cancelled } from './threads/cascadePlan';
import { UserError } from './userError';

export interface ServerOptions {
  /** The configured home; empty for `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** The folder in which each home has its journals. */
  journal: string;
  env: NodeJS.ProcessEnv;
  version: string;
  /** The client is vscode-languageclient: `initialize` also answers `capabilities`, and `shutdown` is answered. */
  languageClient: boolean;
  log: (level: 'warning' | 'error', message: string) => void;
}

export interface ThreadServer {
  /** Resolves when every request that has come so far is answered. */
  idle(): Promise<void>;
  /** Stops watching, and operations at the end of the thread in hand. Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** What a request handler gets besides its params. */
export interface RequestContext {
  /** Aborted when the client cancels the request. */
  signal: AbortSignal;
  /** Sends a notification now. */
  notify: (method: string, params: object) => void;
  /** Sends notifications behind the answer, as Codex does. */
  notifyAfterReply: (method: string, params: readonly object[]) => void;
}

export type RequestHandler = (params: unknown, context: RequestContext) => unknown;

/** Answers the requests of a connection until it is closed. The connection must not be listening yet. */
export function serve(connection: MessageConnection, options: ServerOptions): ThreadServer {
  const warn = (message: string): void => options.log('warning', message);
  const home = createThreadHome(options.codexHome, options.env, warn);
  const operations = createHomeOperations(home, options.journal, warn);
  const send = async (method: string, params: object): Promise<void> => {
    try {
      await connection.sendNotification(method, params);
    } catch {
      // The client is gone. What it asked for goes on to its end all the same: a branch is not left half archived.
    }
  };
  const notify = (method: string, params: object): void => void send(method, params);
  const tree = createTreeRequests(home, notify, options.log);
  const undoable = createOperationRequests(home, operations, notify, options.log);
  const pending = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let initialized = false;

  const handlers: Record<string, RequestHandler> = {
    [CodexMethod.threadList]: params => {
      const query = decodeThreadList(params);
      return home.read((db, context) => listThreads(db, context, query));
    },
    [CodexMethod.threadRead]: params => {
      const { threadId } = decodeThreadRead(params);
      return home.read((db, context) => readThread(db, context, home.path(), threadId));
    },
    ...createArchiveRequests(home, operations),
    ...undoable.handlers,
    ...createRecordRequests(home, operations),
    ...tree.handlers,
    ...(options.languageClient ? { shutdown: () => null } : {}),
  };

  const initialize: RequestHandler = async (params, { notifyAfterReply }) => {
    const { clientInfo } = decodeInitialize(params);
    if (initialized) throw new ResponseError(ErrorCode.invalidRequest, 'Already initialized');
    initialized = true;
    await undoable.start(notifyAfterReply);
    const answer: InitializeResponse = {
      userAgent: `${clientInfo.name}/${options.version} (${process.platform} ${release()}; ${process.arch}) codex-thread-tree`,
      codexHome: home.path(),
      platformFamily: process.platform === 'win32' ? 'windows' : 'unix',
      platformOs: process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'macos' : 'linux',
    };
    return options.languageClient ? { ...answer, capabilities: {} } : answer;
  };

  const handle = (method: string, params: unknown, context: RequestContext): unknown => {
    if (method === CodexMethod.initialize) return initialize(params, context);
    if (!initialized) throw new ResponseError(ErrorCode.invalidRequest, 'Not initialized');
    if (!Object.hasOwn(handlers, method))
      throw new ResponseError(ErrorCode.methodNotFound, `Unknown method: ${method}`);
    return handlers[method]?.(params, context);
  };

  connection.onRequest((method, params, token) => {
    const behindAnswer: (() => void)[] = [];
    const context: RequestContext = {
      signal: AbortSignal.any([signalOf(token), closing.signal]),
      notify,
      notifyAfterReply: (notification, all) => behindAnswer.push(() => all.forEach(each => notify(notification, each))),
    };
    // A handler begins at once, so that requests begin in the order in which they came.
    const answer = new Promise(resolve => resolve(handle(method, params, context))).catch((error: unknown) => {
      throw asResponseError(error, method, options.log);
    });
    const settled = answer
      .catch(() => undefined)
      .then(() => {
        pending.delete(settled);
        // The answer is written in a microtask, so the next turn of the loop is behind it.
        setImmediate(() => behindAnswer.forEach(send => send()));
      });
    pending.add(settled);
    return answer;
  });

  const idle = async (): Promise<void> => {
    while (pending.size > 0) await Promise.all(pending);
  };

  return {
    idle,
    close: async () => {
      closing.abort(new ServerClosing());
      tree.close();
      undoable.close();
      await idle();
      home.close();
    },
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

function asResponseError(error: unknown, method: string, log: ServerOptions['log']): ResponseError<void> {
  if (error instanceof ResponseError) return error as ResponseError<void>;
  if (error instanceof WaitCancelled) return new ResponseError(cancelled.code, cancelled.message);
  if (error instanceof UserError) return new ResponseError(ErrorCode.internal, error.message);
  const { stack, message } = error instanceof Error ? error : new Error(String(error));
  log('error', `${method} failed: ${stack ?? message}`);
  return new ResponseError(ErrorCode.bug, `${method} failed: ${message}`);
}
