// Which threads a view's filter matches: those that `threadTree/search` finds.
import type { HomeState } from '../home/threadHome';
import type { SearchIndex } from '../threads/searchIndex';
import { queryWords } from '../threads/searchText';
import type { SearchIndexCache } from './searchIndexCache';

/** Whether the filter matches a thread, by its number; undefined when the filter is blank. */
export type FilterMatches = ((number: number) => boolean) | undefined;

export interface ViewFilter {
  /**
   * Waits for an index that is at most some seconds old. Resolves to a function that returns the matches for a state of
   * the home: the same function as long as the matches are the same. Rejects as `SearchIndexCache.current` does.
   */
  ready(filter: string): Promise<(state: HomeState) => FilterMatches>;
  /** Switches to a newer index: answers may be different from now on. */
  renew(index: SearchIndex): void;
  /** Changes whenever answers may, although the home has not changed. */
  readonly epoch: number;
}

interface Answer {
  state: WeakRef<HomeState>;
  index: SearchIndex;
  /** The filter's words, separated by blanks. */
  query: string;
  matches: (number: number) => boolean;
}

export function createViewFilter(indexes: SearchIndexCache): ViewFilter {
  let newest: SearchIndex | undefined;
  let epoch = 0;
  // One is enough: a filter is typed for one view at a time.
  let last: Answer | undefined;

  const matchesIn = (state: HomeState, index: SearchIndex, words: readonly string[]): ((number: number) => boolean) => {
    const query = words.join(' ');
    if (last?.state.deref() === state && last.index === index && last.query === query) return last.matches;
    const found = new Set(index.find(words).map(id => state.model.forest.numbers.get(id)));
    last = { state: new WeakRef(state), index, query, matches: number => found.has(number) };
    return last.matches;
  };

  return {
    ready: async filter => {
      const words = queryWords(filter);
      if (words.length === 0) return () => undefined;
      const index = (newest = await indexes.current());
      return state => matchesIn(state, newest ?? index, words);
    },
    renew: index => {
      if (newest) epoch++;
      newest = newest && index;
    },
    get epoch() {
      return epoch;
    },
  };
}
