// The first 100 bytes of a SQLite database (file format, section "The Database Header").
import { FailureError } from '../../failure';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

/** The page size in a database header, unchecked; 65536 is stored as 1. */
export function pageSizeOf(header: Uint8Array): number {
  const size = ((header[16] ?? 0) << 8) | (header[17] ?? 0);
  return size === 1 ? 65536 : size;
}

/**
 * The part of the header that every commit in rollback mode changes: the change counter, and the version it is valid
 * for.
 */
export function changeMark(header: Uint8Array): string {
  const [counter, version] = [header.subarray(24, 28), header.subarray(92, 96)];
  return Buffer.concat([counter, version]).toString('hex');
}

/** Whether SQLite allows this page size. */
export function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

/**
 * How many pages a database of so many bytes has. `head` are its first bytes, at least 100 if it has as many. Checks
 * what SQLite checks when it opens a database. `path` is only for failures. Throws FailureError.
 */
export function pagesOf(path: string, head: Uint8Array, bytes: number): number {
  const pageSize = pageSizeOf(head);
  const wrong = problem(head, pageSize);
  if (wrong !== undefined) throw new FailureError({ code: 'notADatabase', path, cause: wrong });
  const pages = claimedPages(head) ?? Math.ceil(bytes / pageSize);
  if (pages * pageSize > bytes) throw cutShort(path, `it holds ${bytes} bytes of ${pages} pages of ${pageSize} bytes`);
  return pages;
}

/** Marks a database as one in rollback mode: in WAL mode, a reader in memory would look for a WAL. */
export function markAsPlain(head: Uint8Array): void {
  head.fill(1, 18, 20);
}

/** The error for a database that lacks pages; `cause` says which. */
export function cutShort(path: string, cause: string): FailureError {
  return new FailureError({ code: 'stateDbCutShort', path, cause });
}

function problem(image: Uint8Array, pageSize: number): string | undefined {
  if (image.length === 0) return 'it is empty';
  if (MAGIC.compare(image, 0, Math.min(MAGIC.length, image.length), 0, Math.min(MAGIC.length, image.length)) !== 0)
    return 'it does not begin with "SQLite format 3"';
  if (image.length < 100) return `it has ${image.length} bytes, less than a header`;
  if (!isPageSize(pageSize)) return `its header gives a page size of ${pageSize}`;
  if ((image[19] ?? 0) > 2) return `its header asks for version ${image[19]} of the file format`;
  if (pageSize - (image[20] ?? 0) < 480 || image[21] !== 64 || image[22] !== 32 || image[23] !== 32)
    return 'its header is damaged';
  return undefined;
}

/**
 * SQLite's rule: the size in the header is valid only if the last writer knew that field. Older versions do not update
 * it.
 */
function claimedPages(head: Uint8Array): number | undefined {
  const header = new DataView(head.buffer, head.byteOffset, 100);
  const claimed = header.getUint32(28);
  return claimed > 0 && header.getUint32(24) === header.getUint32(92) ? claimed : undefined;
}
