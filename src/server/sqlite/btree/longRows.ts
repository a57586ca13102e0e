// Rows that continue in other pages (SQLite file format, section "Record Format"): a value may have megabytes of which
// nobody asks for more than the beginning. The pages with nothing but the rest of such values can be left out.
import { valueLength } from './schemaRecord';
import type { LeafCell } from './treePage';
import { readVarint } from './varint';

/** Parts of a row, counted from 0: from `first` on, before `end`. */
export interface Parts {
  readonly first: number;
  readonly end: number;
}

/**
 * The parts of a row, in order, that hold nothing but bytes of values after their first `valueBytes` bytes. A part is
 * what one page of the row's chain holds: `partBytes` bytes, the last one fewer. None if the lengths of the values are
 * not all in the leaf.
 */
export function partsLeftOut(cell: LeafCell, partBytes: number, valueBytes: number): Parts[] {
  const { bytes, at, local, length } = cell;
  const header = readVarint(bytes, at, at + local);
  if (length - local < valueBytes || header.value > local) return [];
  const count = Math.ceil((length - local) / partBytes);
  const parts: Parts[] = [];
  let value = header.value;
  for (let next = header.at; next < at + header.value && value < length;) {
    const type = readVarint(bytes, next, at + header.value);
    next = type.at;
    const end = Math.min(length, value + valueLength(type.value));
    const first = Math.max(0, Math.ceil((value + valueBytes - local) / partBytes));
    const last = end === length ? count : Math.floor((end - local) / partBytes);
    if (first < last) parts.push({ first, end: last });
    value = end;
  }
  return parts;
}
