// The newest commit of the state DB, opened once and kept until there is a newer one.
import type { StateDb } from './stateDb';
import { openStateDb, type OpenStateDb } from './open';
import { readSnapshot } from './snapshot';

export interface StateDbReader {
  /**
   * Calls `use` with the state DB as of a commit that is not older than this call, and with its version: equal versions of one
   * path, equal contents. `use` must not keep the object. Throws UserError when the file cannot be read.
   */
  read<T>(path: string, use: (db: StateDb, version: string) => T): Promise<T>;
  close(): void;
}

/** `beforeRead` is called before a snapshot is read: no connection of this process may be open then (see snapshot.ts). */
export function createStateDbReader(beforeRead: () => void): StateDbReader {
  let current: { db: OpenStateDb; version: string } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const newest = async (path: string): Promise<{ db: OpenStateDb; version: string }> => {
    const known = current?.db.path === path ? current : undefined;
    beforeRead();
    const snapshot = readSnapshot(path, known?.version);
    if (!snapshot && known) return known;
    if (!snapshot) throw new Error(`no snapshot of ${path}`);
    const db = await openStateDb(path, snapshot.image);
    current?.db.close();
    return current = { db, version: snapshot.version };
  };

  return {
    read: (path, use) => {
      const answer = queue.then(() => newest(path)).then(({ db, version }) => use(db, version));
      queue = answer.catch(() => undefined);
      return answer;
    },
    close: () => {
      current?.db.close();
      current = undefined;
    },
  };
}
