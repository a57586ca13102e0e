// The newest commit of the state DB, opened once and kept until there is a newer one. If the log has only grown, the
// image is updated from it (follow.ts); otherwise the files are read again.
import { realPath } from '../files/fileReads';
import { createKeptFiles } from '../files/keptFiles';
import { follow } from './incremental/follow';
import { openStateDb, type OpenStateDb } from './open';
import { holdCommit, type HeldCommit } from './image/heldCommit';
import { readSnapshot } from './image/snapshot';
import { VALUE_BYTES, type MoreOfStateDb, type NeededTables, type StateDb } from './stateDb';
import { createTableRows } from './incremental/tableRows';
import type { Slabs } from './btree/pageStore';
import type { SchemaRow } from './btree/schemaRecord';
import type { Needs } from './btree/treePages';
import type { PlacedImage } from './image/placedImage';
import { readTail } from './image/walTail';

export interface StateDbReader {
  /**
   * Calls `use` with the state DB as of a commit that is not older than this call, and with its version: equal
   * versions of one path mean equal contents. `use` must not keep the object. Throws FailureError if the file cannot
   * be read. What is asked for as `more` is read when that is first done, and then kept.
   */
  read<T>(path: string, use: (db: StateDb, version: string) => T, more?: MoreOfStateDb): Promise<T>;
  /** Does the same with the commit that was read last, if any: looks at no file, so there may be a newer one. */
  readKnown<T>(path: string, use: (db: StateDb, version: string) => T): Promise<T>;
  close(): void;
}

interface Opened {
  readonly db: OpenStateDb;
  readonly image: PlacedImage;
  /** By which the files tell whether this is still the last commit. */
  readonly version: string;
  /** The version that callers get: the first one of these contents. The files may soon give them another. */
  readonly name: string;
  /** Says whether this is still the last commit; undefined if only reading the files can tell. */
  readonly held: HeldCommit | undefined;
}

/** Reads databases that have the `needed` tables. */
export function createStateDbReader(needed: NeededTables): StateDbReader {
  let has: MoreOfStateDb = {};
  const needs: Needs = {
    isNeeded: row => isNeeded(needed, row, has.indexes === true),
    get valueBytes() {
      return has.wholeValues ? Infinity : VALUE_BYTES;
    },
  };
  const rows = createTableRows();
  const files = createKeptFiles();
  let current: Opened | undefined;
  /** Of an image that is not used any more. */
  let slabs: Slabs | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const close = (): Opened | undefined => {
    const closed = current;
    current = undefined;
    closed?.held?.close();
    slabs = closed?.image.store.slabs ?? slabs;
    closed?.db.close();
    return closed;
  };
  const open = async (path: string, image: PlacedImage, version: string, name = version): Promise<Opened> =>
    (current = {
      db: await openStateDb(path, image, needed, rows),
      image,
      version,
      name,
      // Where a link leads is looked up at every read.
      held: realPath(path) === path ? holdCommit(path, version) : undefined,
    });

  /** What is open, brought up to the newest commit; undefined if the files have to be read again. */
  const followed = async (path: string): Promise<Opened | undefined> => {
    const tail = current?.db.path === path ? readTail(path, current.version, files.withFile) : undefined;
    if (tail === undefined || tail === 'unchanged') return tail && current;
    const known = close();
    const next = known && follow(path, known.image, needs, tail);
    if (!next) return undefined;
    rows.changed(next.changed);
    return open(path, next.image, tail.version);
  };

  const newest = async (path: string): Promise<Opened> => {
    if (current?.db.path === path && current.held?.isLast() === true) return current;
    const known = await followed(path);
    if (known) return known;
    // Reuses the memory of the old image: two images would take twice the size of the database.
    const { version, name } = current?.db.path === path ? current : {};
    const snapshot = readSnapshot(path, {
      withMain: files.withFile,
      needs,
      known: version,
      spare: () => {
        close();
        return slabs;
      },
    });
    if (!snapshot && current) return current;
    if (!snapshot) throw new Error(`no snapshot of ${path}`);
    close();
    if (snapshot.isKnown) return open(path, snapshot.image, snapshot.version, name);
    rows.clear();
    return open(path, snapshot.image, snapshot.version);
  };

  /** Uses what `find` opens, after all that was asked for before. */
  const inTurn = <T>(find: () => Promise<Opened>, use: (db: StateDb, version: string) => T): Promise<T> => {
    const answer = queue.then(find).then(({ db, name }) => use(db, name));
    queue = answer.catch(() => undefined);
    return answer;
  };
  const newestWith = async (path: string, more: MoreOfStateDb): Promise<Opened> => {
    if ((more.indexes && !has.indexes) || (more.wholeValues && !has.wholeValues)) {
      close();
      has = { ...has, ...more };
    }
    try {
      return await newest(path);
    } catch (error) {
      // A damaged index costs only those who ask for indexes.
      has = {};
      throw error;
    }
  };

  return {
    read: (path, use, more = {}) => inTurn(() => newestWith(path, more), use),
    readKnown: (path, use) =>
      inTurn(async () => (current?.db.path === path ? current : await newestWith(path, {})), use),
    close: () => {
      close();
      rows.clear();
      files.close();
    },
  };
}

/** The tables, those indexes by which rows are found, and what SQLite itself reads when it opens a database. */
function isNeeded(needed: NeededTables, { type, name, table }: SchemaRow, indexes: boolean): boolean {
  if (type === 'table') return Object.hasOwn(needed, name) || name.startsWith('sqlite_');
  // SQLite knows the indexes of primary keys by their names, whatever else a damaged schema says of them.
  if (Object.keys(needed).some(of => name.startsWith(`sqlite_autoindex_${of}_`))) return true;
  return indexes && type === 'index' && Object.hasOwn(needed, table);
}
