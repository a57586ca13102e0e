// Paths as people read them: a window shows one Codex home, so a file of it is named from there.
import { sep } from 'node:path';
import type { Failure } from '../../protocol/failures';

export interface Homes {
  /** Absolute path of the Codex home; empty while it is unknown. */
  codexHome: string;
  /** Absolute path of the user's home folder. */
  userHome: string;
}

/**
 * The same failure with shorter paths, also those inside its causes: relative to the Codex home, else `~/…`, else as
 * they are. The Codex home itself becomes `~/.codex`. Names of threads stay as they are.
 */
export function withShownPaths(failure: Failure, homes: Homes): Failure {
  return shortened(failure, text => shownPaths(text, homes)) as Failure;
}

/** Shortens every path in a text. */
export function shownPaths(text: string, { codexHome, userHome }: Homes): string {
  const relative = codexHome === '' ? text : text.replaceAll(codexHome + sep, '');
  return userHome === '' ? relative : relative.replaceAll(userHome + sep, `~${sep}`);
}

function shortened(value: unknown, shorten: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return shorten(value);
  }
  if (Array.isArray(value)) {
    return value.map(each => shortened(each, shorten));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === 'name' ? each : shortened(each, shorten)]),
  );
}
