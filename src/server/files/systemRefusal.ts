// What the operating system refused, as data.
import { constants } from 'node:os';
import path from 'node:path';
import type { SystemRefusal } from '../../protocol/failures';
import { accessTo, exists } from './look';

type FileError = NodeJS.ErrnoException & { dest?: string; triedMs?: number };

const forbidden: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS'];
const changesFolder: readonly unknown[] = ['rename', 'unlink', 'mkdir'];

/**
 * The system's refusal behind an error of a file operation. If a folder does not let this user in, or does not let the
 * user change its entries, names that folder, not the file. Rethrows the error if it is a bug.
 */
export function refusalOf(error: unknown): SystemRefusal {
  const { path: file, dest, syscall, triedMs } = error as FileError;
  const code = codeOf(error as FileError);
  if (code === undefined || (file === undefined && !Object.hasOwn(constants.errno, code))) throw error;
  // A missing file is always the file to move, as missing folders are created.
  const where = code === 'ENOENT' ? file : (dest ?? file);
  const refusal = { error: code, path: refusingFolder(error) ?? where ?? null, makingFolder: syscall === 'mkdir' };
  return triedMs === undefined ? refusal : { ...refusal, triedMs };
}

/** The folder that refuses, behind an error of a file operation; undefined if no folder does. */
export function refusingFolder(error: unknown): string | undefined {
  const { code, path: file, dest, syscall } = error as FileError;
  if (!forbidden.includes(code)) return undefined;
  for (const each of [file, dest]) {
    if (each === undefined) continue;
    const changes = changesFolder.includes(syscall) || (syscall === 'open' && !exists(each));
    const folder = folderThatRefuses(each, changes);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** The topmost folder above a file that does not let this user in, or the file's own folder if that refuses changes. */
function folderThatRefuses(file: string, changes: boolean): string | undefined {
  let folder = path.dirname(file);
  // A folder was to be created in the first one that exists.
  while (accessTo(folder, 'enter') === 'absent') folder = path.dirname(folder);
  if (accessTo(folder, changes ? 'change' : 'enter') !== 'refused') return undefined;
  for (let above = path.dirname(folder); accessTo(above, 'enter') === 'refused'; above = path.dirname(above))
    folder = above;
  return folder;
}

/** Node has no names for some codes (EDQUOT, ESTALE): it calls them `Unknown system error -122`. */
function codeOf({ code, errno }: FileError): string | undefined {
  if (code === undefined || errno === undefined || Object.hasOwn(constants.errno, code)) return code;
  return Object.entries(constants.errno).find(([, number]) => number === -errno)?.[0] ?? code;
}
