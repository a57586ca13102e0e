// Titles, names and paths are model output. Rows and messages show them as one line of plain text.

/** The longest text of a row, in characters. */
export const ROW_TEXT_LIMIT = 200;

const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const lineBreak = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
// Control and format characters (bidi overrides and isolates, zero-width, soft hyphen, tags), surrogate halves, and
// others that Unicode calls ignorable (fillers, the grapheme joiner).
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** The zero-width joiner and the variation selectors hold emoji together. */
const keep = /[\u200d\ufe00-\ufe0f]/;
/** The empty Braille cell is a symbol in Unicode, but looks blank. */
const blank = /[\s\u2800]+/g;
/** At the start of a text joiners join nothing: a text of nothing but joiners would look empty. */
const joinsNothing = /^[\s\u200d\ufe00-\ufe0f]+/;

/** Most texts: printable ASCII with single blanks. */
const usual = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Makes one line of text that is safe to show: removes ANSI sequences, control, bidi and zero-width characters and lone
 * surrogates, folds white space to single blanks, and cuts it to `limit` characters (code points) with an ellipsis.
 */
export function plainText(text: string, limit: number = ROW_TEXT_LIMIT): string {
  if (text.length <= limit && usual.test(text)) return text;
  // Cuts long texts first, leaving some room: a text may have a million characters.
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = head
    .replace(ansiSequence, '')
    .replace(lineBreak, ' ')
    .replace(unshowable, character => (keep.test(character) ? character : ''))
    // Comes after the removals: a removed character may have been between two blanks.
    .replace(blank, ' ')
    .replace(joinsNothing, '')
    .trimEnd();
  if (line.length <= limit) return line;
  const characters = [...line];
  return characters.length <= limit
    ? line
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** For messages: room for a path or two. */
const MESSAGE_LIMIT = 4000;

/**
 * A message in one line, with its names and paths unchanged: replaces only what would break the line, or hide in it, by
 * a blank. Cut to 4,000 characters.
 */
export function messageLine(message: string): string {
  const line = message.replace(/(?:(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])+/gu, ' ');
  return line.length <= MESSAGE_LIMIT ? line : `${line.slice(0, MESSAGE_LIMIT - 1).toWellFormed()}…`;
}
