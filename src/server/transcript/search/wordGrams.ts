// Which runs of three bytes a text may have, in a tenth of its size: a word of which one is missing is not in the text,
// so that nobody has to read it.

/** The bits for a text, of which one is set for each run: several runs share a bit. */
const SMALLEST_BITS = 10;
const MOST_BITS = 20;
const RUN = 3;

/** The runs of a text. */
export function gramsOf(text: Uint8Array): Uint8Array {
  const bits = Math.min(MOST_BITS, Math.max(SMALLEST_BITS, Math.ceil(Math.log2(text.length + 1)) - 1));
  const grams = new Uint8Array(1 << (bits - 3));
  const shift = 32 - bits;
  let run = ((text[0] ?? 0) << 8) | (text[1] ?? 0);
  for (let at = RUN - 1; at < text.length; at++) {
    run = ((run << 8) | (text[at] ?? 0)) & 0xffffff;
    const bit = bitOf(run, shift);
    grams[bit >> 3] = (grams[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return grams;
}

/** Whether a text with these runs may include a word. A shorter word than a run may be in any text. */
export function mayInclude(grams: Uint8Array, word: Uint8Array): boolean {
  const shift = 32 - Math.log2(grams.length * 8);
  for (let at = RUN; at <= word.length; at++) {
    const run = ((word[at - 3] ?? 0) << 16) | ((word[at - 2] ?? 0) << 8) | (word[at - 1] ?? 0);
    const bit = bitOf(run, shift);
    if (((grams[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** Multiplies by a number without a pattern, and takes the upper bits. */
function bitOf(run: number, shift: number): number {
  return Math.imul(run, 0x9e3779b1) >>> shift;
}
