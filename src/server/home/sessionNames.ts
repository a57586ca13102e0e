// The names that users gave threads before Codex 0.148: `session_index.jsonl` in the home has lines `{id, thread_name,
// updated_at}`, and the last line for an id wins. Like Codex 0.169, ignores a line that lacks one of the three or has a
// blank name.
import path from 'node:path';
import { createFileCache } from '../files/fileCache';
import { inLog } from '../failure';
import { readAt, withFile, type OpenFile } from '../files/fileReads';

export type NameOf = (threadId: string) => string | undefined;

/** A line has about 150 bytes: enough for a hundred thousand renames. */
const FILE_LIMIT_BYTES = 16 * 1024 * 1024;
/** Longer lines are ignored, and so are lines that are shorter than the three keys. */
const LINE_LIMIT_BYTES = 64 * 1024;
const LINE_LEAST_BYTES = 40;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the names of a home, and again when the file has changed. Skips damaged lines, and a file that is missing or
 * cannot be read.
 */
export function createSessionNames(warn: (message: string) => void): (home: string) => NameOf {
  const read = createFileCache<NameOf>(
    file => {
      const names = readNames(file, warn);
      return threadId => names.get(threadId);
    },
    () => undefined,
  );
  return home => read(path.join(home, 'session_index.jsonl'));
}

function readNames(file: string, warn: (message: string) => void): Map<string, string> {
  const names = new Map<string, string>();
  const notRead = (why: string): void =>
    warn(`${file} was not read (${why}): threads are shown without the names in it.`);
  try {
    withFile(file, open => {
      if (open.stat.size > FILE_LIMIT_BYTES) return notRead(`it has ${open.stat.size} bytes`);
      for (const line of linesOf(open)) {
        const entry = parseLine(line);
        if (entry) names.set(entry.id, entry.name);
      }
    });
  } catch (error) {
    notRead(inLog(error));
  }
  return names;
}

/** A generator, because the lines of a file full of line breaks would not fit into memory. */
function* linesOf(file: OpenFile): Generator<string> {
  let rest = Buffer.alloc(0);
  for (let from = 0; from < FILE_LIMIT_BYTES; from += CHUNK_BYTES) {
    const chunk = readAt(file, from, CHUNK_BYTES);
    const bytes = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      if (isLine(end - start)) yield bytes.toString('utf8', start, end);
      start = end + 1;
    }
    // Keeps an over-long prefix, so that the tail is not parsed as a line of its own.
    rest = Buffer.from(bytes.subarray(start, start + LINE_LIMIT_BYTES + 1));
    if (chunk.length < CHUNK_BYTES) break;
  }
  if (isLine(rest.length)) yield rest.toString('utf8');
}

function isLine(bytes: number): boolean {
  return bytes >= LINE_LEAST_BYTES && bytes <= LINE_LIMIT_BYTES;
}

function parseLine(line: string): { id: string; name: string } | undefined {
  try {
    const {
      id,
      thread_name: name,
      updated_at: time,
    } = JSON.parse(line) as { id?: unknown; thread_name?: unknown; updated_at?: unknown };
    // Codex, too, ignores a line with half of a surrogate pair, which JSON can contain as an escape.
    return typeof id === 'string' &&
      typeof name === 'string' &&
      typeof time === 'string' &&
      name.trim() !== '' &&
      name.isWellFormed()
      ? { id, name }
      : undefined;
  } catch {
    // Cut off by a crash, or not an object.
    return undefined;
  }
}
