// Thread ids are UUIDs. Accepts the spellings that Codex accepts, and refuses others in its words: those of Rust's
// `uuid` crate 1.x, as observed on Codex 0.169. Pure.

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const simple = /^[0-9a-f]{32}$/;
const URN = 'urn:uuid:';
/** Where the five groups of the hyphenated spelling start. */
const groupStarts = [0, 9, 14, 19, 24] as const;

/** Whether a value is a thread id as Codex writes it: lower case, with hyphens. */
export function isThreadId(value: unknown): value is string {
  return typeof value === 'string' && canonical.test(value);
}

/**
 * The canonical form of an id, which may be in upper case, without hyphens, in braces, or preceded by `urn:uuid:`.
 * Throws an Error with the crate's message for anything else.
 */
export function parseThreadId(text: string): string {
  const { body } = unwrap(text);
  const id = body.toLowerCase();
  if (canonical.test(id)) return id;
  if (body === text && simple.test(id)) return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  throw new Error(complaint(text));
}

function unwrap(text: string): { body: string; offset: number } {
  if (text.startsWith('{') && text.endsWith('}') && text.length > 1) return { body: text.slice(1, -1), offset: 1 };
  if (text.startsWith(URN)) return { body: text.slice(URN.length), offset: URN.length };
  return { body: text, offset: 0 };
}

/** The crate's message. It counts in bytes of UTF-8, and numbers the groups from 0. */
function complaint(text: string): string {
  const { body, offset } = unwrap(text);
  const hyphens: number[] = [];
  let at = 0;
  for (const character of body) {
    if (character === '-') hyphens.push(at);
    else if (!/^[0-9a-f]$/i.test(character)) {
      return `invalid character: expected an optional prefix of \`${URN}\` followed by [0-9a-fA-F-], found \`${character}\` at ${at + offset + 1}`;
    }
    at += Buffer.byteLength(character);
  }
  if (hyphens.length === 0 && offset === 0)
    return `invalid length: expected length 32 for simple format, found ${text.length}`;
  if (hyphens.length !== 4) return `invalid group count: expected 5, found ${hyphens.length + 1}`;
  for (const [group, hyphen] of hyphens.entries()) {
    const [start, next] = [groupStarts[group] as number, groupStarts[group + 1] as number];
    if (hyphen !== next - 1)
      return `invalid group length in group ${group}: expected ${next - 1 - start}, found ${hyphen - start}`;
  }
  // The crate counts what surrounds the id (braces, `urn:uuid:`) as part of the last group.
  return `invalid group length in group 4: expected 12, found ${text.length - groupStarts[4]}`;
}
