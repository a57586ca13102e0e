// `threadTree/search`: finds threads by their texts.
import type { SearchHit, TreeSearchParams, TreeSearchResponse } from '../../protocol/find';
import { readTreeTexts } from '../home/treeRows';
import type { StateDb } from '../sqlite/stateDb';
import type { HomeState } from '../home/threadHome';
import { displayName } from '../threads/names';
import { plainText } from '../threads/plainText';
import { hasWords, matchBeyondName } from '../threads/searchRank';
import { queryWords, searchFields, SEARCH_TEXT_LIMIT } from '../threads/searchText';
import { at, NONE, type SpawnForest } from '../threads/spawnForest';
import type { ModelThread } from '../home/homeModel';
import type { LoadedMarks } from './loadedMarks';
import type { SearchIndexCache } from './searchIndexCache';
import { rowsOf } from './levelRows';

/** The most ancestors that a hit names. */
const ABOVE_LIMIT = 5;

/**
 * Answers from an index that may be some seconds old. The rows are of the newest commit; threads that are gone or no
 * longer match are left out. A blank query finds nothing but builds the index: the window sends one when the user is
 * about to type.
 */
export async function searchThreads(
  indexes: SearchIndexCache,
  marks: (state: HomeState) => LoadedMarks,
  { query, limit }: Required<TreeSearchParams>,
): Promise<TreeSearchResponse> {
  const words = queryWords(query);
  if (words.length === 0) {
    // Fire and forget: errors surface with the next search.
    indexes.current().catch(() => undefined);
    return { hits: [], total: 0 };
  }
  return indexes.read((index, db, state) => {
    const { ids, total } = index.best(words, limit);
    const hits = hitsOf(db, state, marks(state), ids, words);
    return { hits, total: total - ids.length + hits.length };
  });
}

function hitsOf(
  db: StateDb,
  state: HomeState,
  loaded: LoadedMarks,
  ids: readonly string[],
  words: readonly string[],
): SearchHit[] {
  const { model, nameOf } = state;
  const numbers = ids.flatMap(id => (model.threads.get(id) ? (model.forest.numbers.get(id) ?? []) : []));
  const aboveOf = new Map(numbers.map(number => [number, ancestors(model.forest, model.list.length, number)]));
  const idOf = (number: number): string => (model.list[number] as ModelThread).id;
  const texts = readTreeTexts(
    db,
    [...new Set([...numbers, ...[...aboveOf.values()].flat()])].map(idOf),
    SEARCH_TEXT_LIMIT,
  );
  const rows = rowsOf(db, state, loaded, numbers);
  return numbers.flatMap((number, place): SearchHit[] => {
    const [row, text, cwd] = [rows[place], texts.get(idOf(number)), model.cwds[model.list[number]?.cwd ?? NONE] ?? ''];
    if (!row || !text) return [];
    const fields = searchFields({ ...text, id: row.threadId }, cwd, nameOf);
    if (!hasWords(fields, row.threadId, words)) return [];
    const above = (aboveOf.get(number) ?? []).map(ancestor =>
      displayName({ ...texts.get(idOf(ancestor)), id: idOf(ancestor) }, nameOf),
    );
    return [{ ...row, ancestors: above, cwd: plainText(cwd), match: matchBeyondName(fields, row.threadId, words) }];
  });
}

/** The nearest ancestors of a thread that have a row, the nearest last. */
function ancestors(forest: SpawnForest, threads: number, number: number): number[] {
  const above: number[] = [];
  const seen = new Set([number]);
  for (
    let next = at(forest.parents, number);
    next !== NONE && !seen.has(next) && above.length < ABOVE_LIMIT;
    next = at(forest.parents, next)
  ) {
    seen.add(next);
    if (next < threads) above.push(next);
  }
  return above.reverse();
}
