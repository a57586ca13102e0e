// The form in which words are kept and compared when case does not matter.

/** A sigma at the end of a word has a lower case of its own. */
export function foldWords(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
