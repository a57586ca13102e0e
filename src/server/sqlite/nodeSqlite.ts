// `node:sqlite`: the SQLite of VS Code 1.103 and later (Node 22.13), for everything that is written or locked.
import type * as sqlite from 'node:sqlite';
import { FailureError } from '../failure';

/** SQLite result codes (sqlite3.h). */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

/** Throws `nodeSqliteMissing`. */
export function nodeSqlite(): typeof sqlite {
  const module = process.getBuiltinModule('node:sqlite') as typeof sqlite | undefined;
  if (!module) throw new FailureError({ code: 'nodeSqliteMissing' });
  return module;
}

/** Whether `node:sqlite` is there. */
export function hasNodeSqlite(): boolean {
  return process.getBuiltinModule('node:sqlite') !== undefined;
}

/** The primary result code of one of its errors, or undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/** Whether another connection has the database locked. */
export function isLocked(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}
