// One connection to one thread server: `languageConnection` makes it, `threadService` holds it. Types only, so that
// the entry does not load the language client.
import type { CancellationToken, LogOutputChannel } from 'vscode';
import type {
  NotificationMethod,
  Notifications,
  Params,
  RequestMethod,
  Result,
  TreeLevelsParams,
  TreeLevelsResponse,
} from '../../protocol/methods';
import type { WorkerData } from '../../protocol/workerData';

/** Which server to start. */
export interface ConnectionOptions extends ServerSettings {
  /** Absolute path of the server's bundle. */
  serverFile: string;
  log: LogOutputChannel;
}

/** What the server is told when it starts. */
export type ServerSettings = Omit<WorkerData<never>, 'port' | 'first'>;

/** The first rows that a window wants: the server reads them while the language client is loaded. */
export interface FirstRows {
  params: TreeLevelsParams;
  /** Not called if they cannot be read. */
  readonly answer: (levels: TreeLevelsResponse) => void;
}

/** What is done with each notification of the server. */
export type NotificationHandlers = {
  readonly [Method in NotificationMethod]: (params: Notifications[Method]) => void;
};

export interface ConnectionEvents {
  readonly notifications: NotificationHandlers;
  /** The worker died and another one answers now. */
  reconnected(): void;
  /** Nothing will answer any more: the worker died too often. `reason` is a sentence for the user. */
  gaveUp(reason: string): void;
}

export interface Connection {
  /** Absolute path of the Codex home; canonical when it exists. */
  readonly codexHome: string;
  /** Rejects with the JSON-RPC error of the answer, also when the worker dies before it has answered. */
  request<Method extends RequestMethod>(
    method: Method,
    params: Params<Method>,
    token?: CancellationToken,
  ): Promise<Result<Method>>;
  /** Resolves when the worker has ended, by force if it does not end by itself; never rejects. */
  stop(): Promise<void>;
}

export type Connect = (events: ConnectionEvents, first: FirstRows | null) => Promise<Connection>;
