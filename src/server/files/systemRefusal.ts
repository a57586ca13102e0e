// What the operating system refused, as data.
import { constants } from 'node:os';
import type { SystemRefusal } from '../../protocol/failures';

type FileError = NodeJS.ErrnoException & { dest?: string };

/** The system's refusal behind an error of a file operation. Rethrows the error if it is a bug. */
export function refusalOf(error: unknown): SystemRefusal {
  const { path, dest, syscall } = error as FileError;
  const code = codeOf(error as FileError);
  if (code === undefined || (path === undefined && !Object.hasOwn(constants.errno, code))) throw error;
  // A missing file is always the file to move, as missing folders are created.
  const where = code === 'ENOENT' ? path : (dest ?? path);
  return { error: code, path: where ?? null, makingFolder: syscall === 'mkdir' };
}

/** Node has no names for some codes (EDQUOT, ESTALE): it calls them `Unknown system error -122`. */
function codeOf({ code, errno }: FileError): string | undefined {
  if (code === undefined || errno === undefined || Object.hasOwn(constants.errno, code)) return code;
  return Object.entries(constants.errno).find(([, number]) => number === -errno)?.[0] ?? code;
}
