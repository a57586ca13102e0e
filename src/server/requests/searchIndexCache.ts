// The search index of a home, built when it is first needed and again when the home has changed: in the background and
// in slices, so that nobody else waits for it. As long as that takes, a search is answered from the one before.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readTreeTexts } from '../home/threadsTable';
import type { StateDb } from '../sqlite/stateDb';
import { WaitCancelled } from '../sqlite/write';
import type { HomeState, ThreadHome } from '../home/threadHome';
import type { NameOf } from '../home/sessionNames';
import { createSearchIndex, type SearchIndex } from '../threads/searchIndex';
import { indexText, type IndexedText } from '../threads/searchRank';
import { SEARCH_TEXT_LIMIT, searchFields } from '../threads/searchText';
import { byCodeUnit } from '../threads/spawnForest';
import type { ThreadRow } from '../threads/threadOfRow';
import type { ModelThread } from '../home/homeModel';

export interface SearchIndexCache {
  /**
   * An index of a commit that was the newest some seconds ago at most; the very one before, if nothing has changed.
   * Rejects with UserError when the home cannot be read, and with WaitCancelled when the server closes meanwhile.
   */
  current(): Promise<SearchIndex>;
  close(): void;
}

/** How old an index may be while the next one is built: all of 100,000 threads take two or three seconds. */
const AGE_LIMIT_MS = 10_000;
/** Nobody searches any more: some tens of megabytes are given back. */
const IDLE_MS = 5 * 60_000;
/** How long others wait for their turn. */
const SLICE_MS = 10;
/** Threads in one statement: some milliseconds. */
const BATCH = 400;

interface KeptIndex {
  index: SearchIndex;
  /** Of which state of the home; not held on to, as it has a model of all threads. */
  state: WeakRef<HomeState>;
  /** When that state was last known to be the newest. */
  agreedAt: number;
  texts: KnownTexts;
}

/** By row: most of them are the same from one commit to the next. */
interface KnownTexts {
  nameOf: NameOf;
  byRow: Map<object, IndexedText>;
}

/** Builds nothing yet. `onRenewed` is told of an index that has taken the place of another one. */
export function createSearchIndexCache(home: ThreadHome, onRenewed: (index: SearchIndex) => void): SearchIndexCache {
  let kept: KeptIndex | undefined;
  let building: Promise<SearchIndex> | undefined;
  let closed = false;
  let idle: NodeJS.Timeout | undefined;

  const build = async (): Promise<SearchIndex> => {
    const agreedAt = performance.now();
    const { state, threads, nameOf } = await home.read((_, state) => ({
      state: new WeakRef(state),
      threads: threadsBestFirst(state),
      nameOf: state.nameOf,
    }));
    const known = kept?.texts.nameOf === nameOf ? kept.texts.byRow : new Map<object, IndexedText>();
    const byRow = new Map<object, IndexedText>();
    for (let from = 0; from < threads.length;) {
      await nextTurn();
      if (closed) throw new WaitCancelled('Cancelled.');
      // Of a commit that came meanwhile the rest is read: the next look builds anew.
      from = await home.read((db, newest) => readSlice(db, newest, threads, from, known, byRow));
    }
    const index = createSearchIndex(
      threads.flatMap(({ id, row }) => {
        const text = byRow.get(row);
        return text ? [{ id, text }] : [];
      }),
    );
    const renews = kept !== undefined;
    kept = { index, state, agreedAt, texts: { nameOf, byRow } };
    if (renews) onRenewed(index);
    return index;
  };

  const startBuilding = (): Promise<SearchIndex> => {
    building ??= build().finally(() => {
      building = undefined;
    });
    // Whoever waits for it is told what went wrong; nobody may.
    building.catch(() => undefined);
    return building;
  };

  return {
    current: async () => {
      clearTimeout(idle);
      idle = setTimeout(() => {
        kept = undefined;
      }, IDLE_MS).unref();
      const isNewest = await home.read((_, state) => kept?.state.deref() === state);
      if (kept && isNewest) kept.agreedAt = performance.now();
      else {
        const next = startBuilding();
        if (!kept || performance.now() - kept.agreedAt > AGE_LIMIT_MS) return next;
      }
      return kept.index;
    },
    close: () => {
      closed = true;
      clearTimeout(idle);
    },
  };
}

/** Of equally good hits: active ones before archived ones, then by last activity, main threads before sub-agents. */
function threadsBestFirst({ model }: HomeState): ModelThread[] {
  return [...model.list].sort(
    (a, b) =>
      Number(a.archived) - Number(b.archived) ||
      b.recencyAt - a.recencyAt ||
      Number(a.isSubAgent) - Number(b.isSubAgent) ||
      byCodeUnit(b.id, a.id),
  );
}

/**
 * Finds or reads texts for some milliseconds, from a place on; answers where to go on. A thread that is gone gets none.
 */
function readSlice(
  db: StateDb,
  { model, nameOf }: HomeState,
  threads: readonly ModelThread[],
  from: number,
  known: ReadonlyMap<object, IndexedText>,
  byRow: Map<object, IndexedText>,
): number {
  const end = performance.now() + SLICE_MS;
  let at = from;
  while (at < threads.length && performance.now() < end) {
    const unread: ModelThread[] = [];
    for (; at < threads.length && unread.length < BATCH && performance.now() < end; at++) {
      const thread = threads[at] as ModelThread;
      const text = known.get(thread.row);
      if (text) byRow.set(thread.row, text);
      else unread.push(thread);
    }
    const texts =
      unread.length > 0
        ? readTreeTexts(
            db,
            unread.map(({ id }) => id),
            SEARCH_TEXT_LIMIT,
          )
        : new Map<string, ThreadRow>();
    for (const { id, row } of unread) {
      const [thread, columns] = [model.threads.get(id), texts.get(id)];
      if (thread && columns)
        byRow.set(row, indexText(searchFields({ ...columns, id }, model.cwds[thread.cwd] ?? '', nameOf)));
    }
  }
  return at;
}
