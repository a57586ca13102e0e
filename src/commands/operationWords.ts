// What each kind of operation is called, in every text that tells of one.
import type { JournalledKind, OperationSummary } from '../protocol/threadTree';
import { counted, grouped } from '../views/words';

interface Words {
  doing: string;
  did: string;
  /** What the threads are behind it. */
  result: string;
  /** What they are when they have been so before. */
  already: string;
  nothing: string;
  /** What they are behind its undo. */
  undone: string;
}

export const operationWords: Record<JournalledKind, Words> = {
  archive: {
    doing: 'Archiving', did: 'Archived', result: 'archived', already: 'archived already', nothing: 'Nothing to archive', undone: 'back',
  },
  unarchive: {
    doing: 'Unarchiving', did: 'Unarchived', result: 'active again', already: 'active already', nothing: 'Nothing to unarchive', undone: 'archived again',
  },
  repair: {
    doing: 'Repairing', did: 'Repaired', result: 'repaired', already: 'in order already', nothing: 'Nothing to repair', undone: 'as before',
  },
  undo: {
    doing: 'Restoring', did: 'Restored', result: 'restored', already: 'restored already', nothing: 'Nothing to undo', undone: 'as before',
  },
};

/** `12 threads are back`, `10 of 12 threads are back`. */
export function threadsAre(done: number, all: number, state: string): string {
  return `${done === all ? '' : `${grouped(done)} of `}${counted(all, 'thread')} ${all === 1 ? 'is' : 'are'} ${state}`;
}

/** `“Fix the flaky tests” and 11 more`, of an operation on `threads` threads. */
export function namesOf(name: string, threads: number): string {
  return threads > 1 ? `“${name}” and ${grouped(threads - 1)} more` : `“${name}”`;
}

/** The question about an operation that its process did not end. */
export function interruptedMessage({ kind, name, threads, left }: OperationSummary): string {
  const { doing, result } = operationWords[kind];
  return `${doing} “${name}” was interrupted: ${grouped(threads)} of ${counted(threads + left, 'thread')} ${threads + left === 1 ? 'is' : 'are'} ${result}.`;
}
