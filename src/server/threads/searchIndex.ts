// The texts of all threads, folded once, so that every keystroke of a search is answered from memory: some hundred
// bytes for each thread, in which a word is found by the engine's own search for strings, and 100,000 of them in 5 to
// 40 ms.
import { rankOf, WORST_RANK, type IndexedText } from './searchRank';
import { isIdStart } from './searchText';

export interface IndexedThread {
  readonly id: string;
  readonly text: IndexedText;
}

export interface SearchIndex {
  /**
   * Ids of all threads that have all the words (see `queryWords`), in no order that means anything; none for no words.
   */
  find(words: readonly string[]): string[];
  /**
   * The best `limit` of them, best first, and how many there are in all. Among equals those come first that stood
   * first.
   */
  best(words: readonly string[], limit: number): { ids: string[]; total: number };
}

/** Makes an index of these threads, each there once. It remembers what it was asked last. */
export function createSearchIndex(threads: readonly IndexedThread[]): SearchIndex {
  // Who types asks for a little more each time: what does not fit less does not fit more.
  let last: { words: readonly string[]; found: readonly IndexedThread[] } | undefined;

  const found = (words: readonly string[]): readonly IndexedThread[] => {
    const narrows = last?.words.every(known => words.some(word => word.startsWith(known))) === true;
    // The longest first, as it leaves least to the others.
    const result = [...words]
      .sort((a, b) => b.length - a.length)
      .reduce(threadsWith, narrows && last ? last.found : threads);
    last = { words, found: result };
    return result;
  };

  return {
    find: words => (words.length === 0 ? [] : found(words).map(({ id }) => id)),
    best: (words, limit) => {
      if (words.length === 0) return { ids: [], total: 0 };
      const hits = found(words);
      // By rank, the first ones of each: sorting all hits of a single letter would take longer than finding them.
      const ranks = Array.from({ length: WORST_RANK * words.length + 1 }, (): string[] => []);
      for (const { id, text } of hits) {
        const ofRank = ranks[rankOf(text, id, words)] as string[];
        if (ofRank.length < limit) ofRank.push(id);
        // Nothing that follows can be better.
        if (ranks[0]?.length === limit) break;
      }
      return { ids: ranks.flat().slice(0, limit), total: hits.length };
    },
  };
}

function threadsWith(threads: readonly IndexedThread[], word: string): IndexedThread[] {
  const byId = isIdStart(word);
  const having: IndexedThread[] = [];
  for (const thread of threads) {
    if (thread.text.text.includes(word) || (byId && thread.id.startsWith(word))) having.push(thread);
  }
  return having;
}
