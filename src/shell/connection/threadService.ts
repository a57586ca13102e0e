// The thread server as the rest of the shell sees it. Nothing is loaded or started before the first request. From then
// on the server is kept and restarted on demand; when it dies, its pending requests fail instead of hanging.
import { l10n, type CancellationToken, type Disposable, type Event } from 'vscode';
import type {
  NotificationMethod,
  Notifications,
  Params,
  RequestMethod,
  Result,
  TreeLevelsParams,
  TreeLevelsResponse,
} from '../../protocol/methods';
import type { Connect, Connection, ConnectionEvents, FirstRows } from './connection';
import { Emitter } from '../emitter';
import { ServerLostError } from '../errors';
import { fromWire } from './wireErrors';

export interface ThreadService {
  /** Rejects with an error of errors.ts, or with a bug. */
  request<Method extends RequestMethod>(
    method: Method,
    params: Params<Method>,
    token?: CancellationToken,
  ): Promise<Result<Method>>;
  onNotification<Method extends NotificationMethod>(
    method: Method,
    listener: (params: Notifications[Method]) => void,
  ): Disposable;
  /** Absolute path of the Codex home; canonical when it exists. */
  codexHome(): Promise<string>;

  /**
   * Answers may be different now. Carries the new revision when the Codex home changed; null when another server
   * answers, whose revisions start again.
   */
  readonly onDidChange: Event<number | null>;
  /** The server is gone for good; carries a sentence that says why. Requests fail until `restart` or `revive`. */
  readonly onDidGiveUp: Event<string>;

  /** Ends the server, if there is one. The next request starts another, with the settings at that time. */
  restart(): Promise<void>;
  /** Lets requests through again after `onDidGiveUp`; otherwise does nothing. */
  revive(): void;
  /** Ends the server for good. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** `connect` starts a server and resolves when it answers; it is not called before the first request. */
export function createThreadService(connect: Connect): ThreadService {
  const notified: { readonly [Method in NotificationMethod]: Emitter<Notifications[Method]> } = {
    'threadTree/changed': new Emitter(),
    'threadTree/status': new Emitter(),
    'threadTree/unfinished': new Emitter(),
    'threadTree/live': new Emitter(),
    'threadTree/transcriptHits': new Emitter(),
    'threadTree/transcriptChanged': new Emitter(),
  };
  const changed = new Emitter<number | null>();
  notified['threadTree/changed'].event(({ revision }) => changed.fire(revision));
  const gaveUp = new Emitter<string>();
  let current: Promise<Connection> | undefined;
  let lost: string | undefined;
  // One server ends before the next starts: two would write to the same state DB.
  let predecessorEnded: Promise<void> = Promise.resolve();

  const start = (first: FirstRows | null): Promise<Connection> => {
    const giveUp = (reason: string) => {
      if (current === mine) {
        current = undefined;
        lost = reason;
        gaveUp.fire(reason);
      }
    };
    const events: ConnectionEvents = {
      notifications: {
        'threadTree/changed': params => notified['threadTree/changed'].fire(params),
        'threadTree/status': params => notified['threadTree/status'].fire(params),
        'threadTree/unfinished': params => notified['threadTree/unfinished'].fire(params),
        'threadTree/live': params => notified['threadTree/live'].fire(params),
        'threadTree/transcriptHits': params => notified['threadTree/transcriptHits'].fire(params),
        'threadTree/transcriptChanged': params => notified['threadTree/transcriptChanged'].fire(params),
      },
      reconnected: () => changed.fire(null),
      gaveUp: giveUp,
    };
    const mine = predecessorEnded
      .then(() => connect(events, first))
      .catch((error: unknown) => {
        const reason = l10n.t(
          'The thread server could not be started: {0}.',
          error instanceof Error ? error.message : String(error),
        );
        giveUp(reason);
        throw new ServerLostError(reason);
      });
    return mine;
  };

  const connected = async (first: FirstRows | null = null): Promise<Connection> => {
    if (lost !== undefined) {
      throw new ServerLostError(lost);
    }
    return (current ??= start(first));
  };

  const requestOver = async <Method extends RequestMethod>(
    connection: Promise<Connection>,
    method: Method,
    params: Params<Method>,
    token: CancellationToken | undefined,
  ): Promise<Result<Method>> => {
    const up = await connection;
    try {
      return await up.request(method, params, token);
    } catch (error) {
      throw fromWire(error);
    }
  };

  /**
   * The first rows of a window come before the connection. They are requested all the same, which makes the server
   * watch the home: if its answer is newer, the rows are read again.
   */
  const firstRows = (params: TreeLevelsParams, token: CancellationToken | undefined): Promise<TreeLevelsResponse> =>
    new Promise((resolve, reject) => {
      let early: TreeLevelsResponse | undefined;
      const answer = (levels: TreeLevelsResponse) => {
        // The words for a problem are loaded with the connection.
        if (levels.problem === null) {
          early = levels;
          resolve(levels);
        }
      };
      requestOver(connected({ params, answer }), 'threadTree/levels', params, token).then(levels => {
        resolve(levels);
        if (early !== undefined && early.revision !== levels.revision) {
          changed.fire(levels.revision);
        }
      }, reject);
    });

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
    request: (method, params, token) =>
      method === 'threadTree/levels' && current === undefined
        ? firstRows(params as TreeLevelsParams, token)
        : requestOver(connected(), method, params, token),
    onNotification: (method, listener) => notified[method].event(listener),
    codexHome: async () => (await connected()).codexHome,
    onDidChange: changed.event,
    onDidGiveUp: gaveUp.event,
    revive: () => {
      lost = undefined;
    },
    restart: async () => {
      lost = undefined;
      await end();
      changed.fire(null);
    },
    stop: async () => {
      lost = l10n.t('Thread Tree for Codex has been shut down.');
      await end();
    },
  };
}
