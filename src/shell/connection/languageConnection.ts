// A language client whose server is the thread server in a worker. It starts the worker, restarts it after a crash,
// traces the messages and stops it cleanly; it shows no messages of its own.
import { l10n } from 'vscode';
import {
  CloseAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
  type MessageTransports,
} from 'vscode-languageclient';
import { PortMessageReader, PortMessageWriter } from 'vscode-jsonrpc/node';
import { settingsSection } from '../../manifest';
import type { ServerInfo } from '../../protocol/methods';
import type { Connection, ConnectionEvents, ConnectionOptions } from './connection';
import { nameFilesFrom } from '../words/failureInWords';
import { startThreadWorker, type ThreadWorker } from './threadWorker';

/** How long the server may take to finish its current thread when it is told to stop. */
const GRACE_MS = 5000;

/**
 * Connects to the server in `first`, and starts others when it ends. Resolves when it has answered `initialize`;
 * rejects with the reason when it cannot.
 */
export async function connectLanguageClient(
  { serverFile, log, ...settings }: ConnectionOptions,
  events: ConnectionEvents,
  first: ThreadWorker,
): Promise<Connection> {
  let worker = first;
  let isUsed = false;
  const startServer = (): Promise<MessageTransports> => {
    if (isUsed || worker.hasEnded()) worker = startThreadWorker(serverFile, settings, log);
    isUsed = true;
    const { port } = worker;
    return Promise.resolve({ reader: new PortMessageReader(port), writer: new PortMessageWriter(port) });
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
  const client = new QuietClient(settingsSection, 'Thread Tree for Codex', startServer, {
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
    await worker.end(0);
    throw error;
  }
  let registerFeatures: (() => void) | undefined;
  const offerFeatures = async (): Promise<void> => {
    const { offerLanguageFeatures } = await import('./languageFeatures');
    registerFeatures ??= offerLanguageFeatures(client, feature => client.addFeature(feature));
  };
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      registerFeatures?.();
      events.reconnected();
    } else if (newState === State.StartFailed) {
      void worker.end(0);
      events.gaveUp(l10n.t('The thread server ended and could not be started again. The log says why.'));
    }
  });
  // LSP's type of the answer lacks what our server adds.
  const { codexHome: home } = client.initializeResult as unknown as ServerInfo;
  nameFilesFrom(home);
  log.info(`The thread server has started. Codex home: ${home}`);

  return {
    codexHome: home,
    // An undefined token would count as a second, positional parameter.
    request: async (method, params, token) => {
      if (method === 'threadTree/transcript') await offerFeatures();
      return token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token);
    },
    stop: async () => {
      try {
        await client.dispose(GRACE_MS);
      } catch (error) {
        log.warn(`Stopping the thread server: ${String(error)}`);
      }
      await worker.end(GRACE_MS);
    },
  };
}

/**
 * Logs errors and shows none: the caller of a request decides what the user sees. Leaves out the features that every
 * client has: they would listen to every document, and their start kept the host busy.
 */
class QuietClient extends LanguageClient {
  override registerFeature(): void {}

  addFeature(feature: Parameters<LanguageClient['registerFeature']>[0]): void {
    super.registerFeature(feature);
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
