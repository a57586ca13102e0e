// What rows show about the threads that a running Codex has loaded.
import type { LiveThread } from '../../protocol/live';
import type { HomeState } from '../home/threadHome';
import { isWaiting } from '../live/liveList';
import type { LiveThreads } from '../live/liveThreads';
import type { LoadedThreads } from '../locks/loadedThreads';
import { countLoadedDescendants } from '../threads/loadedCounts';

export interface LoadedMarks {
  /** The same set as long as nothing has changed. */
  readonly threads: ReadonlySet<string>;
  /** What they do, by id; the same map as long as nothing has changed. */
  readonly live: ReadonlyMap<string, LiveThread>;
  /** How many descendants of a thread, by its number, are loaded, wait or run, in its own view. */
  descendants(number: number): DescendantMarks;
}

export interface DescendantMarks {
  loaded: number;
  waiting: number;
  running: number;
}

/** Makes the marks for a state of the home; counts again if the state or the loaded threads have changed. */
export function createLoadedMarks(
  loadedThreads: LoadedThreads,
  liveThreads: LiveThreads,
): (state: HomeState) => LoadedMarks {
  const known = new WeakMap<HomeState, LoadedMarks>();
  return state => {
    const [threads, live] = [loadedThreads.recent(), liveThreads.current()];
    const marks = known.get(state);
    if (marks?.threads === threads && marks.live === live) return marks;
    const { list, forest } = state.model;
    const count = (ids: Iterable<string>): ReadonlyMap<number, number> =>
      countLoadedDescendants(
        list,
        forest,
        [...ids].flatMap(id => (state.model.threads.get(id) ? (forest.numbers.get(id) ?? []) : [])),
      );
    const idsOf = (fits: (thread: LiveThread) => boolean): string[] =>
      [...live.values()].filter(fits).map(({ threadId }) => threadId);
    const loaded = count(threads);
    const waiting = count(idsOf(({ status }) => isWaiting(status)));
    const running = count(idsOf(({ status }) => status === 'running'));
    const made: LoadedMarks = {
      threads,
      live,
      descendants: number => ({
        loaded: loaded.get(number) ?? 0,
        waiting: waiting.get(number) ?? 0,
        running: running.get(number) ?? 0,
      }),
    };
    known.set(state, made);
    return made;
  };
}
