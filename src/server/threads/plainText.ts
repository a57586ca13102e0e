// Titles, names and paths come from model output. What reaches a row or a message is one line of plain text.

/** Longest text of a row, in characters. */
export const ROW_TEXT_LIMIT = 200;

const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// Control, format (bidi overrides and isolates, zero-width, soft hyphen, tags), surrogate halves, line and paragraph separators.
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Zero-width joiner and variation selectors hold emoji together; alone they are harmless. */
const keep = '\u200d';

/**
 * One line of text that is safe to show: ANSI sequences, control, bidi and zero-width characters and lone surrogates removed,
 * runs of white space folded to one blank, cut to `limit` characters (code points) with an ellipsis.
 */
export function plainText(text: string, limit: number = ROW_TEXT_LIMIT): string {
  // Cut first, generously: the rest of a text of a million characters is not worth a pass.
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = head
    .replace(ansiSequence, '')
    .replace(/\s+/g, ' ')
    .replace(unshowable, character => character === keep ? character : '')
    .trim();
  if (line.length <= limit) return line;
  const characters = [...line];
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('').trimEnd()}…`;
}
