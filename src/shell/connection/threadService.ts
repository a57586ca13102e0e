// The thread server as the rest of the shell sees it. Nothing is loaded or started before the first request; from then
// on the server is kept, restarted on demand, and its requests fail, not hang, when it dies.
import { t } from '@vscode/l10n';
import type { CancellationToken, Event } from 'vscode';
import type { ThreadIdParams } from '../../protocol/codex';
import {
  ThreadTreeMethod,
  type OldThreadsParams,
  type OldThreadsResponse,
  type OperationListResponse,
  type OperationParams,
  type OperationResult,
  type OperationSummary,
  type CheckupResult,
  type RepairParams,
  type ThreadDetails,
  type OperationReport,
  type TreeArchiveParams,
  type TreeListParams,
  type TreeListResponse,
  type TreeMembersParams,
  type TreeMembersResponse,
  type TreeOperationParams,
  type TreePathParams,
  type TreePathResponse,
  type TreePlan,
  type TreePlanParams,
  type TreeSearchParams,
  type TreeSearchResponse,
} from '../../protocol/methods';
import type { Connect, Connection, ConnectionEvents } from './connection';
import { Emitter } from '../emitter';
import { ServerLostError } from '../errors';
import { fromWire } from './wireErrors';

/** What each request that changes threads takes. */
interface RunParams {
  archive: TreeArchiveParams;
  unarchive: TreeOperationParams;
  undo: OperationParams;
  finish: OperationParams;
  repair: RepairParams;
}

export interface ThreadService {
  list(params: TreeListParams): Promise<TreeListResponse>;
  path(params: TreePathParams): Promise<TreePathResponse>;
  /** All rows of a level, by their ids. */
  members(params: TreeMembersParams): Promise<TreeMembersResponse>;
  search(params: TreeSearchParams, token?: CancellationToken): Promise<TreeSearchResponse>;
  oldThreads(params: OldThreadsParams, token?: CancellationToken): Promise<OldThreadsResponse>;
  details(params: ThreadIdParams, token?: CancellationToken): Promise<ThreadDetails>;
  plan(params: TreePlanParams): Promise<TreePlan>;
  run<Kind extends keyof RunParams>(
    kind: Kind,
    params: RunParams[Kind],
    token?: CancellationToken,
  ): Promise<OperationResult>;
  /** What can be undone or finished, newest first. */
  operations(): Promise<OperationListResponse>;
  /** Looks at every thread's records, and changes nothing. */
  check(token?: CancellationToken): Promise<CheckupResult>;
  /** Absolute, canonical path of the Codex home. */
  codexHome(): Promise<string>;

  /** Answers may be others now: something changed in the Codex home, or another server answers. */
  readonly onDidChange: Event<void>;
  /** Statuses of threads while an operation runs: each thread's newest, many at a time. */
  readonly onStatus: Event<readonly OperationReport[]>;
  /** Operations were found that ended half way: the user is to say what becomes of them. */
  readonly onUnfinished: Event<readonly OperationSummary[]>;
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
  const status = new Emitter<readonly OperationReport[]>();
  const unfinished = new Emitter<readonly OperationSummary[]>();
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
      status: reports => status.fire(reports),
      unfinished: ({ operations }) => unfinished.fire(operations),
      reconnected: () => changed.fire(),
      gaveUp: giveUp,
    };
    const mine = predecessorEnded
      .then(() => connect(events))
      .catch((error: unknown) => {
        const reason = t(
          'The thread server could not be started: {0}',
          error instanceof Error ? error.message : String(error),
        );
        giveUp(reason);
        throw new ServerLostError(reason);
      });
    return mine;
  };

  const connected = async (): Promise<Connection> => {
    if (lost !== undefined) {
      throw new ServerLostError(lost);
    }
    return (current ??= start());
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
      await connection?.then(
        up => up.stop(),
        () => undefined,
      );
    });
    await predecessorEnded;
  };

  return {
    list: params => request(ThreadTreeMethod.list, params),
    path: params => request(ThreadTreeMethod.path, params),
    members: params => request(ThreadTreeMethod.members, params),
    search: (params, token) => request(ThreadTreeMethod.search, params, token),
    oldThreads: (params, token) => request(ThreadTreeMethod.oldThreads, params, token),
    details: (params, token) => request(ThreadTreeMethod.details, params, token),
    plan: params => request(ThreadTreeMethod.plan, params),
    run: (kind, params, token) => request(ThreadTreeMethod[kind], params, token),
    operations: () => request(ThreadTreeMethod.operations, {}),
    check: token => request(ThreadTreeMethod.check, {}, token),
    codexHome: async () => (await connected()).codexHome,
    onDidChange: changed.event,
    onStatus: status.event,
    onUnfinished: unfinished.event,
    onDidGiveUp: gaveUp.event,
    revive: () => {
      lost = undefined;
    },
    restart: async () => {
      lost = undefined;
      await end();
      changed.fire();
    },
    stop: async () => {
      lost = t('Thread Tree for Codex has been shut down.');
      await end();
    },
  };
}
