// A row of `sqlite_schema` (SQLite file format, section "Record Format"): type, name, tbl_name, rootpage, sql. SQLite
// reads all these rows before it runs the first statement, so they are checked without SQLite.
import { readVarint } from './varint';

/** The sizes of integers of the serial types 1 to 6. */
const integerBytes = [1, 2, 3, 4, 6, 8];

export interface SchemaRow {
  /** In lower case, and only ASCII: the other characters are not those of a known name. */
  readonly type: string;
  readonly name: string;
  readonly table: string;
  /** The root page of a table or an index; undefined if it has none. */
  readonly root: number | undefined;
}

/** What a record says. Accepts what SQLite accepts, even a root page as text. */
export function schemaRowOf(record: Buffer): SchemaRow {
  const header = readVarint(record, 0, record.length);
  let { at } = header;
  let content = header.value;
  const next = (): { type: number; bytes: Buffer } => {
    if (at >= header.value) return { type: 0, bytes: Buffer.alloc(0) };
    const type = readVarint(record, at, record.length);
    at = type.at;
    const bytes = record.subarray(content, content + valueLength(type.value));
    content += valueLength(type.value);
    return { type: type.value, bytes };
  };
  const [type, name, table, root] = [next(), next(), next(), next()];
  return {
    type: textOf(type.bytes).toLowerCase(),
    name: textOf(name.bytes).toLowerCase(),
    table: textOf(table.bytes).toLowerCase(),
    root: numberOf(root.type, root.bytes),
  };
}

/** In UTF-16 every other byte of an ASCII character is zero. */
function textOf(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '');
}

/** How many bytes a value of a serial type has. */
export function valueLength(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return type === 7 ? 8 : (integerBytes[type - 1] ?? 0);
}

function numberOf(type: number, bytes: Buffer): number | undefined {
  if (type === 9) return 1;
  if (type >= 1 && type <= 6 && bytes.length === valueLength(type))
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const digits = type >= 12 ? textOf(bytes) : '';
  return /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
}
