// Keeps the writer process: starts it before it is needed, starts another one after it was lost, and ends it.
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { ErrorCode } from '../../protocol/errorCodes';
import { isFailureData } from '../../protocol/failures';
import { FailureError } from '../failure';
import { createSession, type AskWriter, type WriterSession } from './writerSession';

/** A writer process that was started, and may be lost at any time. */
export interface RunningWriter {
  /** Closed when the process ends. */
  readonly connection: MessageConnection;
  /** How the process ended; undefined while it runs. */
  lost(): string | undefined;
  /** Whether it keeps this process alive. */
  keepAlive(isNeeded: boolean): void;
  /** Ends it. Resolves when it has ended. */
  end(): Promise<void>;
}

/** Starts a writer process. Does not throw: a process that cannot be started is lost at once. */
export type StartWriter = () => RunningWriter;

export interface Writer {
  /** Starts the process if it does not run, and prepares it for an operation on this home, which need not wait then. */
  start(home: string): void;
  /** A session for one operation. There is one at a time. */
  session(): WriterSession;
  /** Ends the process. */
  close(): Promise<void>;
}

/** Starts nothing yet. */
export function createWriter(start: StartWriter): Writer {
  let current: RunningWriter | undefined;
  const running = (): RunningWriter => (current = current?.lost() === undefined ? (current ?? start()) : start());
  return {
    start: home => {
      if (current?.lost() === undefined && current) return;
      // Whether it works is told by the operation.
      asking(running())('home/prepare', { home }).catch(() => undefined);
    },
    session: () => {
      const process = running();
      process.keepAlive(true);
      return createSession(asking(process), () => process.keepAlive(false));
    },
    close: async () => {
      await current?.end();
      current = undefined;
    },
  };
}

function asking(process: RunningWriter): AskWriter {
  return async (method, params) => {
    try {
      return await process.connection.sendRequest(method, params);
    } catch (error) {
      const { code, data } = error as { code?: unknown; data?: unknown };
      if (code === ErrorCode.internal && isFailureData(data)) throw new FailureError(data);
      if (code === ErrorCode.bug) throw error;
      throw new FailureError({ code: 'writerLost', cause: process.lost() ?? (error as Error).message });
    }
  };
}
