// Who has a thread loaded, as far as the system tells, and how that is said.
import { plainText } from '../../threads/plainText';

/** The process that holds a lock; undefined is what the system does not tell. */
export interface LockHolder {
  pid: number | undefined;
  /** The program's name as the process gives it: untrusted, and cut by the system (15 bytes on Linux). */
  command: string | undefined;
}

/** Somebody, and nothing tells who. */
export const unknownHolder: LockHolder = { pid: undefined, command: undefined };

/** ` (process 4711, codex)`, to be put behind a name; empty when nothing is known. One line of plain text. */
export function holderInWords({ pid, command }: LockHolder): string {
  if (pid === undefined) return '';
  const name = plainText(command ?? '', 40);
  return ` (process ${pid}${name === '' ? '' : `, ${name}`})`;
}
