// What threads said and did, in lower case, extracted from their rollouts: a search reads a hundredth of the bytes that
// the rollouts have, and a tenth of those of threads that may have a hit. A SQLite database outside of the Codex home;
// whatever is wrong with it costs only time.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type * as sqlite from 'node:sqlite';
import type { KeptWords } from '../../protocol/workerData';
import { exists } from '../files/look';
import { createOwnFolder, deleteOwn } from '../files/ownFiles';
import { hasNodeSqlite, nodeSqlite } from '../sqlite/nodeSqlite';
import { gramsOf, mayInclude } from '../transcript/search/wordGrams';

/** A rollout as it was when its words were extracted. */
export interface ReadFile {
  name: string;
  size: number;
  mtimeMs: number;
  /** Words of lines that begin after this byte of the uncompressed text are missing. */
  offset: number;
}

export interface ThreadWords {
  files: ReadFile[];
  /** UTF-8. */
  said: Uint8Array;
}

/** Words that are kept: they are read only if they may include what is looked for. */
export interface StoredWords {
  readonly files: readonly ReadFile[];
  includes(word: Buffer): boolean;
}

/** All calls after an error of the database do nothing. */
export interface WordStore {
  of(threadId: string): StoredWords | undefined;
  /** Replaces the words of a thread. Does nothing if there is no room. */
  put(threadId: string, words: ThreadWords): void;
  /** Forgets all other threads. */
  keepOnly(threadIds: ReadonlySet<string>): void;
  isFull(): boolean;
  close(): void;
}

/** Words of some 2 GB of rollouts. */
const LIMIT_BYTES = 256 * 1024 * 1024;
/** The words of most threads fit into one page. */
const PAGE_BYTES = 65_536;
const FORMAT = 2;

/** The folder is created with the first words. `warn` is told once of what is wrong. */
export function createWordStore(folder: string, warn: (message: string) => void, limit = LIMIT_BYTES): WordStore {
  const file = path.join(folder, 'words.sqlite');
  let db: Database | undefined;
  let isBroken = !hasNodeSqlite();
  let bytes = 0;

  const attempt = <T>(work: (open: Database) => T): T | undefined => {
    if (isBroken) return undefined;
    try {
      if (!db) {
        db = openDatabase(folder, file);
        bytes = db.bytes();
      }
      return work(db);
    } catch (error) {
      isBroken = true;
      warn(`The words of transcripts cannot be kept: ${String(error)}`);
      db?.close();
      db = undefined;
      removeWords(folder);
      return undefined;
    }
  };
  const store: WordStore = {
    of: threadId => {
      const found = db || exists(file) ? attempt(open => open.get(threadId)) : undefined;
      return (
        found && {
          files: found.files,
          includes: word =>
            mayInclude(found.grams, word) && attempt(open => open.said(threadId).includes(word)) !== false,
        }
      );
    },
    put: (threadId, { files, said }) => {
      attempt(open => {
        const before = open.get(threadId)?.bytes ?? 0;
        if (bytes - before + said.length > limit) return;
        open.put(threadId, { files, grams: gramsOf(said), bytes: said.length }, said);
        bytes += said.length - before;
      });
    },
    keepOnly: threadIds => {
      attempt(open => {
        for (const id of open.ids()) if (!threadIds.has(id)) open.remove(id);
        bytes = open.bytes();
      });
    },
    // Some room is left for threads that go on.
    isFull: () => isBroken || bytes > limit * 0.95,
    close: () => {
      db?.close();
      db = undefined;
      isBroken = true;
    },
  };
  return store;
}

function removeWords(folder: string): void {
  if (exists(folder)) deleteOwn(folder);
}

/** What is kept of a thread beside its words. */
interface Kept {
  files: ReadFile[];
  grams: Uint8Array;
  /** Of its words. */
  bytes: number;
}

interface Database {
  get(threadId: string): Kept | undefined;
  /** Empty if there are none. */
  said(threadId: string): Buffer;
  put(threadId: string, kept: Kept, said: Uint8Array): void;
  remove(threadId: string): void;
  ids(): string[];
  bytes(): number;
  close(): void;
}

function openDatabase(folder: string, file: string): Database {
  createOwnFolder(folder);
  const db = new (nodeSqlite().DatabaseSync)(file);
  try {
    // It can be made again, so nothing waits for the disk.
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      PRAGMA busy_timeout = 2000; PRAGMA cache_size = -4096; PRAGMA mmap_size = 1073741824`);
    if (db.prepare('PRAGMA user_version').get()?.user_version !== FORMAT)
      db.exec(`DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS threads;
        CREATE TABLE threads (thread TEXT PRIMARY KEY, files TEXT NOT NULL, bytes INTEGER NOT NULL,
          grams BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE words (thread TEXT PRIMARY KEY, said BLOB NOT NULL); PRAGMA user_version = ${FORMAT}`);
    return accessTo(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function accessTo(db: sqlite.DatabaseSync): Database {
  const [get, said, ids, sum] = [
    db.prepare('SELECT files, grams, bytes FROM threads WHERE thread = ?'),
    db.prepare('SELECT said FROM words WHERE thread = ?'),
    db.prepare('SELECT thread FROM threads'),
    db.prepare('SELECT sum(bytes) AS bytes FROM threads'),
  ];
  const [putThread, putWords, removeThread, removeWordsOf] = [
    db.prepare('INSERT OR REPLACE INTO threads VALUES (?, ?, ?, ?)'),
    db.prepare('INSERT OR REPLACE INTO words VALUES (?, ?)'),
    db.prepare('DELETE FROM threads WHERE thread = ?'),
    db.prepare('DELETE FROM words WHERE thread = ?'),
  ];
  const atOnce = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    get: threadId => {
      const row = get.get(threadId);
      return (
        row && {
          files: JSON.parse(String(row.files)) as ReadFile[],
          grams: row.grams as Uint8Array,
          bytes: Number(row.bytes),
        }
      );
    },
    said: threadId => {
      const bytes = said.get(threadId)?.said as Uint8Array | undefined;
      return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.alloc(0);
    },
    put: (threadId, { files, bytes, grams }, text) =>
      atOnce(() => {
        putThread.run(threadId, JSON.stringify(files), bytes, grams);
        putWords.run(threadId, text);
      }),
    remove: threadId =>
      atOnce(() => {
        removeThread.run(threadId);
        removeWordsOf.run(threadId);
      }),
    ids: () => ids.all().map(({ thread }) => String(thread)),
    bytes: () => Number(sum.get()?.bytes ?? 0),
    close: () => db.close(),
  };
}

/** The words of one home, if the user wants them to be kept; otherwise those that are there are deleted. */
export function wordsOfHome(
  home: string,
  words: KeptWords | null,
  warn: (message: string) => void,
): WordStore | undefined {
  if (!words) return undefined;
  if (words.isWanted)
    return createWordStore(path.join(words.folder, createHash('sha256').update(home).digest('hex').slice(0, 16)), warn);
  try {
    removeWords(words.folder);
  } catch (error) {
    warn(`The words of transcripts cannot be deleted: ${String(error)}`);
  }
  return undefined;
}
