// Failures in words. The server sends codes with data (protocol/failures.ts); nobody reads a sentence to find out what
// happened. The words would be a third of what activation loads, and are useless before there is a server. So
// they are loaded with the connection.
import { homedir } from 'node:os';
import type { Failure } from '../../protocol/failures';
import { oneLine } from './escape';
import type { Wording } from './operationFailures';
import { withShownPaths } from './shownPaths';

let wordingOf: ((failure: Failure) => Wording) | undefined;
let codexHome = '';

/** Failures that are worded from now on name the files of this home from there on. */
export function nameFilesFrom(home: string): void {
  codexHome = home;
}

/** Loads the words. Must have resolved before the first failure is worded. */
export async function loadFailureWords(): Promise<void> {
  ({ wordingOf } = await import('./failureTable'));
}

/** One or more sentences, in one line of plain text: what happened, to what, and what to do. "It" is the thread. */
export function failureInWords(failure: Failure): string {
  return oneLine(wording(failure).full);
}

/** A few words in one line of plain text: `an archived file of that name exists`. */
export function failureInBrief(failure: Failure): string {
  return oneLine(wording(failure).brief);
}

function wording(failure: Failure): Wording {
  if (wordingOf === undefined) throw new Error('the words of failures are not loaded');
  return wordingOf(withShownPaths(failure, { codexHome, userHome: homedir() }));
}
