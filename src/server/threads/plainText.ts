// Titles, names and paths come from model output. What reaches a row or a message is one line of plain text.

/** Longest text of a row, in characters. */
export const ROW_TEXT_LIMIT = 200;

const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const lineBreak = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
// Control, format (bidi overrides and isolates, zero-width, soft hyphen, tags), surrogate halves.
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
/** The zero-width joiner holds emoji together, as variation selectors do (which are no format characters). */
const keep = '\u200d';
/** At the beginning they join nothing: without this a text could be all of them and look empty. */
const joinsNothing = /^[\s\u200d\ufe00-\ufe0f]+/;

/** Most texts are like this already: printable ASCII, single blanks. */
const usual = /^[!-~]+(?: [!-~]+)*$/;

/**
 * One line of text that is safe to show: ANSI sequences, control, bidi and zero-width characters and lone surrogates removed,
 * runs of white space folded to one blank, cut to `limit` characters (code points) with an ellipsis.
 */
export function plainText(text: string, limit: number = ROW_TEXT_LIMIT): string {
  if (text.length <= limit && usual.test(text)) return text;
  // Cut first, generously: the rest of a text of a million characters is not worth a pass.
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = head
    .replace(ansiSequence, '')
    .replace(lineBreak, ' ')
    .replace(unshowable, character => character === keep ? character : '')
    // After what is not shown is gone: it may have stood between two blanks.
    .replace(/\s+/g, ' ')
    .replace(joinsNothing, '')
    .trimEnd();
  if (line.length <= limit) return line;
  const characters = [...line];
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('').trimEnd()}…`;
}
