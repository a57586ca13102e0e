// The newest commit of the state DB, opened once and kept until there is a newer one. If the log has only grown, the
// image is updated from it (follow.ts); otherwise the files are read again.
import { realPath } from '../files/fileReads';
import { follow } from './incremental/follow';
import { openStateDb, type OpenStateDb } from './open';
import { holdCommit, type HeldCommit } from './image/heldCommit';
import { readSnapshot } from './image/snapshot';
import type { NeededTables, StateDb } from './stateDb';
import { createTableRows } from './incremental/tableRows';
import { placePages, type PlacedImage } from './btree/treePages';
import { readTail } from './image/walTail';

export interface StateDbReader {
  /**
   * Calls `use` with the state DB as of a commit that is not older than this call, and with its version: equal versions
   * of one path mean equal contents. `use` must not keep the object. Throws FailureError if the file cannot be read.
   */
  read<T>(path: string, use: (db: StateDb, version: string) => T): Promise<T>;
  close(): void;
}

interface Opened {
  readonly db: OpenStateDb;
  readonly image: PlacedImage;
  readonly version: string;
  /** Says whether this is still the last commit; undefined if only reading the files can tell. */
  readonly held: HeldCommit | undefined;
}

/**
 * Reads databases that have the `needed` tables. `beforeRead` is called before the files are read: it must close every
 * connection of this process to them (see snapshot.ts).
 */
export function createStateDbReader(needed: NeededTables, beforeRead: () => void): StateDbReader {
  const rows = createTableRows();
  let current: Opened | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const close = (): Opened | undefined => {
    const closed = current;
    current = undefined;
    closed?.held?.close();
    closed?.db.close();
    return closed;
  };
  const open = async (path: string, image: PlacedImage, version: string): Promise<Opened> =>
    (current = {
      db: await openStateDb(path, image, needed, rows),
      image,
      version,
      // Where a link leads is looked up at every read.
      held: realPath(path) === path ? holdCommit(path, version) : undefined,
    });

  /** What is open, brought up to the newest commit; undefined if the files have to be read again. */
  const followed = async (path: string): Promise<Opened | undefined> => {
    const tail = current?.db.path === path ? readTail(path, current.version) : undefined;
    if (tail === undefined || tail === 'unchanged') return tail && current;
    const known = close();
    const next = known && follow(path, known.image, tail);
    if (!next) return undefined;
    rows.changed(next.changed);
    return open(path, next.image, tail.version);
  };

  const newest = async (path: string): Promise<Opened> => {
    if (current?.db.path === path && current.held?.isLast() === true) return current;
    beforeRead();
    const known = await followed(path);
    if (known) return known;
    // Reuses the memory of the old image: two images would take twice the size of the database.
    const version = current?.db.path === path ? current.version : undefined;
    const snapshot = readSnapshot(path, version, () => close()?.image.bytes.buffer);
    if (!snapshot && current) return current;
    if (!snapshot) throw new Error(`no snapshot of ${path}`);
    close();
    if (snapshot.version !== version) rows.clear();
    return open(path, placePages(path, snapshot.image), snapshot.version);
  };

  return {
    read: (path, use) => {
      const answer = queue.then(() => newest(path)).then(({ db, version }) => use(db, version));
      queue = answer.catch(() => undefined);
      return answer;
    },
    close: () => {
      close();
      rows.clear();
    },
  };
}
