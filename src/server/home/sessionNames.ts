// Names that users gave to threads of before 0.148: `session_index.jsonl` in the home, append-only lines `{id,
// thread_name, updated_at}`, of which the last one for an id wins. As for Codex 0.169 a line without all three, or with
// a blank name, is none.
import path from 'node:path';
import { createFileCache } from '../files/fileCache';
import { readAt, withFile, type OpenFile } from '../files/fileReads';

export type NameOf = (threadId: string) => string | undefined;

/** A line has about 150 bytes: this is a hundred thousand renames. */
const FILE_LIMIT_BYTES = 16 * 1024 * 1024;
/** A longer line names nothing, nor does one that is shorter than the three keys. */
const LINE_LIMIT_BYTES = 64 * 1024;
const LINE_LEAST_BYTES = 40;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads the names of a home, again only when the file has changed; a missing file has none, a broken line costs that
 * line, and a file that cannot be read its names.
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
    notRead((error as Error).message);
  }
  return names;
}

/** One by one: a file of nothing but line breaks has more lines than fit into memory. */
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
    // Of a line that is too long something too long is kept, so that its end is not taken for a line.
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
    // Half of a surrogate pair, which an escape can smuggle into JSON, makes the line none for Codex too.
    return typeof id === 'string' &&
      typeof name === 'string' &&
      typeof time === 'string' &&
      name.trim() !== '' &&
      name.isWellFormed()
      ? { id, name }
      : undefined;
  } catch {
    // A line cut by a crash, or null: it names nothing.
    return undefined;
  }
}
