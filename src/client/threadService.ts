// The thread server as the rest of the shell sees it. Nothing is loaded or started before the first request; from then on
// the server is kept, restarted on demand, and its requests fail, not hang, when it dies.
import type { CancellationToken, Event } from 'vscode';
import type { ThreadIdParams } from '../protocol/codex';
import {
  ThreadTreeMethod, type OperationKind, type OperationResult, type StatusNotification, type ThreadDetails, type TreeListParams,
  type TreeListResponse, type TreeOperationParams, type TreePathParams, type TreePathResponse, type TreePlan, type TreePlanParams,
} from '../protocol/threadTree';
import type { Connect, Connection, ConnectionEvents } from './connection';
import { Emitter } from './emitter';
import { ServerLostError } from './errors';
import { fromWire } from './wireErrors';

export interface ThreadService {
  list(params: TreeListParams): Promise<TreeListResponse>;
  path(params: TreePathParams): Promise<TreePathResponse>;
  details(params: ThreadIdParams, token?: CancellationToken): Promise<ThreadDetails>;
  plan(params: TreePlanParams): Promise<TreePlan>;
  run(kind: OperationKind, params: TreeOperationParams, token?: CancellationToken): Promise<OperationResult>;
  /** Absolute, canonical path of the Codex home. */
  codexHome(): Promise<string>;

  /** Answers may be others now: something changed in the Codex home, or another server answers. */
  readonly onDidChange: Event<void>;
  readonly onStatus: Event<StatusNotification>;
  /** The server is gone and does not come back by itself: requests fail until `restart`. */
  readonly onDidGiveUp: Event<string>;

  /** Ends the server, if there is one; the next request starts another, with the settings of then. */
  restart(): Promise<void>;
  /** Lets requests through again after `onDidGiveUp`; otherwise does nothing. */
  revive(): void;
  /** Ends the server for good. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** `connect` starts a server and resolves when it answers; it is not called before the first request. */
export function createThreadService(connect: Connect): ThreadService {
  const changed = new Emitter<void>();
  const status = new Emitter<StatusNotification>();
  const gaveUp = new Emitter<string>();
  let current: Promise<Connection> | undefined;
  let lost: string | undefined;
  // Servers follow one another: two of them would write to one state DB.
  let predecessorEnded: Promise<void> = Promise.resolve();

  const start = (): Promise<Connection> => {
    const giveUp = (reason: string) => {
      if (current === mine) {
        current = undefined;
        lost = reason;
        gaveUp.fire(reason);
      }
    };
    const events: ConnectionEvents = {
      changed: () => changed.fire(),
      status: notification => status.fire(notification),
      reconnected: () => changed.fire(),
      gaveUp: giveUp,
    };
    const mine = predecessorEnded.then(() => connect(events)).catch((error: unknown) => {
      const reason = `The thread server could not be started: ${error instanceof Error ? error.message : String(error)}`;
      giveUp(reason);
      throw new ServerLostError(reason);
    });
    return mine;
  };

  const connected = async (): Promise<Connection> => {
    if (lost !== undefined) {
      throw new ServerLostError(lost);
    }
    return current ??= start();
  };

  const request = async <R>(method: string, params: object, token?: CancellationToken): Promise<R> => {
    const connection = await connected();
    try {
      return await connection.request<R>(method, params, token);
    } catch (error) {
      throw fromWire(error);
    }
  };

  const end = async (): Promise<void> => {
    const connection = current;
    current = undefined;
    predecessorEnded = predecessorEnded.then(async () => {
      // One that never came up has nothing to end, and has been reported already.
      await connection?.then(up => up.stop(), () => undefined);
    });
    await predecessorEnded;
  };

  return {
    list: params => request(ThreadTreeMethod.list, params),
    path: params => request(ThreadTreeMethod.path, params),
    details: (params, token) => request(ThreadTreeMethod.details, params, token),
    plan: params => request(ThreadTreeMethod.plan, params),
    run: (kind, params, token) => request(ThreadTreeMethod[kind], params, token),
    codexHome: async () => (await connected()).codexHome,
    onDidChange: changed.event,
    onStatus: status.event,
    onDidGiveUp: gaveUp.event,
    revive: () => { lost = undefined; },
    restart: async () => {
      lost = undefined;
      await end();
      changed.fire();
    },
    stop: async () => {
      lost = 'Thread Tree for Codex has been shut down.';
      await end();
    },
  };
}
