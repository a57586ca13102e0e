// Names that users gave to threads of before 0.148: `session_index.jsonl` in the home, append-only lines
// `{id, thread_name, updated_at}`, of which the last one for an id wins. As for Codex 0.169 a line without all three, or with a
// blank name, is none.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createFileCache } from './fileCache';

export type NameOf = (threadId: string) => string | undefined;

/** A line has about 150 bytes: this is half a million renames. */
const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads the names of a home, again only when the file has changed; a missing file has none, a broken line costs that line, and a
 * file that cannot be read its names.
 */
export function createSessionNames(warn: (message: string) => void): (home: string) => NameOf {
  const read = createFileCache<NameOf>(file => {
    const names = readNames(file, warn);
    return threadId => names.get(threadId);
  }, () => undefined);
  return home => read(path.join(home, 'session_index.jsonl'));
}

function readNames(file: string, warn: (message: string) => void): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of readLines(file, warn)) {
    const entry = parseLine(line);
    if (entry) names.set(entry.id, entry.name);
  }
  return names;
}

function readLines(file: string, warn: (message: string) => void): string[] {
  const notRead = (why: string): string[] => {
    warn(`${file} was not read (${why}): threads are shown without the names in it.`);
    return [];
  };
  try {
    const { size } = statSync(file);
    return size > FILE_LIMIT_BYTES ? notRead(`it has ${size} bytes`) : readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    return notRead((error as Error).message);
  }
}

function parseLine(line: string): { id: string; name: string } | undefined {
  if (line === '') return undefined;
  try {
    const { id, thread_name: name, updated_at: time } = JSON.parse(line) as { id?: unknown; thread_name?: unknown; updated_at?: unknown };
    return typeof id === 'string' && typeof name === 'string' && typeof time === 'string' && name.trim() !== '' ? { id, name } : undefined;
  } catch {
    // A line cut by a crash, or null: it names nothing.
    return undefined;
  }
}
