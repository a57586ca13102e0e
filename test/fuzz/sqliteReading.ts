// What SQLite itself reads from a state DB's files: opening a copy recovers it, then it is checked.
import { closeSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const LARGEST_TEXT = 4000;

/** What is compared of a thread. */
export interface ThreadReading {
  id: string;
  title: string | null;
  /** After a long preview. */
  name: string | null;
  preview: string | null;
  archived: boolean;
  /** Unix seconds. */
  recencyAt: number;
}

export interface ThreadsReading {
  /** SQLite's complaint, or that of its integrity check; empty when there is none. */
  error: string;
  threads: ThreadReading[];
}

/** Opens the database in `file`, which SQLite may write to. */
export function threadsBySqlite(file: string): ThreadsReading {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA synchronous = OFF');
    const complaint = database
      .prepare('PRAGMA integrity_check(1)')
      .all()
      .map(row => String(row.integrity_check))
      .join('; ');
    if (complaint !== 'ok') return { error: complaint, threads: [] };
    if (!database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'threads'").get())
      return { error: '', threads: [] };
    const rows = database
      .prepare(
        `SELECT id, ${['title', 'name', 'preview'].map(name => `substr(${name}, 1, ${LARGEST_TEXT}) AS ${name}`).join(', ')}, archived, recency_at_ms FROM threads WHERE typeof(id) = 'text' ORDER BY rowid`,
      )
      .all();
    return {
      error: '',
      threads: rows.map(row => ({
        id: String(row.id),
        title: row.title as string | null,
        name: row.name as string | null,
        preview: row.preview as string | null,
        archived: row.archived !== 0,
        recencyAt: Math.floor(Number(row.recency_at_ms) / 1000),
      })),
    };
  } catch (error) {
    return { error: String(error), threads: [] };
  } finally {
    database.close();
  }
}

/**
 * The first `length` bytes of a file. Not the whole file: when the last commit of a log claims terabytes, SQLite makes
 * the database an empty file of that size.
 */
export function beginningOf(file: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const fd = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(fd, bytes, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}
