// The thread server: our own methods and Codex's, over any JSON-RPC connection.
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import { ErrorCode } from '../protocol/errorCodes';
import { createCodexMethods } from './codex/codexMethods';
import { createInitialization } from './codex/initialize';
import { createThreadHome } from './home/threadHome';
import { createLoadedThreads } from './locks/loadedThreads';
import { createHomeOperations, operationId, ServerClosing } from './operations/lease';
import { repairThreads } from './operations/repair';
import { findOperation, finishOperation, undoOperation } from './operations/undo';
import { archiveThreads } from './requests/archiveThreads';
import { checkHome } from './requests/checkHome';
import { callHandler, isHandled, type Handlers, type NotifyWindow } from './requests/handlers';
import { createLoadedMarks } from './requests/loadedMarks';
import { oldThreads } from './requests/oldThreads';
import { createPastOperations } from './requests/pastOperations';
import { createPlans } from './requests/plans';
import { createRunOperation } from './requests/runOperation';
import { searchThreads } from './requests/searchThreads';
import { threadDetails } from './requests/threadDetails';
import { createViews } from './requests/views';
import { answerRequests, createNotify, type Log, type RequestContext } from './rpc';

export interface ServerOptions {
  /** The configured home; empty for `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** The folder in which each home has its journal. */
  journal: string;
  env: NodeJS.ProcessEnv;
  version: string;
  /** The client is vscode-languageclient: `initialize` also returns `capabilities`, and `shutdown` is answered. */
  languageClient: boolean;
  log: Log;
}

export interface ThreadServer {
  /** Resolves when every request received so far has been answered. */
  idle(): Promise<void>;
  /** Stops watching, and stops operations after their current transaction. Resolves when nothing runs any more. */
  close(): Promise<void>;
}

/** Answers the requests of a connection until it is closed. The connection must not be listening yet. */
export function serve(connection: MessageConnection, options: ServerOptions): ThreadServer {
  const { log, languageClient } = options;
  const warn = (message: string): void => log('warning', message);
  const notify = createNotify(connection);
  const notifyWindow: NotifyWindow = notify;

  const home = createThreadHome(options.codexHome, options.env, warn);
  const loadedThreads = createLoadedThreads(() => home.path());
  const marksOf = createLoadedMarks(loadedThreads);
  const views = createViews(home, loadedThreads, marksOf, notifyWindow, log);
  const plans = createPlans(home);
  const operations = createHomeOperations(home, options.journal, warn);
  const past = createPastOperations(home, operations, params => notifyWindow('threadTree/unfinished', params), log);
  const run = createRunOperation(home, operations, notifyWindow);

  const handlers: Handlers = {
    'threadTree/list': views.list,
    'threadTree/levels': views.levels,
    'threadTree/path': views.path,
    'threadTree/members': views.members,
    'threadTree/search': params => searchThreads(views.searchIndexes, marksOf, params),
    'threadTree/oldThreads': (params, { signal }) => oldThreads(home, marksOf, params, signal),
    'threadTree/details': ({ threadId }) => threadDetails(home, threadId),
    'threadTree/plan': plans.make,
    'threadTree/archive': (params, { signal }) =>
      archiveThreads({ home, plans, run }, { kind: 'archive', ...params }, signal),
    'threadTree/unarchive': (params, { signal }) =>
      archiveThreads(
        { home, plans, run },
        { kind: 'unarchive', ...params, leaveLoaded: false, keepRoots: false },
        signal,
      ),
    'threadTree/operations': async () => ({ operations: await past.list() }),
    'threadTree/undo': ({ operation, token }, { signal }) =>
      run(
        { operation: operationId('undo'), token, firstThread: () => operations.firstThreadOf(operation), signal },
        (lease, progress) => undoOperation(lease, findOperation(lease, operation), progress),
      ),
    'threadTree/finish': ({ operation, token }, { signal }) =>
      run({ operation, token, firstThread: () => operations.firstThreadOf(operation), signal }, (lease, progress) =>
        finishOperation(lease, findOperation(lease, operation), progress),
      ),
    'threadTree/check': (_, { signal }) => checkHome(home, signal),
    'threadTree/repair': ({ threadIds, token }, { signal }) =>
      run({ operation: operationId('repair'), token, firstThread: () => threadIds[0], signal }, (lease, progress) =>
        repairThreads(lease, threadIds, progress),
      ),
  };
  const codexMethods = createCodexMethods(home, operations, notify);
  const initialization = createInitialization(options.version);

  const initialize = async (params: unknown, { afterReply }: RequestContext): Promise<object> => {
    const answer = initialization.initialize(params, home.path());
    await past.start(unfinished => afterReply(() => notifyWindow('threadTree/unfinished', unfinished)));
    return languageClient ? { ...answer, capabilities: {} } : answer;
  };

  const handle = (method: string, params: unknown, context: RequestContext): unknown => {
    if (method === 'initialize') return initialize(params, context);
    initialization.assertInitialized();
    if (isHandled(handlers, method)) return callHandler(handlers, method, params, context);
    if (Object.hasOwn(codexMethods, method)) return codexMethods[method]?.(params, context);
    if (languageClient && method === 'shutdown') return null;
    throw new ResponseError(ErrorCode.methodNotFound, `Unknown method: ${method}`);
  };

  const closing = new AbortController();
  const { idle } = answerRequests(connection, handle, closing.signal, log);
  return {
    idle,
    close: async () => {
      closing.abort(new ServerClosing());
      views.close();
      past.close();
      await idle();
      await home.settled();
      home.close();
    },
  };
}
