// `threadTree/searchTranscripts`: finds what threads said and did, the most recently active ones first. What was
// extracted from their rollouts is kept for the next search; when no search runs, the words of all threads are.
import path from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { TranscriptHits, TranscriptSearchParams, TranscriptSearchResponse } from '../../protocol/transcriptSearch';
import type { ThreadHome } from '../home/threadHome';
import { readRolloutPaths } from '../home/threadRows';
import { readTreeTexts } from '../home/treeRows';
import { findRollouts } from '../rollouts/findSegments';
import type { Log } from '../rpc';
import { displayName } from '../threads/names';
import { parentOf } from '../threads/spawnForest';
import type { NotifyWindow } from './handlers';
import { areNewest, createThreadSearch, extractWords, ThreadTooLarge, type SearchedThread } from './searchThread';
import type { WordStore } from './wordStore';

export interface TranscriptSearch {
  /** Rejects with FailureError if the home cannot be read, and with the signal's reason. */
  run(params: Required<TranscriptSearchParams>, signal: AbortSignal): Promise<TranscriptSearchResponse>;
  /** Ends the extraction of words. */
  close(): Promise<void>;
}

/** The longest that other requests wait for their turn. */
const SLICE_MS = 10;

/** `words`: undefined if none may be kept. */
export function createTranscriptSearch(
  home: ThreadHome,
  words: WordStore | undefined,
  notify: NotifyWindow,
  log: Log,
): TranscriptSearch {
  let running = 0;
  let extracting = new AbortController();
  let extraction: Promise<void> = Promise.resolve();

  const extractAll = async (
    threads: readonly SearchedThread[],
    store: WordStore,
    signal: AbortSignal,
  ): Promise<void> => {
    store.keepOnly(new Set(threads.map(({ threadId }) => threadId)));
    for (const thread of threads) {
      if (signal.aborted || store.isFull()) return;
      const before = performance.now();
      const known = store.of(thread.threadId);
      if (!known || !areNewest(thread, known)) {
        const made = await unlessUnreadable(() => extractWords(thread, signal));
        if (made && made !== 'unreadable') store.put(thread.threadId, made);
      }
      // Half of the processor's time is for others.
      await pause(performance.now() - before);
    }
  };
  const extractLater = (threads: readonly SearchedThread[]): void => {
    if (!words || running > 0) return;
    const { signal } = (extracting = new AbortController());
    extraction = extraction
      .then(() => extractAll(threads, words, signal))
      .catch((error: unknown) => {
        if (error !== signal.reason) log('warning', `Extracting the words of transcripts: ${String(error)}`);
      });
  };

  const search = async (
    { query, token, limit, ...options }: Required<TranscriptSearchParams>,
    threads: readonly SearchedThread[],
    signal: AbortSignal,
  ): Promise<TranscriptSearchResponse> => {
    const hitsOf = createThreadSearch(query, options);
    let [hits, unread] = [0, 0];
    let end = performance.now() + SLICE_MS;
    for (const thread of threads) {
      const found = await unlessUnreadable(() => hitsOf(thread, words?.of(thread.threadId), signal));
      if (found === 'unreadable') unread++;
      else if (found.length > 0) {
        const shown = found.slice(0, limit - hits);
        notify('threadTree/transcriptHits', { ...(await about(home, thread.threadId)), token, hits: shown });
        hits += shown.length;
        if (hits >= limit) return { hits, isCut: true, unread };
      }
      if (performance.now() < end) continue;
      await nextTurn();
      signal.throwIfAborted();
      end = performance.now() + SLICE_MS;
    }
    return { hits, isCut: false, unread };
  };

  return {
    run: async (params, signal) => {
      running++;
      extracting.abort();
      let threads: SearchedThread[] = [];
      try {
        threads = await threadsOf(home, signal);
        if (params.query === '') return { hits: 0, isCut: false, unread: 0 };
        return await search(params, threads, signal);
      } finally {
        running--;
        if (threads.length > 0) extractLater(threads);
      }
    },
    close: async () => {
      running = Infinity;
      extracting.abort();
      await extraction;
      words?.close();
    },
  };
}

/** All threads with rollouts, the most recently active ones first. */
async function threadsOf(home: ThreadHome, signal: AbortSignal): Promise<SearchedThread[]> {
  const { ids, paths } = await home.read((db, { model }) => {
    const sorted = [...model.list].sort((one, other) => other.recencyAt - one.recencyAt).map(({ id }) => id);
    return { ids: sorted, paths: new Map(readRolloutPaths(db, sorted)) };
  });
  const files = await findRollouts(home.path(), new Set(ids), signal);
  return ids.flatMap(threadId => {
    const own = files.get(threadId);
    return own ? [{ threadId, files: own, mainName: path.basename(paths.get(threadId) ?? '') }] : [];
  });
}

/** What a row and its root are called. A thread that has gone meanwhile has no name but its id. */
function about(home: ThreadHome, threadId: string): Promise<Omit<TranscriptHits, 'token' | 'hits'>> {
  return home.read((db, { model, nameOf }) => {
    let root = threadId;
    const seen = new Set([root]);
    for (
      let above = parentOf(model.forest, root);
      above !== undefined && !seen.has(above);
      above = parentOf(model.forest, root)
    ) {
      if (!model.threads.get(above)) break;
      seen.add(above);
      root = above;
    }
    const texts = readTreeTexts(db, [threadId, root]);
    const named = (id: string) => ({ threadId: id, name: displayName({ ...texts.get(id), id }, nameOf) });
    return { thread: named(threadId), root: named(root), archived: model.threads.get(threadId)?.archived ?? false };
  });
}

/** What the system refuses, or has gone, costs only that thread. */
async function unlessUnreadable<T>(work: () => Promise<T>): Promise<T | 'unreadable'> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ThreadTooLarge || typeof (error as NodeJS.ErrnoException).syscall === 'string')
      return 'unreadable';
    throw error;
  }
}
