// The rollback journal (SQLite file format, section "The Rollback Journal"): the original pages of a transaction that
// is writing to the main file, or was killed while it did. Putting them back restores the last commit. Works on bytes
// only and trusts none of them: stops reading a journal where SQLite's own rollback would.
import { isPageSize, pageSizeOf } from './databaseHeader';
import { readAt, type OpenFile } from '../../files/fileReads';
import { exists } from '../../files/look';

const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const HEADER_BYTES = 28;
/** SQLite's limits for the sector size; a header fills one sector. */
const MIN_SECTOR = 32;
const MAX_SECTOR = 65536;
const MAX_PATH = 512;
/**
 * The first header is valid if the journal has this many bytes, whatever sector size the header gives: SQLite reads the
 * sector size from it.
 */
const FIRST_HEADER_BYTES = 512;

/** The fields of the first header that apply to the whole journal. */
interface JournalHeader {
  /** The size of the database before the transaction. */
  readonly pages: number;
  readonly sectorSize: number;
  /** 0 if SQLite before 3.5.8 wrote it: then it is that of the database. */
  readonly pageSize: number;
}

/**
 * Identifies the transaction whose original pages the journal holds. Undefined if there are none to put back: the
 * journal of a finished transaction (truncated, or with a zeroed header), of one that has not yet written to the main
 * file, or of a committed one over several databases, whose commit deletes the super-journal that the journal names.
 */
export function hotTransaction(journal: OpenFile): string | undefined {
  const bytes = readAt(journal, 0, HEADER_BYTES);
  const header = parseHeader(bytes);
  if (!header || journal.stat.size < FIRST_HEADER_BYTES) return undefined;
  const superJournal = superJournalOf(journal);
  if (superJournal && !exists(superJournal)) return undefined;
  // Begins with the nonce of the checksums, which is random for each transaction.
  return Buffer.from(bytes.subarray(12)).toString('hex');
}

/**
 * Puts the original pages in `journal`, a complete file, back into `base`, in place, and restores the size before the
 * transaction. Undefined if that was larger than `base` and a page is in neither.
 */
export function rollBack(
  base: Uint8Array<ArrayBuffer>,
  journal: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
  const first = parseHeader(journal);
  // SQLite deletes the journal of an empty database unread: it was left by an earlier database of that name.
  if (!first || base.length === 0) return base;
  const pageSize = first.pageSize || pageSizeOf(base);
  if (!isPageSize(pageSize)) return base;
  const basePages = Math.floor(base.length / pageSize);
  const missing = first.pages - basePages;
  if (missing > journal.length / pageSize) return undefined;
  const found = new Uint8Array(Math.max(0, missing));
  const image = missing > 0 ? new Uint8Array(first.pages * pageSize) : base.subarray(0, first.pages * pageSize);
  if (missing > 0) image.set(base);
  for (const record of records(journal, first, pageSize)) {
    if (record.page > basePages) found[record.page - basePages - 1] = 1;
    image.set(record.content, (record.page - 1) * pageSize);
  }
  return found.includes(0) ? undefined : image;
}

/**
 * The records of all headers, in order, up to the first damaged one. Leaves out pages beyond the original size.
 */
function* records(
  journal: Uint8Array<ArrayBuffer>,
  first: JournalHeader,
  pageSize: number,
): Generator<{ page: number; content: Uint8Array }> {
  const view = new DataView(journal.buffer, journal.byteOffset, journal.length);
  const size = 4 + pageSize + 4;
  const lockPage = 2 ** 30 / pageSize + 1;
  for (let at = 0; at + first.sectorSize <= journal.length; at = Math.ceil(at / first.sectorSize) * first.sectorSize) {
    if (!startsWithMagic(journal.subarray(at))) return;
    const announced = view.getUint32(at + 8);
    const nonce = view.getUint32(at + 12);
    // With synchronous writes off, SQLite does not store the count.
    const count = announced === 0xffffffff ? Math.floor((journal.length - first.sectorSize) / size) : announced;
    at += first.sectorSize;
    for (let i = 0; i < count; i++, at += size) {
      if (at + size > journal.length) return;
      const page = view.getUint32(at);
      if (page === 0 || page === lockPage) return;
      if (page > first.pages) continue;
      const content = journal.subarray(at + 4, at + 4 + pageSize);
      if (view.getUint32(at + 4 + pageSize) !== checksum(content, nonce)) return;
      yield { page, content };
    }
  }
}

/** SQLite samples every 200th byte, from the end. */
function checksum(content: Uint8Array, nonce: number): number {
  let sum = nonce;
  for (let i = content.length - 200; i > 0; i -= 200) sum += content[i] ?? 0;
  return sum >>> 0;
}

function parseHeader(bytes: Uint8Array): JournalHeader | undefined {
  if (bytes.length < HEADER_BYTES || !startsWithMagic(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const sectorSize = view.getUint32(20);
  const pageSize = view.getUint32(24);
  if (sectorSize < MIN_SECTOR || sectorSize > MAX_SECTOR || (sectorSize & (sectorSize - 1)) !== 0) return undefined;
  if (pageSize !== 0 && !isPageSize(pageSize)) return undefined;
  return { pages: view.getUint32(16), sectorSize, pageSize };
}

function startsWithMagic(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/**
 * The path at the journal's end, before its length, a checksum and the magic; undefined if it is absent or damaged.
 */
function superJournalOf(journal: OpenFile): Buffer | undefined {
  const end = Number(journal.stat.size) - 16;
  if (end < 0) return undefined;
  const tail = Buffer.from(readAt(journal, end, 16));
  if (tail.length < 16 || !MAGIC.equals(tail.subarray(8))) return undefined;
  const length = tail.readUInt32BE(0);
  if (length === 0 || length > MAX_PATH || length > end) return undefined;
  const name = Buffer.from(readAt(journal, end - length, length));
  let sum = 0;
  for (const byte of new Int8Array(name)) sum += byte;
  return sum >>> 0 === tail.readUInt32BE(4) ? name : undefined;
}
