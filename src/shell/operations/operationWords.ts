// What each kind of operation is called, in every text that tells of one: whole sentences, one for a single thread and
// one for several, as no other way can be translated.
import { t } from '@vscode/l10n';
import type { JournalledKind, OperationSummary } from '../../protocol/methods';
import { grouped } from '../words/words';

interface Words {
  /** `Archiving 12 threads`. */
  doing(threads: number): string;
  /** `Archived 12 threads.` */
  did(threads: number): string;
  /** `Archived 10 of 12 threads.` */
  didSome(done: number, all: number): string;
  /** `Archived “Fix the flaky tests” and 11 more`; `names` as `namesOf` has them. */
  didNames(names: string): string;
  /** `Nothing to archive: the threads are archived already.` */
  doneAlready(threads: number): string;
  /** `Nothing to archive: it has been done meanwhile, perhaps by another window.` */
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
  doing: threads => (threads === 1 ? t('Archiving 1 thread') : t('Archiving {0} threads', grouped(threads))),
  did: threads => (threads === 1 ? t('Archived 1 thread.') : t('Archived {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? t('Archived {0} of 1 thread.', grouped(done))
      : t('Archived {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => t('Archived {0}', names),
  doneAlready: threads =>
    threads === 1
      ? t('Nothing to archive: the thread is archived already.')
      : t('Nothing to archive: the threads are archived already.'),
  doneMeanwhile: () => t('Nothing to archive: it has been done meanwhile, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? t('Archiving “{name}” was interrupted: {done} of 1 thread is archived.', { name, done: grouped(done) })
      : t('Archiving “{name}” was interrupted: {done} of {all} threads are archived.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? t('Interrupted: {0} of 1 thread is archived', grouped(done))
      : t('Interrupted: {0} of {1} threads are archived', grouped(done), grouped(all)),
  finish: names => t('Finish archiving {0}', names),
  undo: names => t('Undo archiving {0}', names),
};

const unarchive: Words = {
  doing: threads => (threads === 1 ? t('Unarchiving 1 thread') : t('Unarchiving {0} threads', grouped(threads))),
  did: threads => (threads === 1 ? t('Unarchived 1 thread.') : t('Unarchived {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? t('Unarchived {0} of 1 thread.', grouped(done))
      : t('Unarchived {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => t('Unarchived {0}', names),
  doneAlready: threads =>
    threads === 1
      ? t('Nothing to unarchive: the thread is active already.')
      : t('Nothing to unarchive: the threads are active already.'),
  doneMeanwhile: () => t('Nothing to unarchive: it has been done meanwhile, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? t('Unarchiving “{name}” was interrupted: {done} of 1 thread is active again.', { name, done: grouped(done) })
      : t('Unarchiving “{name}” was interrupted: {done} of {all} threads are active again.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? t('Interrupted: {0} of 1 thread is active again', grouped(done))
      : t('Interrupted: {0} of {1} threads are active again', grouped(done), grouped(all)),
  finish: names => t('Finish unarchiving {0}', names),
  undo: names => t('Undo unarchiving {0}', names),
};

const repair: Words = {
  doing: threads => (threads === 1 ? t('Repairing 1 thread') : t('Repairing {0} threads', grouped(threads))),
  did: threads => (threads === 1 ? t('Repaired 1 thread.') : t('Repaired {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? t('Repaired {0} of 1 thread.', grouped(done))
      : t('Repaired {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => t('Repaired {0}', names),
  doneAlready: threads =>
    threads === 1
      ? t('Nothing to repair: the thread is in order already.')
      : t('Nothing to repair: the threads are in order already.'),
  doneMeanwhile: () => t('Nothing to repair: it has been done meanwhile, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? t('Repairing “{name}” was interrupted: {done} of 1 thread is repaired.', { name, done: grouped(done) })
      : t('Repairing “{name}” was interrupted: {done} of {all} threads are repaired.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? t('Interrupted: {0} of 1 thread is repaired', grouped(done))
      : t('Interrupted: {0} of {1} threads are repaired', grouped(done), grouped(all)),
  finish: names => t('Finish repairing {0}', names),
  undo: names => t('Undo repairing {0}', names),
};

const undo: Words = {
  doing: threads => (threads === 1 ? t('Restoring 1 thread') : t('Restoring {0} threads', grouped(threads))),
  did: threads => (threads === 1 ? t('Restored 1 thread.') : t('Restored {0} threads.', grouped(threads))),
  didSome: (done, all) =>
    all === 1
      ? t('Restored {0} of 1 thread.', grouped(done))
      : t('Restored {0} of {1} threads.', grouped(done), grouped(all)),
  didNames: names => t('Restored {0}', names),
  doneAlready: threads =>
    threads === 1
      ? t('Nothing to undo: the thread is restored already.')
      : t('Nothing to undo: the threads are restored already.'),
  doneMeanwhile: () => t('Nothing to undo: it has been done meanwhile, perhaps by another window.'),
  interrupted: (name, done, all) =>
    all === 1
      ? t('Restoring “{name}” was interrupted: {done} of 1 thread is restored.', { name, done: grouped(done) })
      : t('Restoring “{name}” was interrupted: {done} of {all} threads are restored.', {
          name,
          done: grouped(done),
          all: grouped(all),
        }),
  soFar: (done, all) =>
    all === 1
      ? t('Interrupted: {0} of 1 thread is restored', grouped(done))
      : t('Interrupted: {0} of {1} threads are restored', grouped(done), grouped(all)),
  finish: names => t('Finish restoring {0}', names),
  undo: names => t('Undo restoring {0}', names),
};

export const operationWords: Readonly<Record<JournalledKind, Words>> = { archive, unarchive, repair, undo };

/**
 * What the threads are behind the undo of an operation of this kind: `12 threads are back.`, `10 of 12 threads are
 * back.`
 */
export function undoneInWords(kind: JournalledKind, done: number, all: number): string {
  const [some, many] = [grouped(done), grouped(all)];
  switch (kind) {
    case 'archive':
      return done === all
        ? all === 1
          ? t('1 thread is back.')
          : t('{0} threads are back.', many)
        : all === 1
          ? t('{0} of 1 thread is back.', some)
          : t('{0} of {1} threads are back.', some, many);
    case 'unarchive':
      return done === all
        ? all === 1
          ? t('1 thread is archived again.')
          : t('{0} threads are archived again.', many)
        : all === 1
          ? t('{0} of 1 thread is archived again.', some)
          : t('{0} of {1} threads are archived again.', some, many);
    case 'repair':
    case 'undo':
      return done === all
        ? all === 1
          ? t('1 thread is as before.')
          : t('{0} threads are as before.', many)
        : all === 1
          ? t('{0} of 1 thread is as before.', some)
          : t('{0} of {1} threads are as before.', some, many);
  }
}

/** What its undo would make of them: `Then 12 threads are back`. */
export function wouldUndo({ kind, threads }: Pick<OperationSummary, 'kind' | 'threads'>): string {
  const many = grouped(threads);
  switch (kind) {
    case 'archive':
      return threads === 1 ? t('Then 1 thread is back') : t('Then {0} threads are back', many);
    case 'unarchive':
      return threads === 1 ? t('Then 1 thread is archived again') : t('Then {0} threads are archived again', many);
    case 'repair':
    case 'undo':
      return threads === 1 ? t('Then 1 thread is as before') : t('Then {0} threads are as before', many);
  }
}

/** `“Fix the flaky tests” and 11 more`, of an operation on `threads` threads. */
export function namesOf(name: string, threads: number): string {
  return threads > 1
    ? t('“{name}” and {others} more', { name, others: grouped(threads - 1) })
    : t('“{name}”', { name });
}

/** The question about an operation that its process did not end. */
export function interruptedMessage({ kind, name, threads, left }: OperationSummary): string {
  return operationWords[kind].interrupted(name, threads, threads + left);
}
