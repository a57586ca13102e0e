// A row of `sqlite_schema` (SQLite file format, section "Record Format"): type, name, tbl_name, rootpage, sql. SQLite
// reads all these rows before it runs the first statement, so they are checked without SQLite.
import { readVarint } from './varint';

const ROOT_PAGE_COLUMN = 3;
/** The sizes of integers of the serial types 1 to 6. */
const integerBytes = [1, 2, 3, 4, 6, 8];

/**
 * The root page that the record of a table or an index names, or undefined. Accepts what SQLite accepts, even a number
 * as text.
 */
export function rootPageOf(record: Buffer): number | undefined {
  const header = readVarint(record, 0, record.length);
  let { at } = header;
  let content = header.value;
  for (let column = 0; column <= ROOT_PAGE_COLUMN && at < header.value; column++) {
    const type = readVarint(record, at, record.length);
    at = type.at;
    const bytes = bytesOf(type.value);
    if (column === ROOT_PAGE_COLUMN) return valueOf(type.value, record.subarray(content, content + bytes));
    content += bytes;
  }
  return undefined;
}

function bytesOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return type === 7 ? 8 : (integerBytes[type - 1] ?? 0);
}

function valueOf(type: number, bytes: Buffer): number | undefined {
  if (type === 9) return 1;
  if (type >= 1 && type <= 6 && bytes.length === bytesOf(type)) return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  // In UTF-16 every other byte of a digit is zero.
  const digits = type >= 12 ? bytes.toString('latin1').replaceAll('\0', '') : '';
  return /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}
