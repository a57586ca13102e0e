// How failures name threads and processes.
import { l10n } from 'vscode';
import type { LockHolder, ThreadRef } from '../../protocol/references';

/** The thread's name, or its id when it has none. */
export function nameOf({ threadId, name }: ThreadRef): string {
  return name ?? threadId;
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
