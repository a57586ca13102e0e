// The generated homes have the rollback journal of the samples; a Codex that runs has its state DB in WAL mode.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export function useWal(home: string): void {
  const db = new DatabaseSync(path.join(home, 'state_5.sqlite'));
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
}
