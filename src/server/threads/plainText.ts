// Titles, names and paths come from model output. What reaches a row or a message is one line of plain text.

/** Longest text of a row, in characters. */
export const ROW_TEXT_LIMIT = 200;

const ansiSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const lineBreak = /[\t\n\v\f\r\u0085\u2028\u2029]/g;
// Control, format (bidi overrides and isolates, zero-width, soft hyphen, tags), surrogate halves, and whatever else
// Unicode says is to be shown as nothing (fillers, the grapheme joiner).
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
/** The zero-width joiner and the variation selectors hold emoji together. */
const keep = /[\u200d\ufe00-\ufe0f]/;
/** The empty Braille cell is a letter for Unicode, and a blank for the eye. */
const blank = /[\s\u2800]+/g;
/** At the beginning they join nothing: without this a text could be all of them and look empty. */
const joinsNothing = /^[\s\u200d\ufe00-\ufe0f]+/;

/** Most texts are like this already: printable ASCII, single blanks. */
const usual = /^[!-~]+(?: [!-~]+)*$/;

/**
 * One line of text that is safe to show: ANSI sequences, control, bidi and zero-width characters and lone surrogates
 * removed, runs of white space folded to one blank, cut to `limit` characters (code points) with an ellipsis.
 */
export function plainText(text: string, limit: number = ROW_TEXT_LIMIT): string {
  if (text.length <= limit && usual.test(text)) return text;
  // Cut first, generously: the rest of a text of a million characters is not worth a pass.
  const head = text.length > limit * 8 ? text.slice(0, limit * 8) : text;
  const line = head
    .replace(ansiSequence, '')
    .replace(lineBreak, ' ')
    .replace(unshowable, character => (keep.test(character) ? character : ''))
    // After what is not shown is gone: it may have stood between two blanks.
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

/** In messages: room for a path or two. */
const MESSAGE_LIMIT = 4000;

/**
 * A message in one line, with the names and paths in it as they are: only what would break the line or hide in it is a
 * blank. Cut to 4,000 characters.
 */
export function oneLine(message: string): string {
  const line = message.replace(/(?:(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])+/gu, ' ');
  return line.length <= MESSAGE_LIMIT ? line : `${line.slice(0, MESSAGE_LIMIT - 1).toWellFormed()}…`;
}
