// The thread server: our own methods and Codex's, over any JSON-RPC connection.
import { homedir } from 'node:os';
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import { ErrorCode } from '../protocol/errorCodes';
import type { KeptWords } from '../protocol/workerData';
import { createCodexMethods } from './codex/codexMethods';
import { createInitialization } from './codex/initialize';
import { createAsking } from './live/codexReach';
import { createHomeOperations, operationId, ServerClosing } from './operations/lease';
import { repairThreads } from './operations/repair';
import { findOperation, finishOperation, undoOperation } from './operations/undo';
import { archiveThreads, type ArchiveSources } from './requests/archiveThreads';
import { checkHome } from './requests/checkHome';
import { commandLine } from './requests/commandLine';
import { createDeletion } from './requests/deleteThreads';
import { exportTranscript, turnText } from './requests/exportTranscript';
import { createThreadActions } from './requests/threadActions';
import { callHandler, isHandled, type Handlers, type NotifyWindow } from './requests/handlers';
import { oldThreads, subAgents } from './requests/oldThreads';
import { createPastOperations } from './requests/pastOperations';
import { createPlans } from './requests/plans';
import { createReading, type ReadingOptions } from './requests/reading';
import { reportSubtree } from './requests/reportSubtree';
import { createRowChecks } from './requests/rowChecks';
import { createRunOperation } from './requests/runOperation';
import { createSectionRequests } from './requests/sectionRequests';
import { searchThreads } from './requests/searchThreads';
import { createTranscriptSearch } from './requests/searchTranscripts';
import { threadDetails } from './requests/threadDetails';
import { createThreadTokens } from './requests/threadTokens';
import { threadTurns } from './requests/threadTurns';
import { hitPlace } from './requests/hitPlace';
import { createTranscriptFeatures } from './requests/transcriptFeatures';
import { createTranscripts } from './requests/transcripts';
import { wordsOfHome } from './requests/wordStore';
import { changeAt, closedFolds, lineOfGoal } from './transcript/pagePlaces';
import { createWriter, type StartWriter } from './writer/writer';
import { answerRequests, createNotify, type RequestContext } from './rpc';

export interface ServerOptions extends ReadingOptions {
  /** The folder in which each home has its journal. */
  journal: string;
  /** As in `WorkerData`. */
  words: KeptWords | null;
  /** The client is vscode-languageclient: `initialize` also returns `capabilities`, and `shutdown` is answered. */
  languageClient: boolean;
  /** Starts the process that writes to the state DB. */
  startWriter: StartWriter;
}

export interface ThreadServer {
  /** Resolves when every request received so far has been answered. */
  idle(): Promise<void>;
  /** Stops watching, and stops operations after their current transaction. Resolves when nothing runs any more. */
  close(): Promise<void>;
}

/**
 * Answers the requests of a connection until it is closed. The connection must not be listening yet. `reading` is that
 * of the same options, if it has begun already.
 */
export function serve(
  connection: MessageConnection,
  options: ServerOptions,
  reading = createReading(options, createNotify(connection)),
): ThreadServer {
  const { log, languageClient, words } = options;
  const warn = (message: string): void => log('warning', message);
  const notify = createNotify(connection);
  const notifyWindow: NotifyWindow = notify;

  const { platform, arch } = process;
  const system = { userHome: homedir(), env: options.env, platform, arch };
  const { home, loadedThreads, live, marksOf, views } = reading;
  const tokens = createThreadTokens(home);
  const transcriptSearch = createTranscriptSearch(home, wordsOfHome(home.path(), words, warn), notifyWindow, log);
  const transcripts = createTranscripts(home, notifyWindow, log);
  const features = createTranscriptFeatures(transcripts, () => home.path());
  const asking = createAsking(home, loadedThreads, { version: options.version, warn, system });
  const plans = createPlans({ home, loadedThreads, live, asking, shownIn: views.shownIn });
  const writer = createWriter(options.startWriter);
  const rowChecks = createRowChecks(home, createHomeOperations(home, writer, options.journal, warn), log);
  const { operations } = rowChecks;
  const past = createPastOperations(home, operations, params => notifyWindow('threadTree/unfinished', params), log);
  const run = createRunOperation(home, operations, notifyWindow);

  const closing = new AbortController();
  const archiving: ArchiveSources['codex'] = {
    server: () => asking.server(),
    archive: async (threadId, signal, afterwards) =>
      void (await asking.askServer('thread/archive', { threadId }, signal, afterwards)),
    closing: closing.signal,
    warn,
  };
  const threadActions = createThreadActions(home, asking);
  const sections = createSectionRequests(home, asking);
  const deletion = createDeletion({ home, operations, live, asking });

  const handlers: Handlers = {
    'threadTree/list': views.list,
    'threadTree/levels': views.levels,
    'threadTree/path': views.path,
    'threadTree/members': views.members,
    'threadTree/search': params => searchThreads(views.searchIndexes, marksOf, params),
    'threadTree/oldThreads': (params, { signal }) => oldThreads(home, marksOf, params, signal),
    'threadTree/subAgents': ({ threadId }, { signal }) => subAgents(home, marksOf, threadId, signal),
    'threadTree/details': ({ threadId }, { signal }) => threadDetails(home, tokens, threadId, signal),
    'threadTree/commandLine': params => commandLine(home, params, system),
    'threadTree/turns': ({ threadId }, { signal }) => threadTurns(home, threadId, signal),
    'threadTree/threadTokens': ({ threadId }, { signal }) => tokens.ofSubtree(threadId, signal),
    'threadTree/report': ({ threadId }, { signal }) => reportSubtree(home, threadId, signal),
    'threadTree/searchTranscripts': (params, { signal }) => transcriptSearch.run(params, signal),
    'threadTree/transcript': (params, { signal }) => transcripts.open(params, signal),
    'threadTree/hitPlace': params => hitPlace(transcripts, params),
    'threadTree/closeTranscript': ({ uri }) => {
      transcripts.close(uri);
      return null;
    },
    'threadTree/transcriptGoTo': ({ uri, line, goal }) => ({
      line: lineOfGoal(transcripts.at(uri)?.page.sections() ?? [], line, goal),
    }),
    'threadTree/closedFolds': ({ uri, line }) => ({
      lines: closedFolds(transcripts.at(uri)?.page.sections() ?? [], line),
    }),
    'threadTree/turnText': ({ uri, line }) => ({ turn: turnText(transcripts.at(uri), line) }),
    'threadTree/changeAt': ({ uri, line }) => ({ change: changeAt(transcripts.at(uri)?.page.sections() ?? [], line) }),
    'threadTree/exportTranscript': (params, { signal }) => exportTranscript(home, params, signal),
    'threadTree/plan': plans.make,
    'threadTree/archive': (params, { signal }) =>
      archiveThreads({ home, plans, run, codex: archiving }, { kind: 'archive', ...params }, signal),
    'threadTree/unarchive': (params, { signal }) =>
      archiveThreads(
        { home, plans, run, codex: archiving },
        { kind: 'unarchive', ...params, leaveLoaded: false, keepRoots: false, throughCodex: false },
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
    'threadTree/rename': threadActions.rename,
    'threadTree/pin': threadActions.pin,
    'threadTree/sections': sections.list,
    'threadTree/moveToSection': threadActions.moveToSection,
    'threadTree/createSection': sections.create,
    'threadTree/renameSection': sections.rename,
    'threadTree/deleteSection': sections.remove,
    'threadTree/deletePlan': deletion.plan,
    'threadTree/delete': deletion.run,
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
    // Whoever sees rows may archive them: no operation waits for the process to start.
    if (method === 'threadTree/list' || method === 'threadTree/levels')
      context.afterReply(() => writer.start(home.path()));
    if (isHandled(handlers, method)) return callHandler(handlers, method, params, context);
    if (Object.hasOwn(codexMethods, method)) return codexMethods[method]?.(params, context);
    if (languageClient && Object.hasOwn(features, method)) return features[method]?.(params);
    if (languageClient && method === 'shutdown') return null;
    throw new ResponseError(ErrorCode.methodNotFound, `Unknown method: ${method}`);
  };

  const { idle } = answerRequests(connection, handle, closing.signal, log);
  return {
    idle,
    close: async () => {
      closing.abort(new ServerClosing());
      views.close();
      live.close();
      past.close();
      transcripts.closeAll();
      await idle();
      await transcriptSearch.close();
      await rowChecks.close();
      await home.settled();
      home.close();
      await writer.close();
    },
  };
}
