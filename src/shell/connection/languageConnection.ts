// A language client whose server is the thread server in a worker. It starts the worker, restarts it after a crash,
// traces the messages and stops it cleanly; it keeps its own popups to itself.
import { t } from '@vscode/l10n';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import { settingsSection } from '../../manifest';
import type { InitializeResponse } from '../../protocol/codex';
import { ThreadTreeMethod, type StatusNotification, type UnfinishedNotification } from '../../protocol/methods';
import type { Connection, ConnectionEvents, ConnectionOptions } from './connection';
import { startThreadWorker, type ThreadWorker } from './threadWorker';

/** How long the server may take to finish the thread in hand when it is told to stop. */
const GRACE_MS = 5000;

/** Starts the server. Resolves when it has answered `initialize`; rejects with the reason when it cannot. */
export async function connectLanguageClient(
  { serverFile, codexHome, journal, texts, log }: ConnectionOptions,
  events: ConnectionEvents,
): Promise<Connection> {
  let worker: ThreadWorker | undefined;
  const startWorker = () => {
    worker = startThreadWorker(serverFile, { codexHome, journal, texts }, log);
    return Promise.resolve(worker.transports);
  };

  const errorHandler: ErrorHandler = {
    error: (...args) => policy.error(...args),
    closed: async () => {
      // A server that dies before it has ever answered will not get better by itself.
      const wasUp = client.state === State.Running;
      const result = wasUp ? await policy.closed() : { action: CloseAction.DoNotRestart };
      if (result.action === CloseAction.DoNotRestart) {
        events.gaveUp(
          wasUp
            ? t('The thread server ended too often and is not started again. The log says why.')
            : t('The thread server ended before it answered and is not started again. The log says why.'),
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
  client.onNotification(ThreadTreeMethod.changed, () => events.changed());
  client.onNotification(ThreadTreeMethod.status, ({ reports }: StatusNotification) => events.status(reports));
  client.onNotification(ThreadTreeMethod.unfinished, (notification: UnfinishedNotification) =>
    events.unfinished(notification),
  );

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
      events.gaveUp(t('The thread server ended and could not be started again. The log says why.'));
    }
  });
  const { codexHome: home } = client.initializeResult as unknown as InitializeResponse;
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

/** Errors go to the log; which of them the user has to see is decided where the user asked for something. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
