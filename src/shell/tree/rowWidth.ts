// Cuts names so that what stands behind them stays visible. VS Code does not tell an extension how wide its view is,
// and cuts a row at its end: so names get the room of the width that the setting says, at first the side bar's default
// of 300 px. test/host/ui/narrowRows.test.ts measures it in a real window. Widths are in em of the row's font.
import type { Description } from './rowText';

/** What icons and margins of a top-level row take, in pixels; the rest is for name and description. */
const AROUND_PX = 82;
/** The size of the row's font, in pixels. */
const EM_PX = 13;
/** What each level takes away from the room. */
const INDENT = 8 / EM_PX;
/** The size of the description's font, and the gap before it. */
const DESCRIPTION_SIZE = 0.9;
const GAP = 0.5;
/** A name never gets less, even if the description is then cut. */
const NAME_WIDTH = 5;
/** The button on a row that is selected, and the ellipsis before it; with a status, two buttons and a badge. */
const BUTTON = 2.2;
const TWO_BUTTONS = 4.5;
/** What may be cut of a description gets no more. */
const MORE_WIDTH = 6;

/**
 * The start of a name, cut at a word to the room that this description leaves at this depth of a view that is so many
 * pixels wide. `match`: start and end of what a filter has found in the name, which must be seen.
 */
export function shortName(
  name: string,
  depth: number,
  { main, states, more }: Description,
  viewWidth: number,
  match?: readonly [start: number, end: number],
): string {
  const all = widthOf(main) + (more === '' ? 0 : Math.min(widthOf(` · ${more}`), MORE_WIDTH));
  const buttons = main === '' ? TWO_BUTTONS : BUTTON;
  const behind = Math.max(all * DESCRIPTION_SIZE, states === '' ? 0 : widthOf(states) * DESCRIPTION_SIZE + buttons);
  const room = (viewWidth - AROUND_PX) / EM_PX - depth * INDENT - GAP - behind;
  const width = Math.max(room, NAME_WIDTH);
  const start = cutAtWord(name, width);
  return match === undefined || start === name || match[1] < start.length ? start : cutBefore(name, match[0], width);
}

/** Cuts a text to a width so that it begins with the word in which `at` is. */
function cutBefore(text: string, at: number, room: number): string {
  const word = text.slice(0, at).search(/[^\s]*$/);
  const begin = widthOf(text.slice(word, at)) > room / 2 ? at : word;
  return `…${cutAtWord(text.slice(begin), room - ELLIPSIS)}`;
}

/** Cuts a text to a width in em: after the last whole word if that leaves most of the room used. */
export function cutAtWord(text: string, room: number): string {
  let [width, end, word] = [0, 0, 0];
  for (const character of text) {
    width += widthOfCharacter(character);
    if (width > room) {
      break;
    }
    // The ellipsis needs room too.
    if (width <= room - ELLIPSIS) {
      end += character.length;
      word = /[\s)\]}.,:;!?]/.test(character) || widthOfCharacter(character) === WIDE ? end : word;
    }
  }
  if (width <= room) {
    return text;
  }
  const start = widthOf(text.slice(0, word)) > room / 2 ? word : end;
  return `${text.slice(0, start).replace(/[\s.,:;]+$/, '')}…`;
}

const ELLIPSIS = 1;

/** The width of a text in em of its font: that of DejaVu Sans, the widest of the usual ones. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += widthOfCharacter(character);
  }
  return width;
}

/** Remembers the widths of Latin letters: matching the expressions below took most of a row's time. */
function widthOfCharacter(character: string): number {
  const code = character.charCodeAt(0);
  return code < LATIN ? (latinWidths[code] ??= measured(character)) : measured(character);
}

function measured(character: string): number {
  return isWide(character) ? WIDE : (WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? USUAL_WIDTH);
}

/** Where the blocks of Latin letters end in Unicode. */
const LATIN = 0x250;
const latinWidths: number[] = [];

const WIDE = 1;
const USUAL_WIDTH = 0.63;
const WIDTHS: readonly [characters: RegExp, em: number][] = [
  [/[\siIl.,:;'|!j·]/, 0.32],
  [/[frt()[\]"/-]/, 0.4],
  [/[sczJ]/, 0.53],
  [/[mMW@%—…]/, 0.98],
  [/w/, 0.82],
  [/[\p{Lu}&#]/u, 0.7],
];

/** Chinese, Japanese and Korean characters and emoji: a line can end after each of them. */
function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u.test(
    character,
  );
}
