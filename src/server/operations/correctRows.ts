// Writes again the rows of an operation that a late write of Codex has put back (lateWrites.ts).
import type { Failure } from '../../protocol/failures';
import { FailureError } from '../failure';
import { placeOf } from '../files/moveFiles';
import { rowState, type RowChange, type RowState, type ThreadChange } from '../threads/threadChange';
import type { WaitOptions } from './homeLock';
import { correctionOf } from './lateWrites';
import type { Lease } from './lease';

/**
 * Corrects the rows of those of these threads that the operation has changed and that are put back in their row alone.
 * Looks at rows and files within the transaction: a Codex that moves a thread meanwhile writes its row after this.
 * Warns of each thread. Throws FailureError if the journal or the state DB cannot be used.
 */
export async function correctRows(
  { dbPath, writer, journal }: Pick<Lease, 'dbPath' | 'writer' | 'journal'>,
  operation: string,
  threadIds: ReadonlySet<string>,
  warn: (message: string) => void,
  { onWait, signal }: WaitOptions,
): Promise<void> {
  const changes = journal.find(operation)?.changes.filter(({ threadId }) => threadIds.has(threadId)) ?? [];
  if (dbPath === undefined || changes.length === 0) return;
  const options = { threadIds: changes.map(({ threadId }) => threadId), onWait, signal };
  const messages = await writer.transaction(dbPath, options, async ({ rows, write }) => {
    const corrections = changes.flatMap(change => {
      const correction = correctionNow(change, rows.get(change.threadId));
      return correction ? { threadId: change.threadId, ...correction } : [];
    });
    const refused = await write(corrections);
    return corrections.map(({ threadId }) => messageOf(threadId, operation, refused.get(threadId)));
  });
  messages.forEach(warn);
}

function correctionNow(change: ThreadChange, row: RowState | undefined): RowChange | undefined {
  try {
    return correctionOf(change, row && rowState(row), change.files.map(placeOf), Date.now());
  } catch (error) {
    // The system does not say where a file is: nothing is certain.
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}

function messageOf(threadId: string, operation: string, refused: Failure | undefined): string {
  const found = `Thread ${threadId} of ${operation}: another program had put its row back, as of before the operation;`;
  return refused ? `${found} it stays: ${JSON.stringify(refused)}` : `${found} the row was written again.`;
}
