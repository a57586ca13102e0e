// Writes to the rows of `threads`: only `archived`, `archived_at`, `rollout_path` and the update time of existing rows.
// Other tables are never touched.
import type * as sqlite from 'node:sqlite';
import { FailureError } from '../failure';
import { sqliteCode } from '../sqlite/nodeSqlite';
import { createWriter, type Access, type Writer } from '../sqlite/write';
import type { RowChange, RowState } from '../threads/threadChange';
import { columnOf, valueOf, type Columns, type ThreadColumn } from './threadsTable';

/** A thread's row, as far as it is ever written, and what decides how its rollout is looked for. */
export type ReadRow = RowState & { isLegacy: boolean };

/** The rows of `threads`, within a transaction. */
export interface ThreadRows {
  /** The rows of these threads that there are, by id. */
  read(threadIds: readonly string[]): ReadonlyMap<string, ReadRow>;
  /**
   * Writes what differs. Throws `rowRefused` when SQLite refuses this row, by a trigger or a constraint: the
   * transaction goes on without it.
   */
  write(threadId: string, change: RowChange): void;
}

export type RowWriter = Writer<ThreadRows>;

/** Opens nothing yet. */
export function createRowWriter(): RowWriter {
  return createWriter(accessThreads);
}

function accessThreads(dbPath: string, db: sqlite.DatabaseSync): Access<ThreadRows> {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'threads'").get() === undefined)
    throw new FailureError({ code: 'tableMissing', path: dbPath, table: 'threads' });
  const columns = new Set(
    db
      .prepare('PRAGMA table_info(threads)')
      .all()
      .map(column => String(column.name)),
  );
  const select = db.prepare(`SELECT id, coalesce(CAST(${columnOf('rollout_path')} AS TEXT), '') AS path,
    ${valueOf(columns, 'archived')} <> 0 AS archived, ${valueOf(columns, 'archived_at')} AS archivedAt,
    ${valueOf(columns, 'updated_at')} AS updatedAt, ${valueOf(columns, 'updated_at_ms')} AS updatedAtMs,
    ${isLegacy(columns)} AS legacy
    FROM threads WHERE id IN (SELECT value FROM json_each(?))`);
  const update = (written: readonly ThreadColumn[]): ((...values: sqlite.SQLInputValue[]) => void) => {
    const statement = db.prepare(
      `UPDATE threads SET ${written.map(column => `${column} = ?`).join(', ')} WHERE id = ?`,
    );
    return (...values) => {
      try {
        if (Number(statement.run(...values).changes) !== 1) throw rowRefused('the database took no change');
      } catch (error) {
        // Some errors (disk full, I/O) end the whole transaction: those must not pass as one row's.
        throw db.isTransaction && sqliteCode(error) !== undefined ? rowRefused((error as Error).message) : error;
      }
    };
  };
  const location: readonly ThreadColumn[] = ['archived', 'archived_at', 'rollout_path'];
  const times = (['updated_at', 'updated_at_ms'] as const satisfies ThreadColumn[]).filter(time => columns.has(time));
  const writeLocation = update(location);
  const writeLocationAndTimes = update([...location, ...times]);
  let written = 0;
  let filled = 0;
  const rows: ThreadRows = {
    // One statement for many rows: a third of the time of as many statements.
    read: threadIds =>
      new Map(
        select.all(JSON.stringify(threadIds)).map(row => [
          String(row.id),
          {
            rolloutPath: String(row.path),
            archived: row.archived === 1,
            archivedAt: numberOrNull(row.archivedAt),
            updatedAt: numberOrNull(row.updatedAt),
            updatedAtMs: numberOrNull(row.updatedAtMs),
            isLegacy: row.legacy === 1,
          },
        ]),
      ),
    write: (threadId, { before, after }) => {
      const values = [after.archived ? 1 : 0, after.archivedAt, after.rolloutPath];
      const timesAfter = { updated_at: after.updatedAt, updated_at_ms: after.updatedAtMs };
      // An update time that stays is not named: Codex's triggers look at which columns are.
      if (after.updatedAt === before.updatedAt && after.updatedAtMs === before.updatedAtMs)
        writeLocation(...values, threadId);
      else writeLocationAndTimes(...values, ...times.map(time => timesAfter[time]), threadId);
      written++;
      // Codex's trigger fills the milliseconds of a row that has none (0.122 on).
      if (after.updatedAt !== before.updatedAt && after.updatedAtMs === null) filled++;
    },
  };
  return { rows, changes: () => [written, written + filled] };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Whatever the row holds, as the tree reads it: what is no text counts as `legacy`, as before there was the column. */
function isLegacy(columns: Columns): string {
  const column = columnOf('history_mode');
  return columns.has('history_mode') ? `typeof(${column}) <> 'text' OR ${column} = 'legacy'` : '1';
}

function rowRefused(cause: string): FailureError {
  return new FailureError({ code: 'rowRefused', cause });
}
