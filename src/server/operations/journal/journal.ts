// The journal of one operation: written ahead of every move, read back by recovery and undo.
import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { ThreadChange } from '../../threads/threadChange';
import { FailureError } from '../../failure';
import { makeJournalFolder, type JournalFile } from './journalFolder';
import { decodeJournal, encodeRecord, LINE_END, type JournalRecord, type PlanRecord } from './journalLines';
import { syncFolders } from '../../files/moveFiles';

export interface Journal {
  readonly operation: string;
  /** Returns when the changes are on disk. Throws FailureError when they cannot be written: then nothing may be moved. */
  changes(changes: readonly ThreadChange[]): void;
  /** Tells which of the last changes were not made; the others were. Throws FailureError. */
  settle(unchanged: readonly string[]): void;
  /** Tells that these threads were brought back. Throws FailureError. */
  undone(threads: readonly string[]): void;
  /** The operation has ended as the user wants it: nobody is asked about it. One with nothing to undo is forgotten. */
  close(): void;
  /** The operation stays unfinished. */
  leave(): void;
}

/** What a journal says. */
export interface RecordedOperation {
  plan: PlanRecord;
  /** Changes that were made, in the order of the moves, without those brought back since. */
  made: ThreadChange[];
  /** Changes of which it is not told whether they were made: their process has died meanwhile. */
  unsettled: readonly ThreadChange[];
  /** Threads of the plan whose change is not known to be made. */
  left: string[];
  validBytes: number;
}

/** Makes the journal of a new operation; its plan is on disk with the first changes. Throws FailureError. */
export function beginJournal(folder: string, operation: string, plan: PlanRecord): Journal {
  makeJournalFolder(folder);
  const file = { operation, path: path.join(folder, `${operation}.open`), state: 'open' as const };
  return guarded(file.path, () => {
    const { append, ...journal } = openJournal(file, openSync(file.path, 'wx', 0o600), plan, {
      position: 0,
      made: 0,
      pending: 0,
    });
    append(plan, false);
    return journal;
  });
}

/** Goes on with a journal that was read: what is cut or damaged behind its records is dropped. Throws FailureError. */
export function resumeJournal(file: JournalFile, { plan, validBytes, made, unsettled }: RecordedOperation): Journal {
  return guarded(file.path, () => {
    const descriptor = openSync(file.path, 'r+');
    ftruncateSync(descriptor, validBytes);
    return openJournal(file, descriptor, plan, { position: validBytes, made: made.length, pending: unsettled.length });
  });
}

/**
 * Reads a journal; undefined when its plan is damaged or another home's. Throws FailureError when the file cannot be read.
 */
export function readJournal(file: string, home: string): RecordedOperation | undefined {
  const {
    records: [plan, ...records],
    validBytes,
  } = guarded(file, () => decodeJournal(readFileSync(file), home));
  if (plan?.type !== 'plan') return undefined;
  const made = new Map<string, ThreadChange>();
  let unsettled: readonly ThreadChange[] = [];
  for (const record of records) {
    if (record.type === 'changes') {
      unsettled = record.changes;
    } else if (record.type === 'settled') {
      const unchanged = new Set(record.unchanged);
      for (const change of unsettled) if (!unchanged.has(change.threadId)) made.set(change.threadId, change);
      unsettled = [];
    } else if (record.type === 'undone') {
      for (const threadId of record.threads) made.delete(threadId);
    }
  }
  return {
    plan,
    made: [...made.values()],
    unsettled,
    validBytes,
    left: plan.threads.filter(threadId => !made.has(threadId)),
  };
}

/**
 * Takes a journal that has no plan out of the way, and answers whether one was lost. It was not when the process died
 * before the first line was whole: then nothing had been moved, and the journal is removed. Throws FailureError.
 */
export function setAside(file: JournalFile): boolean {
  return guarded(file.path, () => {
    const isDamaged = readFileSync(file.path).includes(LINE_END);
    if (isDamaged) renameTo(file, 'damaged');
    else rmSync(file.path);
    return isDamaged;
  });
}

/** Notes in the journal of an operation that these of its threads were brought back, and ends it. Throws FailureError. */
export function markUndone(file: JournalFile, recorded: RecordedOperation, threads: readonly string[]): void {
  const made = new Set(recorded.made.map(({ threadId }) => threadId));
  const journal = resumeJournal(file, recorded);
  journal.undone(threads.filter(threadId => made.has(threadId)));
  journal.close();
}

function renameTo(file: JournalFile, state: JournalFile['state']): void {
  renameSync(file.path, path.join(path.dirname(file.path), `${file.operation}.${state}`));
}

function openJournal(
  file: JournalFile,
  descriptor: number,
  { home, kind }: PlanRecord,
  state: { position: number; made: number; pending: number },
): Journal & { append: (record: JournalRecord, sync: boolean) => void } {
  // Each record is written at a place of its own: what a full disk has cut is written over by the next one.
  let { position, made, pending } = state;
  let hasName = position > 0;
  const append = (record: JournalRecord, sync: boolean): void =>
    guarded(file.path, () => {
      const line = Buffer.from(encodeRecord(record, home));
      for (let written = 0; written < line.length;)
        written += writeSync(descriptor, line, written, line.length - written, position + written);
      if (sync) fdatasyncSync(descriptor);
      position += line.length;
    });
  return {
    operation: file.operation,
    append,
    changes: changes => {
      append({ type: 'changes', changes }, true);
      if (!hasName) syncFolders([path.dirname(file.path)]);
      hasName = true;
      pending = changes.length;
    },
    settle: unchanged => {
      // Not synced: without it, recovery finds the same out from the disk.
      append({ type: 'settled', unchanged }, false);
      made += pending - unchanged.length;
    },
    undone: threads => {
      append({ type: 'undone', threads }, true);
      made -= threads.length;
    },
    leave: () => closeSync(descriptor),
    close: () =>
      guarded(file.path, () => {
        closeSync(descriptor);
        // An undo is told of in the journal of what it took back.
        if (made === 0 || kind === 'undo') rmSync(file.path);
        else if (file.state === 'open') renameTo(file, 'closed');
      }),
  };
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FailureError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new FailureError({ code: 'journalUnusable', path: file, cause: (error as Error).message });
  }
}
