// What rows say of the threads that a running Codex has loaded.
import type { LoadedThreads } from '../locks/loadedThreads';
import type { HomeState } from '../home/threadHome';
import { countLoadedDescendants } from '../threads/loadedCounts';

export interface LoadedMarks {
  /** The same set as long as nothing has changed. */
  readonly threads: ReadonlySet<string>;
  /** How many threads are in use below one, by number, in its own view. */
  descendants(number: number): number;
}

/** Tells the marks for a state of the home; they are counted again when it or the threads in use have changed. */
export function createLoadedMarks(threadsInUse: LoadedThreads): (state: HomeState) => LoadedMarks {
  const known = new WeakMap<HomeState, LoadedMarks>();
  return state => {
    const threads = threadsInUse.recent();
    const marks = known.get(state);
    if (marks?.threads === threads) return marks;
    const { list, forest } = state.model;
    const numbers = [...threads].flatMap(id => (state.model.threads.get(id) ? (forest.numbers.get(id) ?? []) : []));
    const counts = countLoadedDescendants(list, forest, numbers);
    const made: LoadedMarks = { threads, descendants: number => counts.get(number) ?? 0 };
    known.set(state, made);
    return made;
  };
}
