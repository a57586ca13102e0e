// Writes the rows of a journal. The caller runs a transaction.
import type { ThreadChange } from '../../threads/threadChange';
import { isThreadId } from '../../threads/threadId';
import { changesText } from './changeText';
import type { OperationPlan } from './entries';
import type { JournalConnection } from './journalDatabase';
import { surplusOf } from './keptEntries';
import { readGroups, type WhichChanges } from './readEntries';

/** Inserts an open entry, and returns its id. */
export function insertEntry(
  { run }: JournalConnection,
  { operation, kind, roots, threads, undoes }: OperationPlan,
  { home, startedAt }: { home: string; startedAt: number },
): number {
  const planned = [...new Set(threads)];
  const first = roots.find(isThreadId) ?? planned[0] ?? '';
  const { id } = run(
    `INSERT INTO operations (operation, kind, home, started_at, state, undoes, first_thread, planned)
    VALUES (?, ?, ?, ?, 'open', ?, ?, ?)`,
    ...[operation, kind, home, startedAt, undoes ?? null, first, planned.length],
  );
  run('INSERT INTO plans (operation, threads) VALUES (?, ?)', id, JSON.stringify(planned));
  return id;
}

/** Adds threads to the plan of an entry, unless they are in it. */
export function extendPlan({ run }: JournalConnection, id: number, threadIds: readonly string[]): void {
  for (const threadId of threadIds) {
    const { changes } = run(
      `UPDATE plans SET threads = json_insert(threads, '$[#]', ?)
      WHERE operation = ? AND NOT EXISTS (SELECT 1 FROM json_each(threads) WHERE value = ?)`,
      ...[threadId, id, threadId],
    );
    run('UPDATE operations SET planned = planned + ? WHERE id = ?', changes, id);
  }
}

/** Adds a group of changes. They are pending until they are settled. */
export function insertChanges(
  { run }: JournalConnection,
  id: number,
  position: number,
  { changes, home }: { changes: readonly ThreadChange[]; home: string },
): void {
  const text = changesText(changes, home);
  run('INSERT INTO changes (operation, position, changes) VALUES (?, ?, ?)', id, position, text);
  run('UPDATE operations SET bytes = bytes + ? WHERE id = ?', text.length, id);
}

/** Settles the groups up to a position; `unchanged` are the threads whose pending change was not made. */
export function settleChanges(
  connection: JournalConnection,
  id: number,
  position: number,
  { pending, unchanged }: { pending: number; unchanged: ReadonlySet<string> },
): void {
  const removed = unchanged.size === 0 ? 0 : removeChanges(connection, id, 'pending', unchanged);
  connection.run(
    // Another window may have settled them after our writer process was lost.
    'UPDATE operations SET settled = ?, made = made + ? WHERE id = ? AND settled < ?',
    ...[position, pending - removed, id, position],
  );
}

/**
 * Replaces the pending changes of the groups up to a position by other ones, as a group of its own that is settled.
 * Does nothing if another window has settled them after our writer process was lost.
 */
export function replaceChanges(
  connection: JournalConnection,
  id: number,
  position: number,
  { pending, found, home }: { pending: readonly string[]; found: readonly ThreadChange[]; home: string },
): void {
  if (Number(connection.get('SELECT settled FROM operations WHERE id = ?', id)?.settled) >= position) return;
  removeChanges(connection, id, 'pending', new Set(pending));
  if (found.length > 0) insertChanges(connection, id, position + 1, { changes: found, home });
  settleChanges(connection, id, position + 1, { pending: found.length, unchanged: new Set() });
}

/** Removes changes that were undone from the entry of the operation that made them, and ends that entry. */
export function noteUndone(connection: JournalConnection, operation: string, threads: ReadonlySet<string>): void {
  const { run, get } = connection;
  const id = get("SELECT id FROM operations WHERE operation = ? AND state <> 'unusable'", operation)?.id;
  if (typeof id !== 'number') return;
  const removed = removeChanges(connection, id, 'made', threads);
  run('UPDATE operations SET made = made - ? WHERE id = ?', removed, id);
  endEntry(connection, id);
}

/** Returns how many changes were removed. */
function removeChanges(
  connection: JournalConnection,
  id: number,
  which: WhichChanges,
  threads: ReadonlySet<string>,
): number {
  let removed = 0;
  for (const { position, changes } of readGroups(connection, id, which)) {
    const left =
      changes?.filter(change => !threads.has((change as Partial<ThreadChange> | null)?.threadId ?? '')) ?? [];
    const count = (changes?.length ?? 0) - left.length;
    removed += count;
    const group = [id, position] as const;
    if (left.length === 0) connection.run('DELETE FROM changes WHERE operation = ? AND position = ?', ...group);
    else if (count > 0)
      connection.run(
        'UPDATE changes SET changes = ? WHERE operation = ? AND position = ?',
        ...[JSON.stringify(left), ...group],
      );
  }
  return removed;
}

/** Closes an entry, or deletes it if it has changed nothing. */
export function endEntry(connection: JournalConnection, id: number): void {
  const { changes } = connection.run("UPDATE operations SET state = 'closed' WHERE id = ? AND made > 0", id);
  if (changes === 0) deleteEntry(connection, id);
}

export function deleteEntry({ run }: JournalConnection, id: number): void {
  run('DELETE FROM changes WHERE operation = ?', id);
  run('DELETE FROM plans WHERE operation = ?', id);
  run('DELETE FROM operations WHERE id = ?', id);
}

/**
 * Deletes closed entries beyond the limits of keptEntries.ts; `ended` is the one that has just been closed. Open ones
 * stay, and so do those that an open undo undoes: finishing it needs their changes. An undo stays until the next
 * operation has ended, so that its rows can be looked at again.
 */
export function prune(connection: JournalConnection, ended: number): void {
  const undos = connection.all("SELECT id FROM operations WHERE state <> 'open' AND kind = 'undo' AND id <> ?", ended);
  const closed = connection.all(
    `SELECT id, bytes FROM operations WHERE state <> 'open' AND kind <> 'undo' AND operation NOT IN
    (SELECT undoes FROM operations WHERE state = 'open' AND undoes IS NOT NULL) ORDER BY id DESC`,
  );
  const numbers = closed.map(({ id, bytes }) => ({ id: Number(id), bytes: Number(bytes) }));
  const surplus = [...undos.map(({ id }) => Number(id)), ...surplusOf(numbers, ended)];
  for (const id of surplus) deleteEntry(connection, id);
}
