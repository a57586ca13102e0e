// What models, commands and files said, as text that hides nothing: whatever would move the cursor, run backwards or
// take no room is shown by a symbol or its number.

/** Control characters of ASCII have pictures of their own in Unicode; a tab stays. */
const control = /[\0-\x08\x0b-\x1f\x7f]/g;
// C1 controls, format characters (bidi, zero-width), line and paragraph separators, other ignorable ones. The
// zero-width joiner and the variation selectors hold emoji together.
const hidden = /(?![\u200d\ufe00-\ufe0f])[\u0080-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const usual = /^[\t -~]*$/;

/** Splits a text into lines of visible text, without empty ones at the end. An empty text has none. */
export function visibleLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // Not by a pattern at the end of the text: it would try each of a million line breaks, up to the next word.
  while (lines.at(-1) === '') lines.pop();
  return lines.map(visibleLine);
}

function visibleLine(line: string): string {
  if (usual.test(line)) return line;
  return line
    .toWellFormed()
    .replace(control, character =>
      character === '\x7f' ? '␡' : String.fromCodePoint(0x2400 + character.charCodeAt(0)),
    )
    .replace(hidden, character => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** A text in one visible line of at most `limit` characters. */
export function visibleTitle(text: string, limit = 200): string {
  const line = visibleLine(
    text
      .slice(0, limit * 4)
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const characters = [...line];
  return characters.length <= limit && text.length <= limit * 4 ? line : `${characters.slice(0, limit - 1).join('')}…`;
}
