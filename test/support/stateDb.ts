// The state DB of a Codex home, read and changed as another program would do it.
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

/** The path of a home's state DB. */
export function stateDbOf(home: string): string {
  return path.join(home, 'state_5.sqlite');
}

/** Opens a home's state DB, which the caller has to close. */
export function openDatabase(home: string, readOnly = false): DatabaseSync {
  // An operation closes the state DB right after its answer.
  return new DatabaseSync(stateDbOf(home), { readOnly, timeout: 5000 });
}

/** Opens a home's state DB for `use` and closes it again. */
export function withDatabase<T>(home: string, use: (database: DatabaseSync) => T, readOnly = false): T {
  const database = openDatabase(home, readOnly);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Runs statements on a home's state DB. */
export function change(home: string, sql: string): void {
  withDatabase(home, database => database.exec(sql));
}

/** Reads the rows of one query, as plain objects. */
export function query(home: string, sql: string, ...parameters: (string | number)[]): Record<string, SQLOutputValue>[] {
  return withDatabase(home, database =>
    database
      .prepare(sql)
      .all(...parameters)
      .map(row => ({ ...row })),
  );
}

/** The path of the rollout that a thread's row names. */
export function rolloutPathOf(home: string, threadId: string): string {
  return String(query(home, 'SELECT rollout_path FROM threads WHERE id = ?', threadId)[0]?.rollout_path);
}

/** Whether a thread's row says that it is archived. */
export function isArchived(home: string, threadId: string): boolean {
  return query(home, 'SELECT archived FROM threads WHERE id = ?', threadId)[0]?.archived === 1;
}

/**
 * Makes the last write to a home's state DB a minute old. The server names a commit by the contents of the file as long
 * as a later write could leave its times as they are, and by the times from then on. `seconds` below 0 make the write
 * certainly young, however slow the machine is.
 */
export function age(home: string, seconds = 60): void {
  const time = Date.now() / 1000 - seconds;
  utimesSync(stateDbOf(home), time, time);
}
