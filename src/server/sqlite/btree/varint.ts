// Variable-length integers (SQLite file format, section "Varint"), as SQLite reads lengths: in 32 bits.

/** Reads the integer that begins at `from` and ends before `end`; `at` is the offset after it. */
export function readVarint(bytes: Uint8Array, from: number, end: number): { value: number; at: number } {
  let [value, at] = [0, from];
  for (let more = true; more && at < end && at - from < 9; at++) {
    const byte = bytes[at] as number;
    value = ((value << 7) | (byte & 0x7f)) >>> 0;
    more = byte >= 0x80;
  }
  return { value, at };
}
