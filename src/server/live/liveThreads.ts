// What a running Codex does with its threads, told to the window on every change: from its control socket, where it has
// one, else from its files. Nothing runs while no lock is held: the watch of the lock files (requests/changes.ts)
// starts the looks.
import type { LiveThread } from '../../protocol/live';
import type { ThreadHome } from '../home/threadHome';
import type { LoadedThreads } from '../locks/loadedThreads';
import type { NotifyWindow } from '../requests/handlers';
import type { Log } from '../rpc';
import { createCodexServer } from './codexServer';
import { createDiskLook } from './diskLook';
import { isSameList, liveList, waitingIn, type DiskThread } from './liveList';

export interface LiveThreads {
  /** By thread id; the same map as long as nothing has changed. */
  current(): ReadonlyMap<string, LiveThread>;
  /** The threads that wait for the user; the same set as long as nothing has changed. */
  waiting(): ReadonlySet<string>;
  /** Something may have changed: looks, and again every second as long as a lock is held. Does not throw. */
  look(): void;
  /** Calls `onChange` after each notification. */
  onChange(listener: () => void): void;
  close(): void;
}

const LOOK_MS = 1000;

/** Looks at nothing yet. `version` is this extension's. */
export function createLiveThreads(
  home: ThreadHome,
  loadedThreads: LoadedThreads,
  version: string,
  notify: NotifyWindow,
  log: Log,
): LiveThreads {
  const warn = (message: string): void => log('warning', message);
  const lookAtDisk = createDiskLook(home, warn);
  let current: ReadonlyMap<string, LiveThread> = new Map();
  let waiting: ReadonlySet<string> = new Set();
  let onDisk: ReadonlyMap<string, DiskThread> = new Map();
  let listener = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;
  let closed = false;

  const server = createCodexServer({
    home: () => home.path(),
    version,
    warn,
    changed: () => tell(),
    // Its threads are as the files say, at once; and it has probably ended, and holds no lock any more.
    lost: () => {
      tell();
      loadedThreads.look();
      look();
    },
  });
  const tell = (): void => {
    const threads = liveList(onDisk, server.statuses());
    if (closed || isSameList(threads, [...current.values()])) return;
    current = new Map(threads.map(thread => [thread.threadId, thread]));
    const nowWaiting = waitingIn(threads);
    if (nowWaiting.size !== waiting.size || [...nowWaiting].some(id => !waiting.has(id))) waiting = nowWaiting;
    notify('threadTree/live', { threads });
    listener();
  };
  const lookOnce = async (): Promise<void> => {
    const held = loadedThreads.recent();
    onDisk = await lookAtDisk(held);
    if (closed) return;
    server.look(new Set([...onDisk.values()].flatMap(({ holder }) => holder ?? [])));
    tell();
    if (held.size > 0) timer ??= setTimeout(onTimer, LOOK_MS);
  };
  const onTimer = (): void => {
    timer = undefined;
    look();
  };
  const look = (): void => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    lookOnce()
      .catch((error: unknown) =>
        log('error', `Looking at running threads failed: ${error instanceof Error ? error.stack : String(error)}`),
      )
      .finally(() => {
        looking = false;
        if (again && !closed) {
          again = false;
          look();
        }
      });
  };

  return {
    current: () => current,
    waiting: () => waiting,
    look,
    onChange: then => {
      listener = then;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      server.close();
    },
  };
}
