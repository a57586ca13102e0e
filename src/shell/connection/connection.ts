// One connection to one thread server: what `languageConnection` makes and `threadService` holds. Types only, so that
// the entry bundle knows them without loading the language client.
import type { CancellationToken, LogOutputChannel } from 'vscode';
import type { OperationReport, UnfinishedNotification } from '../../protocol/methods';

/** Which server to start. */
export interface ConnectionOptions {
  /** Absolute path of the server's bundle. */
  serverFile: string;
  /** Empty: `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  /** Folder for the record of what operations do, which undo and recovery read; made when it is needed. */
  journal: string;
  /** The translations of the texts, by the English ones; empty: English. */
  texts: Readonly<Record<string, string>>;
  log: LogOutputChannel;
}

export interface ConnectionEvents {
  changed(): void;
  status(reports: readonly OperationReport[]): void;
  unfinished(notification: UnfinishedNotification): void;
  /** The worker died and another one answers now. */
  reconnected(): void;
  /** Nothing will answer any more, as the worker died too often. `reason` is a sentence for the user. */
  gaveUp(reason: string): void;
}

export interface Connection {
  /** Absolute, canonical path of the Codex home. */
  readonly codexHome: string;
  /** Rejects with JSON-RPC's errors as they come, also when the worker dies before it has answered. */
  request<R>(method: string, params: object, token?: CancellationToken): Promise<R>;
  /** Resolves when the worker has ended, by force if it does not end by itself; never rejects. */
  stop(): Promise<void>;
}

export type Connect = (events: ConnectionEvents) => Promise<Connection>;
