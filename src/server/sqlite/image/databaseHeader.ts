// The first 100 bytes of a SQLite database (file format, section "The Database Header"), and what they say about the
// rest.
import { t } from '@vscode/l10n';
import { UserError } from '../../userError';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/** The page size that a database header gives; 65536 is stored as 1. Not checked. */
export function pageSizeOf(header: Uint8Array): number {
  const size = ((header[16] ?? 0) << 8) | (header[17] ?? 0);
  return size === 1 ? 65536 : size;
}

/**
 * The part of the header that every commit in rollback mode changes: the change counter and the version it is valid
 * for.
 */
export function changeMark(header: Uint8Array): string {
  return `${Buffer.from(header.subarray(24, 28)).toString('hex')}${Buffer.from(header.subarray(92, 96)).toString('hex')}`;
}

/** Whether SQLite knows this page size. */
export function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

/**
 * Cuts `image` to the pages that its header claims and marks it as a rollback-mode database, in place. Checks what
 * SQLite checks when it opens a database. `path` is only named in messages. Throws UserError.
 */
export function asPlainDatabase(path: string, image: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const pageSize = pageSizeOf(image);
  const wrong = problem(image, pageSize);
  if (wrong) throw notADatabase(path, wrong);
  const pages = pagesOf(image, pageSize);
  if (pages * pageSize > image.length)
    throw cutShort(path, t('it holds {0} bytes of {1} pages of {2} bytes', image.length, pages, pageSize));
  // Bytes 18 and 19 are 2 in WAL mode, and then a reader in memory would look for a WAL.
  image.fill(1, 18, 20);
  return image.subarray(0, pages * pageSize);
}

/** The error for a database of which pages are missing; `how` says which. */
export function cutShort(path: string, how: string): UserError {
  return new UserError(
    t(
      '{0} is cut short: {1}. Close Codex and restore the file from a backup, or move it away: Codex makes a new one when it starts, and the rollouts are not affected.',
      path,
      how,
    ),
  );
}

function notADatabase(path: string, wrong: string): UserError {
  return new UserError(
    t(
      '{0} is not a SQLite database ({1}). Close Codex and restore the file from a backup, or move it away: Codex makes a new one when it starts, and the rollouts are not affected.',
      path,
      wrong,
    ),
  );
}

function problem(image: Uint8Array, pageSize: number): string | undefined {
  if (image.length === 0) return t('it is empty');
  if (MAGIC.compare(image, 0, Math.min(MAGIC.length, image.length), 0, Math.min(MAGIC.length, image.length)) !== 0)
    return t('it does not begin with "SQLite format 3"');
  if (image.length < 100) return t('it has {0} bytes, less than a header', image.length);
  if (!isPageSize(pageSize)) return t('its header gives a page size of {0}', pageSize);
  if ((image[19] ?? 0) > 2) return t('its header asks for version {0} of the file format', image[19] ?? 0);
  if (pageSize - (image[20] ?? 0) < 480 || image[21] !== 64 || image[22] !== 32 || image[23] !== 32)
    return t('its header is damaged');
  return undefined;
}

/**
 * SQLite's rule: the size in the header counts only when the last writer knew that field; older ones leave it behind.
 */
function pagesOf(image: Uint8Array, pageSize: number): number {
  const header = new DataView(image.buffer, image.byteOffset, 100);
  const claimed = header.getUint32(28);
  return claimed > 0 && header.getUint32(24) === header.getUint32(92) ? claimed : Math.ceil(image.length / pageSize);
}
