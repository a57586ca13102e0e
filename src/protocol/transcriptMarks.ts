// What a part of a transcript is: the types of its semantic tokens, to which package.json gives colours of the theme.

export const markKinds = [
  'turn',
  'prompt',
  'answer',
  'command',
  'note',
  'failure',
  'added',
  'removed',
  'output',
] as const;
export type MarkKind = (typeof markKinds)[number];

/** The name of a kind as a semantic token type, which all languages share. */
export function tokenType(kind: MarkKind): string {
  return `codexTranscript${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
