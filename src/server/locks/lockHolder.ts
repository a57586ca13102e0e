// Who has a thread loaded, as far as the system tells, and how that is said.
import { t } from '@vscode/l10n';
import { plainText } from '../threads/plainText';

/** The process that holds a lock; undefined is what the system does not tell. */
export interface LockHolder {
  pid: number | undefined;
  /** The program's name as the process gives it: untrusted, and cut by the system (15 bytes on Linux). */
  command: string | undefined;
}

/** Somebody, and nothing tells who. */
export const unknownHolder: LockHolder = { pid: undefined, command: undefined };

/** `process 4711, codex`; undefined when nothing is known. One line of plain text. */
export function holderInWords({ pid, command }: LockHolder): string | undefined {
  if (pid === undefined) return undefined;
  const name = plainText(command ?? '', 40);
  return name === '' ? t('process {0}', String(pid)) : t('process {0}, {1}', String(pid), name);
}
