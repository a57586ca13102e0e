// The search index of a home, built when it is first needed and again when the home has changed: in the background and in slices, so
// that nobody else waits for it. As long as that takes, a search is answered from the one before.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readTreeTexts } from '../stateDb/treeRows';
import type { StateDb } from '../stateDb/stateDb';
import { WaitCancelled } from '../stateDb/write';
import type { HomeState, ThreadHome } from '../threadHome';
import { createSearchIndexBuilder, type SearchIndex, type SearchIndexBuilder } from '../threads/searchIndex';
import { SEARCH_TEXT_LIMIT, searchFields } from '../threads/searchText';
import { byCodeUnit } from '../threads/spawnForest';

export interface SearchIndexCache {
  /**
   * An index of a commit that was the newest some seconds ago at most; the very one before, if nothing has changed. Rejects with
   * UserError when the home cannot be read, and with WaitCancelled when the server closes meanwhile.
   */
  current(): Promise<SearchIndex>;
  close(): void;
}

/** How old an index may be while the next one is built: a home of 100,000 threads takes two or three seconds. */
const AGE_LIMIT_MS = 10_000;
/** Nobody searches any more: some tens of megabytes are given back. */
const IDLE_MS = 5 * 60_000;
/** How long others wait for their turn. */
const SLICE_MS = 10;
/** Threads in one statement: a millisecond or two. */
const BATCH = 100;

interface KeptIndex {
  index: SearchIndex;
  /** Of which state of the home; not held on to, as it has a model of all threads. */
  state: WeakRef<HomeState>;
  /** When that state was last known to be the newest. */
  agreedAt: number;
}

/** Builds nothing yet. `onRenewed` is told of an index that has taken the place of another one. */
export function createSearchIndexCache(home: ThreadHome, onRenewed: (index: SearchIndex) => void): SearchIndexCache {
  let kept: KeptIndex | undefined;
  let building: Promise<SearchIndex> | undefined;
  let closed = false;
  let idle: NodeJS.Timeout | undefined;

  const build = async (): Promise<SearchIndex> => {
    const agreedAt = performance.now();
    const { state, ids } = await home.read((_, state) => ({ state: new WeakRef(state), ids: idsBestFirst(state) }));
    const builder = createSearchIndexBuilder();
    for (let from = 0; from < ids.length;) {
      await nextTurn();
      if (closed) throw new WaitCancelled('Cancelled.');
      // Of a commit that came meanwhile the rest is read: the next look builds anew.
      from = await home.read((db, newest) => addSlice(builder, db, newest, ids, from));
    }
    const [index, renews] = [builder.build(), kept !== undefined];
    kept = { index, state, agreedAt };
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
function idsBestFirst({ model }: HomeState): string[] {
  return [...model.list].sort((a, b) =>
    Number(a.archived) - Number(b.archived) || b.recencyAt - a.recencyAt || Number(a.isSubAgent) - Number(b.isSubAgent) || byCodeUnit(b.id, a.id)).map(({ id }) => id);
}

/** Adds threads for some milliseconds; answers where to go on. A thread that is gone is left out. */
function addSlice(builder: SearchIndexBuilder, db: StateDb, { model, nameOf }: HomeState, ids: readonly string[], from: number): number {
  const end = performance.now() + SLICE_MS;
  let at = from;
  while (at < ids.length && performance.now() < end) {
    const batch = ids.slice(at, at + BATCH);
    const texts = readTreeTexts(db, batch, SEARCH_TEXT_LIMIT);
    for (const id of batch) {
      const [thread, row] = [model.threads.get(id), texts.get(id)];
      if (thread && row) builder.add(id, searchFields({ ...row, id }, model.cwds[thread.cwd] ?? '', nameOf));
    }
    at += BATCH;
  }
  return at;
}
