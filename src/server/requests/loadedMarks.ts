// What rows show about the threads that a running Codex has loaded.
import type { LoadedThreads } from '../locks/loadedThreads';
import type { HomeState } from '../home/threadHome';
import { countLoadedDescendants } from '../threads/loadedCounts';

export interface LoadedMarks {
  /** The same set as long as nothing has changed. */
  readonly threads: ReadonlySet<string>;
  /** How many descendants of a thread, by its number, are loaded, in its own view. */
  descendants(number: number): number;
}

/** Makes the marks for a state of the home; counts again if the state or the loaded threads have changed. */
export function createLoadedMarks(loadedThreads: LoadedThreads): (state: HomeState) => LoadedMarks {
  const known = new WeakMap<HomeState, LoadedMarks>();
  return state => {
    const threads = loadedThreads.recent();
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
