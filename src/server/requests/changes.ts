// The revision of what the views show, and the notification that it has changed.
import type { HomeProblem } from '../../protocol/tree';
import { watchFolder, type Watch } from '../files/watch';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { LiveThreads } from '../live/liveThreads';
import type { LoadedThreads } from '../locks/loadedThreads';
import { writerLockFolder } from '../locks/writerLocks';
import type { Log } from '../rpc';
import { dateBounds } from '../../protocol/dateGroups';
import type { NotifyWindow } from './handlers';
import { problemOf } from './homeProblem';

export interface Changes {
  /**
   * Differs from the last number whenever something that a view shows may have changed: the home's state or its
   * problem, the day, the loaded threads and what they do, or one of the `epochs`.
   */
  revisionOf(content: HomeState | HomeProblem, loaded: ReadonlySet<string>): number;
  /** Starts to watch the home and to notify the window of changes; does nothing when called again. */
  watch(): void;
  /** Something may have changed: checks, once running operations have ended, and notifies the window if so. */
  look(): void;
  close(): void;
}

/** `epochs` are numbers that change when answers may change although the home has not. */
export function createChanges(
  home: ThreadHome,
  loadedThreads: LoadedThreads,
  live: LiveThreads,
  epochs: () => readonly number[],
  notify: NotifyWindow,
  log: Log,
): Changes {
  let last: { marks: readonly unknown[]; revision: number } = { marks: [], revision: 0 };
  // The last revision of a notification. A list request may have seen a newer one, but told only its own caller.
  let told = 0;
  let waiting = false;
  let lockWatch: Watch | undefined;

  const revisionOf: Changes['revisionOf'] = (content, loaded) => {
    // A problem is a new object each time; a state is the same object as long as nothing has changed.
    const mark = 'failure' in content ? JSON.stringify(content) : content;
    const marks = [mark, dateBounds(new Date()).today, loaded, live.current(), ...epochs()];
    if (marks.some((each, at) => each !== last.marks[at])) last = { marks, revision: last.revision + 1 };
    return last.revision;
  };

  const tell = async (): Promise<void> => {
    const content = await home.read<HomeState | HomeProblem>((_, state) => state).catch(problemOf);
    const revision = revisionOf(content, loadedThreads.recent());
    if (revision === told) return;
    told = revision;
    notify('threadTree/changed', { revision, loaded: [...loadedThreads.recent()] });
  };
  const tellOnceSettled = async (): Promise<void> => {
    // Each transaction of an operation is a change: look once, when the operation has ended.
    await home.settled();
    waiting = false;
    await tell();
  };
  const look = (): void => {
    if (waiting) return;
    waiting = true;
    tellOnceSettled().catch((error: unknown) =>
      log('error', `Looking for changes failed: ${error instanceof Error ? error.stack : String(error)}`),
    );
  };

  return {
    revisionOf,
    look,
    watch: () => {
      if (lockWatch) return;
      home.watch(look);
      lockWatch = watchFolder(
        () => writerLockFolder(home.path()),
        {
          isRelevant: name => name.endsWith('.lock'),
          signature: () => [...loadedThreads.look()].sort().join(),
        },
        () => {
          live.look();
          look();
        },
      );
      live.onChange(look);
      live.look();
    },
    close: () => lockWatch?.close(),
  };
}
