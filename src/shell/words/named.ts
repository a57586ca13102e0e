// How failures name threads and processes.
import { l10n } from 'vscode';
import { SENTENCE_NAME_LIMIT, type LockHolder, type ThreadRef } from '../../protocol/references';

/** The thread's name, or its id when it has none. */
export function nameOf({ threadId, name }: ThreadRef): string {
  return name ?? threadId;
}

/** A name of a row, as long as the server gives names for sentences. */
export function inSentence(name: string): string {
  const characters = [...name];
  return characters.length <= SENTENCE_NAME_LIMIT
    ? name
    : `${characters
        .slice(0, SENTENCE_NAME_LIMIT - 1)
        .join('')
        .trimEnd()}…`;
}

/** `process 4711, codex`, `process 4711`, `codex`; null when nothing is known. */
export function holderInWords({ pid, command }: LockHolder): string | null {
  if (pid === null) {
    return command;
  }
  return command === null
    ? l10n.t('process {pid}', { pid: String(pid) })
    : l10n.t('process {pid}, {command}', { pid: String(pid), command });
}
