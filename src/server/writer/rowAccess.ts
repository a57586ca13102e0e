// Writes rows of `threads`: only `archived`, `archived_at`, `rollout_path` and the update time, and only of existing
// rows. Never touches another table.
import type * as sqlite from 'node:sqlite';
import { FailureError } from '../failure';
import { columnOf, valueOf, type Columns, type ThreadColumn } from '../home/threadsTable';
import { sqliteCode } from '../sqlite/nodeSqlite';
import type { Access } from './transactions';
import type { ReadRow, SentRow } from './writerMethods';

/** The rows of `threads`, within a transaction. */
export interface RowAccess {
  /** Those of these threads' rows that exist, by id. */
  read(threadIds: readonly string[]): Map<string, ReadRow>;
  /**
   * Writes what differs. Throws `rowRefused` if SQLite refuses this row because of a trigger or a constraint: the
   * transaction continues without it.
   */
  write(row: SentRow): void;
}

/** The rows of an open database. Throws `tableMissing`. */
export function accessThreads(dbPath: string, db: sqlite.DatabaseSync): Access<RowAccess> {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'threads'").get() === undefined)
    throw new FailureError({ code: 'tableMissing', path: dbPath, table: 'threads' });
  const columns = new Set(
    db
      .prepare('PRAGMA table_info(threads)')
      .all()
      .map(column => String(column.name)),
  );
  const rolloutPath = columnOf('rollout_path');
  // Node 22 cuts texts at a NUL, and the rest of such a path may be the path of a file.
  const bytes = `CAST(${rolloutPath} AS BLOB)`;
  const select = db.prepare(`SELECT id,
    CASE WHEN instr(${bytes}, x'00') > 0 THEN ${bytes} ELSE coalesce(CAST(${rolloutPath} AS TEXT), '') END AS path,
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
        // Some errors (disk full, I/O) end the whole transaction: they must not pass as those of one row.
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
  const rows: RowAccess = {
    // One statement for many rows takes a third of the time of many statements.
    read: threadIds =>
      new Map(
        select.all(JSON.stringify(threadIds)).map(row => [
          String(row.id),
          {
            rolloutPath: row.path instanceof Uint8Array ? Buffer.from(row.path).toString() : String(row.path),
            archived: row.archived === 1,
            archivedAt: numberOrNull(row.archivedAt),
            updatedAt: numberOrNull(row.updatedAt),
            updatedAtMs: numberOrNull(row.updatedAtMs),
            isLegacy: row.legacy === 1,
          },
        ]),
      ),
    write: ({ threadId, archived, archivedAt, rolloutPath, times: timesAfter }) => {
      const values = [archived ? 1 : 0, archivedAt, rolloutPath];
      // Does not name update times that stay: Codex's triggers react to the named columns.
      if (timesAfter === null) writeLocation(...values, threadId);
      else {
        const { updatedAt: updated_at, updatedAtMs: updated_at_ms, isOther } = timesAfter;
        writeLocationAndTimes(...values, ...times.map(time => ({ updated_at, updated_at_ms })[time]), threadId);
        // Codex's trigger fills in missing milliseconds (from 0.122 on).
        if (isOther && updated_at_ms === null) filled++;
      }
      written++;
    },
  };
  return { rows, changes: () => [written, written + filled] };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Agrees with the tree: anything but text counts as `legacy`, as does a schema without the column. */
function isLegacy(columns: Columns): string {
  const column = columnOf('history_mode');
  return columns.has('history_mode') ? `typeof(${column}) <> 'text' OR ${column} = 'legacy'` : '1';
}

function rowRefused(cause: string): FailureError {
  return new FailureError({ code: 'rowRefused', cause });
}
