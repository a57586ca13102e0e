// Ways to damage good bytes.
import type { Random } from '../fixtures/random';

/** Numbers that make readers stumble. */
const numbers = [
  0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** A copy that is cut, or has other bits, bytes or numbers; half of the damage is in the first `head` bytes. */
export function damaged(bytes: Uint8Array, random: Random, head = 120): Buffer {
  if (bytes.length === 0) return Buffer.from([random.int(256)]);
  if (random.chance(0.15)) return Buffer.from(bytes.subarray(0, random.int(bytes.length)));
  const copy = Buffer.from(bytes);
  for (let n = 1 + random.int(4); n > 0; n--) {
    const at = random.int(random.chance(0.5) ? Math.min(head, copy.length) : copy.length);
    switch (random.int(4)) {
      case 0:
        copy.writeUInt8((copy[at] ?? 0) ^ (1 << random.int(8)), at);
        break;
      case 1:
        copy.writeUInt8(random.int(256), at);
        break;
      case 2:
        if (at + 4 <= copy.length) copy.writeUInt32BE(random.pick(numbers), at);
        break;
      default:
        if (at + 2 <= copy.length) copy.writeUInt16BE(random.pick(numbers) & 0xffff, at);
    }
  }
  return copy;
}

/** A copy with a piece inserted again, removed, or repeated many times. */
export function spliced(bytes: Uint8Array, random: Random): Buffer {
  const [from, at] = [random.int(bytes.length + 1), random.int(bytes.length + 1)];
  const piece = bytes.subarray(from, from + random.int(random.chance(0.5) ? 8 : 400));
  const rest = random.chance(0.5) ? bytes.subarray(at) : bytes.subarray(at + piece.length);
  return Buffer.concat([
    bytes.subarray(0, at),
    ...Array<Uint8Array>(random.chance(0.1) ? random.int(1000) : random.int(3)).fill(piece),
    rest,
  ]);
}

/** Texts that have a meaning for some reader. */
export const pieces: readonly string[] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r',
  '\u0000',
  '\u2028',
  '\ufeff',
  '\u202e',
  '\u001b[31m',
  '\\u0000',
  '\\ud83d',
  '\\n',
  'null',
  'true',
  '-1',
  '1e999',
  '9999999999999999999999',
  '{}',
  '[]',
  '""',
  '"id":',
  '"payload":',
  '__proto__',
  'constructor',
  '../',
  '/',
  '\\\\',
  '%00',
  '=',
  '#',
  "'",
  '"""',
  "'''",
  '[[',
  ']]',
  '.',
];

/** Text, damaged as bytes or by inserting such texts. */
export function damagedText(text: string, random: Random): Buffer {
  const bytes = Buffer.from(text);
  if (random.chance(0.4)) return damaged(bytes, random, 400);
  if (random.chance(0.4)) return spliced(bytes, random);
  let result = text;
  for (let n = 1 + random.int(3); n > 0; n--) {
    const at = random.int(result.length + 1);
    const piece = random.pick(pieces);
    result =
      result.slice(0, at) +
      (random.chance(0.02) ? piece.repeat(random.int(20_000)) : piece) +
      result.slice(at + random.int(3));
  }
  return Buffer.from(result);
}
