// How each kind of operation is named in every text about one. Singular and plural are whole sentences of their own:
// fragments cannot be translated.
import { l10n } from 'vscode';
import type { JournalledKind, OperationSummary } from '../../protocol/methods';
import { grouped } from '../words/sentences';

interface Words {
  /** `Archiving 12 threads`; `Archiving threads` when their number is not known. */
  doing(threads: number | null): string;
  /** `Archived 12 threads.` */
  did(threads: number): string;
  /** `Archived 10 of 12 threads.` */
  didSome(done: number, all: number): string;
  /** `Archived “Fix the flaky tests” and 11 more`; `names` as `namesOf` has them. */
  didNames(names: string): string;
  /** `Nothing to archive: the threads are already archived.` */
  doneAlready(threads: number): string;
  /** `Nothing to archive: this was done in the meantime, perhaps by another window.` */
  doneMeanwhile(): string;
  /** `Archiving “Fix the flaky tests” was interrupted: 5 of 12 threads are archived.` */
  interrupted(name: string, done: number, all: number): string;
  /** `Interrupted: 5 of 12 threads are archived`. */
  soFar(done: number, all: number): string;
  /** `Finish archiving “Fix the flaky tests” and 11 more`. */
  finish(names: string): string;
  /** `Undo archiving “Fix the flaky tests” and 11 more`. */
  undo(names: string): string;
}

const archive: Words = {
  doing: threads =>
    threads === null
      ? l10n.t('Archiving threads')
      : threads === 1
        ? l10n.t('Archiving 1 thread')
        : l10n.t('Archiving {0} threads', grouped(threads)),
  did: threads => (threads === 1 ? l10n.t('Archived 1 thread.') : l10n.t('Archived {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? l10n.t('Archived {0} of 1 thread.', grouped(done))
      : l10n.t('Archived {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => l10n.t('Archived {0}', names),
  doneAlready: threads =>
    threads === 1
      ? l10n.t('Nothing to archive: the thread is already archived.')
      : l10n.t('Nothing to archive: the threads are already archived.'),
  doneMeanwhile: () => l10n.t('Nothing to archive: this was done in the meantime, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? l10n.t('Archiving “{name}” was interrupted: {done} of 1 thread is archived.', { name, done: grouped(done) })
      : l10n.t('Archiving “{name}” was interrupted: {done} of {all} threads are archived.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? l10n.t('Interrupted: {0} of 1 thread is archived', grouped(done))
      : l10n.t('Interrupted: {0} of {1} threads are archived', grouped(done), grouped(all)),
  finish: names => l10n.t('Finish archiving {0}', names),
  undo: names => l10n.t('Undo archiving {0}', names),
};

const unarchive: Words = {
  doing: threads =>
    threads === null
      ? l10n.t('Unarchiving threads')
      : threads === 1
        ? l10n.t('Unarchiving 1 thread')
        : l10n.t('Unarchiving {0} threads', grouped(threads)),
  did: threads =>
    threads === 1 ? l10n.t('Unarchived 1 thread.') : l10n.t('Unarchived {0} threads.', grouped(threads)),
  didSome: (done, all) =>
    all === 1
      ? l10n.t('Unarchived {0} of 1 thread.', grouped(done))
      : l10n.t('Unarchived {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => l10n.t('Unarchived {0}', names),
  doneAlready: threads =>
    threads === 1
      ? l10n.t('Nothing to unarchive: the thread is already active.')
      : l10n.t('Nothing to unarchive: the threads are already active.'),
  doneMeanwhile: () => l10n.t('Nothing to unarchive: this was done in the meantime, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? l10n.t('Unarchiving “{name}” was interrupted: {done} of 1 thread is active again.', {
          name,
          done: grouped(done),
        })
      : l10n.t('Unarchiving “{name}” was interrupted: {done} of {all} threads are active again.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? l10n.t('Interrupted: {0} of 1 thread is active again', grouped(done))
      : l10n.t('Interrupted: {0} of {1} threads are active again', grouped(done), grouped(all)),
  finish: names => l10n.t('Finish unarchiving {0}', names),
  undo: names => l10n.t('Undo unarchiving {0}', names),
};

const repair: Words = {
  doing: threads =>
    threads === null
      ? l10n.t('Repairing threads')
      : threads === 1
        ? l10n.t('Repairing 1 thread')
        : l10n.t('Repairing {0} threads', grouped(threads)),
  did: threads => (threads === 1 ? l10n.t('Repaired 1 thread.') : l10n.t('Repaired {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? l10n.t('Repaired {0} of 1 thread.', grouped(done))
      : l10n.t('Repaired {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => l10n.t('Repaired {0}', names),
  doneAlready: threads =>
    threads === 1
      ? l10n.t('Nothing to repair: the thread is already in order.')
      : l10n.t('Nothing to repair: the threads are already in order.'),
  doneMeanwhile: () => l10n.t('Nothing to repair: this was done in the meantime, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? l10n.t('Repairing “{name}” was interrupted: {done} of 1 thread is repaired.', { name, done: grouped(done) })
      : l10n.t('Repairing “{name}” was interrupted: {done} of {all} threads are repaired.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? l10n.t('Interrupted: {0} of 1 thread is repaired', grouped(done))
      : l10n.t('Interrupted: {0} of {1} threads are repaired', grouped(done), grouped(all)),
  finish: names => l10n.t('Finish repairing {0}', names),
  undo: names => l10n.t('Undo repairing {0}', names),
};

const undo: Words = {
  doing: threads =>
    threads === null
      ? l10n.t('Restoring threads')
      : threads === 1
        ? l10n.t('Restoring 1 thread')
        : l10n.t('Restoring {0} threads', grouped(threads)),
  did: threads => (threads === 1 ? l10n.t('Restored 1 thread.') : l10n.t('Restored {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? l10n.t('Restored {0} of 1 thread.', grouped(done))
      : l10n.t('Restored {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => l10n.t('Restored {0}', names),
  doneAlready: threads =>
    threads === 1
      ? l10n.t('Nothing to undo: the thread is already restored.')
      : l10n.t('Nothing to undo: the threads are already restored.'),
  doneMeanwhile: () => l10n.t('Nothing to undo: this was done in the meantime, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? l10n.t('Restoring “{name}” was interrupted: {done} of 1 thread is restored.', { name, done: grouped(done) })
      : l10n.t('Restoring “{name}” was interrupted: {done} of {all} threads are restored.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? l10n.t('Interrupted: {0} of 1 thread is restored', grouped(done))
      : l10n.t('Interrupted: {0} of {1} threads are restored', grouped(done), grouped(all)),
  finish: names => l10n.t('Finish restoring {0}', names),
  undo: names => l10n.t('Undo restoring {0}', names),
};

export const operationWords: Readonly<Record<JournalledKind, Words>> = { archive, unarchive, repair, undo };

/** What the undo of an operation would do: `Restores 12 threads`. */
export function wouldUndo({ kind, threads }: Pick<OperationSummary, 'kind' | 'threads'>): string {
  const many = grouped(threads);
  switch (kind) {
    case 'archive':
    case 'undo':
      return threads === 1 ? l10n.t('Restores 1 thread') : l10n.t('Restores {0} threads', many);
    case 'unarchive':
      return threads === 1 ? l10n.t('Archives 1 thread again') : l10n.t('Archives {0} threads again', many);
    case 'repair':
      return threads === 1
        ? l10n.t('Reverts the repair of 1 thread')
        : l10n.t('Reverts the repair of {0} threads', many);
  }
}

/** `“Fix the flaky tests” and 11 more`, of an operation on `threads` threads. */
export function namesOf(name: string, threads: number): string {
  return threads > 1
    ? l10n.t('“{name}” and {others} more', { name, others: grouped(threads - 1) })
    : l10n.t('“{name}”', { name });
}

/** The question about an operation that was interrupted because its process ended. */
export function interruptedMessage({ kind, name, threads, left }: OperationSummary): string {
  return operationWords[kind].interrupted(name, threads, threads + left);
}
