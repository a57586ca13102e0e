// The search index of a home, built when it is first needed and rebuilt when the home has changed: in the background
// and in slices, so that no other request waits for it. Meanwhile the old index answers searches.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readTreeTexts } from '../home/treeRows';
import type { StateDb } from '../sqlite/stateDb';
import { FailureError } from '../failure';
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
   * An index of a commit that was the newest at most some seconds ago; the same index as long as nothing has changed.
   * Rejects with FailureError when the home cannot be read, and with `cancelled` when the server closes meanwhile.
   */
  current(): Promise<SearchIndex>;
  /** Calls `use` with such an index and the newest commit; reads only once if nothing has changed. */
  read<T>(use: (index: SearchIndex, db: StateDb, state: HomeState) => T): Promise<T>;
  close(): void;
}

/** How old an index may be while the next one is built, which takes two or three seconds for 100,000 threads. */
const AGE_LIMIT_MS = 10_000;
/** An index that nobody has used for this long is dropped: it takes tens of megabytes. */
const IDLE_MS = 5 * 60_000;
/** The longest that other requests wait for their turn. */
const SLICE_MS = 10;
/** Threads read with one statement, which takes a few milliseconds. */
const BATCH = 400;

interface KeptIndex {
  index: SearchIndex;
  /** The state of the home that it was built from. Weak, because a state holds a model of all threads. */
  state: WeakRef<HomeState>;
  /** When that state was last known to be the newest. */
  agreedAt: number;
  texts: KnownTexts;
}

/** Keyed by row: most rows stay the same object from one commit to the next. */
interface KnownTexts {
  nameOf: NameOf;
  byRow: Map<object, IndexedText>;
}

/** Builds nothing yet. `onRenewed` is called with each index that replaces another one. */
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
      if (closed) throw new FailureError({ code: 'cancelled' });
      // If there is a newer commit by now, the rest is read from that one; the next search then rebuilds.
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
    // Whoever awaits it gets the error; without this, nobody awaiting it would be an unhandled rejection.
    building.catch(() => undefined);
    return building;
  };

  /** Reads with the index if it is that of the newest commit. */
  const readWithNewest = <T>(
    use: (index: SearchIndex, db: StateDb, state: HomeState) => T,
  ): Promise<{ value: T } | undefined> => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      kept = undefined;
    }, IDLE_MS).unref();
    return home.read((db, state) => {
      if (kept?.state.deref() !== state) return undefined;
      kept.agreedAt = performance.now();
      return { value: use(kept.index, db, state) };
    });
  };
  /** The index of an older commit while the next one is built, unless it is too old. */
  const recent = (): Promise<SearchIndex> => {
    const next = startBuilding();
    return kept && performance.now() - kept.agreedAt <= AGE_LIMIT_MS ? Promise.resolve(kept.index) : next;
  };

  return {
    current: async () => (await readWithNewest(index => index))?.value ?? recent(),
    read: async use => {
      const answer = await readWithNewest(use);
      if (answer) return answer.value;
      const index = await recent();
      return home.read((db, state) => use(index, db, state));
    },
    close: () => {
      closed = true;
      clearTimeout(idle);
    },
  };
}

/** The order of equally good hits: active before archived, then by last activity, main threads before sub-agents. */
function threadsBestFirst({ model }: HomeState): ModelThread[] {
  return [...model.list].sort(
    (a, b) =>
      Number(a.archived) - Number(b.archived) ||
      b.recencyAt - a.recencyAt ||
      Number(a.isSubAgent) - Number(b.isSubAgent) ||
      byCodeUnit(b.id, a.id),
  );
}

/** Reuses or reads texts from `from` on, for some milliseconds; returns where to continue. Skips missing threads. */
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
