// The journal of a home has an entry for each operation, with all changes. It is written ahead of every move, and read
// by recovery and undo. Each lease on the home opens it once; only a lease writes it.
import { FailureError } from '../../failure';
import type { ThreadChange } from '../../threads/threadChange';
import { createChangeReader } from './changeText';
import { damagedOperation, setAside } from './damagedJournal';
import type { EntrySummary, OperationPlan } from './entries';
import {
  deleteEntry,
  endEntry,
  extendPlan,
  insertChanges,
  insertEntry,
  noteUndone,
  prune,
  replaceChanges,
  settleChanges,
} from './entryRows';
import { importFormerJournal } from './importFormer';
import { importOldJournals, type ImportOptions } from './importOld';
import { hasJournal, JournalDamaged, openToWrite, type JournalConnection } from './journalDatabase';
import { journalFileIn, type JournalPlace } from './journalFolder';
import { readChanges, readOpen, readPlan, readLastPosition, readSummary, type IdentifiedEntry } from './readEntries';

/** An operation with its changes. */
export interface JournalEntry extends EntrySummary {
  /** The changes that were made and not undone, in the order of the moves. */
  changes: ThreadChange[];
  /** The threads of the plan without such a change. */
  leftThreads: string[];
}

/** The state of an entry when writing it begins. */
interface WrittenSoFar {
  /** Of the last group of changes. */
  position: number;
  /** Threads whose change may or may not have been made. */
  pending: readonly string[];
  /** Threads whose change was made. */
  made: Set<string>;
}

/** Writes one entry. All throw FailureError. */
export interface EntryWriter {
  readonly operation: string;
  /** Adds changes that are about to be made. They are on disk when this returns; if it throws, do not make them. */
  changes(changes: readonly ThreadChange[]): void;
  /** Says which threads of the last changes were not changed; all others were. */
  settle(unchanged: readonly string[]): void;
  /**
   * Replaces the last changes by what was found to have been made of them, and settles these. On disk when this
   * returns.
   */
  settleAs(found: readonly ThreadChange[]): void;
  /** Adds changes that were made already, of threads that are not in the plan: they become part of it. On disk then. */
  addMade(changes: readonly ThreadChange[]): void;
  /**
   * Ends the operation: it stays in the list of operations that can be undone, unless it is an undo. One that changed
   * nothing is deleted; what an undo has undone is removed from the entry of the operation that it undoes. Also deletes
   * old entries.
   */
  close(): void;
  /** Leaves the operation open: the user decides whether to finish or to undo it. */
  leave(): void;
}

/** All but `close` throw FailureError if the journal cannot be used. */
export interface Journal {
  /** The open operations, newest first. */
  open(): EntrySummary[];
  /** An operation without its changes. Undefined if it is gone or unusable. */
  summary(operation: string): EntrySummary | undefined;
  /** An operation with its changes. Undefined if it is gone or unusable. */
  find(operation: string): JournalEntry | undefined;
  /** The changes that may or may not have been made. Undefined if the operation is gone or unusable. */
  pending(operation: string): ThreadChange[] | undefined;
  /** Begins an entry. Its plan is on disk when its first changes are. */
  begin(plan: OperationPlan): EntryWriter;
  /** Resumes the entry of an operation that was interrupted or cancelled: it is open again until it ends. */
  resume(operation: string): EntryWriter;
  /** Deletes an entry. */
  forget(operation: string): void;
  /** Closes the file. This copies the WAL into the database, which takes some milliseconds. Never throws. */
  close(): void;
}

/**
 * Opens the journal in a folder, and imports the journals of earlier versions, also of those that spelled the home in
 * another way (`former`). Without a journal nothing is created until the first entry begins. A damaged change makes its
 * operation unusable; a damaged database is set aside and replaced; both with a warning. Throws FailureError.
 */
export function openJournal(
  folder: string,
  home: string,
  warn: (message: string) => void,
  former?: JournalPlace,
): Journal {
  const file = journalFileIn(folder);
  const readChange = createChangeReader(home);
  let connection: JournalConnection | undefined;
  /** The journal was set aside while an entry was written: further changes of that operation could not be undone. */
  let isLost = false;

  const replace = (): void => {
    connection?.close();
    connection = undefined;
    setAside(folder, warn);
  };
  const connect = (): JournalConnection => {
    try {
      return (connection ??= openToWrite(folder));
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      replace();
      return (connection = openToWrite(folder));
    }
  };
  /** Returns `nothing` without a journal, and for a damaged one after setting it aside. */
  const read = <T>(work: (connection: JournalConnection) => T, nothing: T): T => {
    try {
      return connection ? work(connection) : nothing;
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      replace();
      return nothing;
    }
  };
  const write = <T>(work: (connection: JournalConnection) => T, options: { durable: boolean }): T => {
    const lost = (cause: string) => new FailureError({ code: 'journalUnusable', path: file, cause });
    if (isLost) throw lost('damaged');
    const opened = connect();
    try {
      return opened.transaction(() => work(opened), options);
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error;
      isLost = true;
      replace();
      throw lost(error.message);
    }
  };

  const setUnusable = ({ run }: JournalConnection, id: number, operation: unknown): void => {
    write(() => run("UPDATE operations SET state = 'unusable' WHERE id = ?", id), { durable: false });
    warn(damagedOperation(String(operation), file));
  };
  const look = (opened: JournalConnection, operation: string) => readSummary(opened, home, operation);
  /** Reads more of an entry. If that fails its check (undefined), the entry becomes unusable. */
  const readEntry = <T>(
    operation: string,
    make: (connection: JournalConnection, entry: IdentifiedEntry) => T | undefined,
  ) =>
    read(opened => {
      const entry = look(opened, operation);
      const made = entry && make(opened, entry);
      if (entry && made === undefined) setUnusable(opened, entry.id, operation);
      return made;
    }, undefined);

  const writerOf = (
    { operation, undoes, id }: Pick<IdentifiedEntry, 'operation' | 'undoes' | 'id'>,
    { position, pending, made }: WrittenSoFar,
  ): EntryWriter => {
    const noteMade = (opened: JournalConnection): void => {
      if (undoes !== undefined) noteUndone(opened, undoes, made);
    };
    return {
      operation,
      changes: changes => {
        write(opened => insertChanges(opened, id, position + 1, { changes, home }), { durable: true });
        position++;
        pending = changes.map(idOf);
      },
      settle: unchanged => {
        if (pending.length === 0) return;
        const [settling, left] = [pending, new Set(unchanged)];
        // Need not be durable: recovery can find this out from the files.
        write(opened => settleChanges(opened, id, position, { pending: settling.length, unchanged: left }), {
          durable: false,
        });
        for (const threadId of settling) if (!left.has(threadId)) made.add(threadId);
        pending = [];
      },
      settleAs: found => {
        const [settling, last] = [pending, position];
        write(opened => replaceChanges(opened, id, last, { pending: settling, found, home }), { durable: true });
        position++;
        for (const { threadId } of found) made.add(threadId);
        pending = [];
      },
      addMade: changes => {
        write(
          opened => {
            extendPlan(opened, id, changes.map(idOf));
            insertChanges(opened, id, position + 1, { changes, home });
            settleChanges(opened, id, position + 1, { pending: changes.length, unchanged: new Set() });
          },
          { durable: true },
        );
        position++;
        for (const { threadId } of changes) made.add(threadId);
      },
      close: () =>
        write(
          opened => {
            noteMade(opened);
            endEntry(opened, id);
            prune(opened, id);
          },
          { durable: undoes !== undefined },
        ),
      leave: () => {
        if (undoes !== undefined) write(noteMade, { durable: true });
      },
    };
  };

  if (hasJournal(folder)) connect();
  try {
    const into: ImportOptions = { home, write: work => write(work, { durable: true }), warn };
    importOldJournals({ folder, home }, into);
    if (former) importFormerJournal(former, into);
  } catch (error) {
    connection?.close();
    throw error;
  }

  return {
    open: () =>
      read(
        opened =>
          readOpen(opened, home).flatMap(({ id, operation, entry }) => {
            if (!entry) setUnusable(opened, id, operation);
            return entry ?? [];
          }),
        [],
      ),
    summary: operation => read(opened => look(opened, operation), undefined),
    find: operation =>
      readEntry(operation, (opened, entry) => {
        const [changes, planned] = [readChanges(opened, entry, 'made', readChange), readPlan(opened, entry)];
        if (!changes || !planned) return undefined;
        // If a thread was changed twice, the last change counts.
        const made = new Map(changes.map(change => [change.threadId, change]));
        return { ...entry, changes: [...made.values()], leftThreads: planned.filter(threadId => !made.has(threadId)) };
      }),
    pending: operation => readEntry(operation, (opened, entry) => readChanges(opened, entry, 'pending', readChange)),
    begin: plan => {
      // A clock before 1970 is negative.
      const startedAt = Math.max(0, Date.now());
      const id = write(opened => insertEntry(opened, plan, { home, startedAt }), { durable: false });
      return writerOf({ ...plan, undoes: plan.undoes, id }, { position: 0, pending: [], made: new Set() });
    },
    resume: operation => {
      const found = readEntry(operation, (opened, entry) => {
        const pending = readChanges(opened, entry, 'pending', readChange);
        // Only an undo has to know what it has done before.
        const made = entry.undoes === undefined ? [] : readChanges(opened, entry, 'made', readChange);
        return made && pending && { entry, made, pending, position: readLastPosition(opened, entry) };
      });
      if (!found) throw new FailureError({ code: 'operationGone' });
      const { entry, made, pending, position } = found;
      // On disk with the next changes, so that recovery finds them.
      if (!entry.isOpen)
        write(({ run }) => run("UPDATE operations SET state = 'open' WHERE id = ?", entry.id), { durable: false });
      return writerOf(entry, { position, pending: pending.map(idOf), made: new Set(made.map(idOf)) });
    },
    forget: operation => {
      const entry = read(opened => look(opened, operation), undefined);
      if (entry) write(opened => deleteEntry(opened, entry.id), { durable: false });
    },
    close: () => {
      try {
        read(opened => opened.shrink(), undefined);
      } catch (error) {
        warn(`The journal ${file} could not be made smaller: ${(error as Error).message}`);
      } finally {
        connection?.close();
      }
    },
  };
}

function idOf({ threadId }: ThreadChange): string {
  return threadId;
}
