// A language client whose server is the thread server in a worker. It starts the worker, restarts it after a crash,
// traces the messages and stops it cleanly; it shows no messages of its own.
import { l10n } from 'vscode';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import { settingsSection } from '../../manifest';
import type { ServerInfo } from '../../protocol/methods';
import type { Connection, ConnectionEvents, ConnectionOptions } from './connection';
import { startThreadWorker, type ThreadWorker } from './threadWorker';

/** How long the server may take to finish its current thread when it is told to stop. */
const GRACE_MS = 5000;

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connectLanguageClient(
  { serverFile, codexHome, journal, log }: ConnectionOptions,
  events: ConnectionEvents,
): Promise<Connection> {
  let worker: ThreadWorker | undefined;
  const startWorker = () => {
    worker = startThreadWorker(serverFile, { codexHome, journal }, log);
    return Promise.resolve(worker.transports);
  };

  const errorHandler: ErrorHandler = {
    error: (...args) => policy.error(...args),
    closed: async () => {
      // A server that dies before its first answer would die again.
      const { state } = client;
      const result = state === State.Running ? await policy.closed() : { action: CloseAction.DoNotRestart };
      // A failed start is reported by whoever wanted it, with the reason.
      if (result.action === CloseAction.DoNotRestart && state !== State.StartFailed) {
        events.gaveUp(
          state === State.Running
            ? l10n.t('The thread server ended too often and is not started again. The log says why.')
            : l10n.t('The thread server ended before it answered and is not started again. The log says why.'),
        );
      }
      return { ...result, handled: true };
    },
  };
  const client = new QuietClient(settingsSection, 'Thread Tree for Codex', startWorker, {
    outputChannel: log,
    errorHandler,
    initializationFailedHandler: () => false,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  });
  const policy = client.createDefaultErrorHandler();
  for (const [method, handler] of Object.entries(events.notifications)) client.onNotification(method, handler);

  try {
    await client.start();
  } catch (error) {
    await worker?.end(0);
    throw error;
  }
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      events.reconnected();
    } else if (newState === State.StartFailed) {
      void worker?.end(0);
      events.gaveUp(l10n.t('The thread server ended and could not be started again. The log says why.'));
    }
  });
  // LSP's type of the answer lacks what our server adds.
  const { codexHome: home } = client.initializeResult as unknown as ServerInfo;
  log.info(`The thread server has started. Codex home: ${home}`);

  return {
    codexHome: home,
    // An undefined token would count as a second, positional parameter.
    request: (method, params, token) =>
      token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token),
    stop: async () => {
      try {
        await client.dispose(GRACE_MS);
      } catch (error) {
        log.warn(`Stopping the thread server: ${String(error)}`);
      }
      await worker?.end(GRACE_MS);
    },
  };
}

/** Logs errors and shows none: the caller of a request decides what the user sees. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
