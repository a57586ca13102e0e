// `node:sqlite`: the SQLite of VS Code 1.103 and later (Node 22.13), for whatever is written or locked.
import type * as sqlite from 'node:sqlite';
import { t } from '@vscode/l10n';
import { UserError } from '../userError';

/** SQLite result codes (sqlite3.h). */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

/** Throws UserError when it is missing. */
export function nodeSqlite(): typeof sqlite {
  const module = process.getBuiltinModule('node:sqlite') as typeof sqlite | undefined;
  if (!module)
    throw new UserError(
      t('Archiving needs VS Code 1.103 or newer (node:sqlite is missing here). The tree works without it.'),
    );
  return module;
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
