// Searches one thread: first in its words or in the bytes of its rollouts, and only if there can be a hit in its turns.
import path from 'node:path';
import type { SearchOptions, TranscriptHit } from '../../protocol/transcriptSearch';
import { unlessAbsent } from '../files/fileErrors';
import { lookAt } from '../files/look';
import { segmentsOf } from '../rollouts/findSegments';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import { threadParts } from '../rollouts/threadParts';
import { createTranscriptReader } from '../transcript/readTranscript';
import { createByteFilters } from '../transcript/search/byteFilter';
import { itemText } from '../transcript/search/itemText';
import { hitsOfTurn } from '../transcript/search/searchTurns';
import { createTextMatcher } from '../transcript/search/textMatcher';
import { foldWords } from '../transcript/search/foldWords';
import type { Turn } from '../../protocol/transcript';
import type { ReadFile, StoredWords, ThreadWords } from './wordStore';

/** A thread and its rollouts. */
export interface SearchedThread {
  threadId: string;
  files: readonly string[];
  /** The file name in its row. */
  mainName: string;
}

/** The most hits of one thread: whoever wants more opens it and searches there. */
export const THREAD_HITS = 20;
/** More is not kept as words, nor read into turns: the reader holds them all. */
const THREAD_BYTES = 512 * 1024 * 1024;
const WORDS_BYTES = 16 * 1024 * 1024;
const everything = { from: 0, to: Infinity };

export type ThreadSearch = (
  thread: SearchedThread,
  words: StoredWords | undefined,
  signal: AbortSignal,
) => Promise<TranscriptHit[]>;

/** Prepares a search. It rejects with I/O errors, `ThreadTooLarge` and the signal's reason; hits are newest first. */
export function createThreadSearch(query: string, options: Required<SearchOptions>): ThreadSearch {
  const matcher = createTextMatcher(query, options);
  const newFilter = createByteFilters(query, options.matchCase);
  const folded = Buffer.from(foldWords(query));

  const isPossible = async (
    { files }: SearchedThread,
    words: StoredWords | undefined,
    signal: AbortSignal,
  ): Promise<boolean> => {
    const missing = words ? missingWords(files, words.files) : undefined;
    if (missing && words?.includes(folded) === true) return true;
    for (const { file, from } of missing ?? files.map(each => ({ file: each, from: 0 }))) {
      const filter = newFilter();
      await readRolloutText(file, { ...everything, from }, bytes => filter.push(bytes), signal);
      if (filter.isPossible()) return true;
    }
    return false;
  };

  return async (thread, words, signal) => {
    if (!(await isPossible(thread, words, signal))) return [];
    const { turns } = await readTurns(thread, signal);
    const hits: TranscriptHit[] = [];
    for (let number = turns.length; number > 0 && hits.length < THREAD_HITS; number--) {
      const turn = turns[number - 1];
      if (turn)
        hits.push(...hitsOfTurn(turn, matcher, THREAD_HITS - hits.length).map(hit => ({ ...hit, turn: number })));
    }
    return hits;
  };
}

/** The words of a thread; undefined if they are too many to keep. Rejects as a search does. */
export async function extractWords(thread: SearchedThread, signal: AbortSignal): Promise<ThreadWords | undefined> {
  const stats = new Map(thread.files.map(file => [file, unlessAbsent(() => lookAt(file))]));
  const { turns, ends } = await readTurns(thread, signal);
  const texts = turns.flatMap(({ items, error }) => [...items.map(itemText), error?.message ?? '']);
  const said = Buffer.from(foldWords(texts.join('\n')));
  if (said.length > WORDS_BYTES) return undefined;
  const files = thread.files.map((file): ReadFile => {
    const { size = -1, mtimeMs = -1 } = stats.get(file) ?? {};
    return { name: path.basename(file), size, mtimeMs, offset: ends.get(file) ?? 0 };
  });
  return { files, said };
}

/** Whether the words are those of the rollouts as they are now. */
export function areNewest(thread: SearchedThread, words: StoredWords): boolean {
  return missingWords(thread.files, words.files)?.length === 0;
}

/** The parts of rollouts that are newer than the words; undefined if the words are of other rollouts. */
function missingWords(
  files: readonly string[],
  read: readonly ReadFile[],
): { file: string; from: number }[] | undefined {
  const known = new Map(read.map(each => [each.name, each]));
  if (files.length !== read.length) return undefined;
  const missing: { file: string; from: number }[] = [];
  for (const file of files) {
    const [before, now] = [known.get(path.basename(file)), unlessAbsent(() => lookAt(file))];
    if (!before || !now || now.size < before.size) return undefined;
    if (now.size === before.size && now.mtimeMs === before.mtimeMs) continue;
    // A plain rollout only grows; one of the same size was written anew.
    if (now.size === before.size || file.endsWith('.zst')) return undefined;
    missing.push({ file, from: before.offset });
  }
  return missing;
}

/** The thread is longer than what is read at once. */
export class ThreadTooLarge extends Error {}

/** The thread's own turns, and how much of each rollout was read, up to the last complete line. */
async function readTurns(
  { threadId, files, mainName }: SearchedThread,
  signal: AbortSignal,
): Promise<{ turns: Turn[]; ends: Map<string, number> }> {
  const main = files.find(file => path.basename(file) === mainName);
  const { history } = threadParts(segmentsOf(threadId, files), main);
  const reader = createTranscriptReader(threadId);
  const ends = new Map<string, number>();
  let total = 0;
  for (const [index, { file, ...part }] of history.entries()) {
    reader.begin(index, part.from);
    let at = part.from;
    let end = at;
    await readRolloutText(
      file,
      part,
      bytes => {
        if ((total += bytes.length) > THREAD_BYTES) throw new ThreadTooLarge();
        const lineFeed = bytes.lastIndexOf(10);
        if (lineFeed >= 0) end = at + lineFeed + 1;
        at += bytes.length;
        reader.push(bytes);
      },
      signal,
    );
    ends.set(file, end);
  }
  reader.finish();
  return { turns: reader.transcript().turns, ends };
}
