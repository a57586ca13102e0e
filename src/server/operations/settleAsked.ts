// Settles changes that a running Codex was asked to make. Its answer does not count: files and rows tell what it did.
// What it left half done is completed or taken back. The change becomes what was found, because Codex interrupts turns,
// which adds lines to rollouts, and writes times of its own.
import type { Failure } from '../../protocol/failures';
import { FailureError, inLog } from '../failure';
import { lookAt } from '../files/look';
import { moveFiles, placeOf, putBack } from '../files/moveFiles';
import { rowState, type FileMove, type RowState, type ThreadChange } from '../threads/threadChange';
import type { WaitOptions } from './homeLock';
import { settleEach, type Settling, type SettlingHome } from './settling';

/**
 * Returns the changes that were made, as they were found: an undo restores the row that was there before, and accepts
 * only files and a row that are as they were found. The main rollout decides: Codex moves it, and leaves a compressed
 * twin behind. The caller has the home's lock. Throws FailureError if the state DB cannot be written, or if the system
 * does not say where a file is.
 */
export async function settleAsked(
  changes: readonly ThreadChange[],
  home: SettlingHome,
  wait: WaitOptions,
): Promise<ThreadChange[]> {
  const found = await settleEach(changes, home, wait, (change, row, settling) =>
    settleOne(change, row, settling, message => home.warn(`Thread ${change.threadId}, archived by Codex: ${message}`)),
  );
  return found.flatMap(change => change ?? []);
}

async function settleOne(
  { threadId, files, row }: ThreadChange,
  current: RowState | undefined,
  { write, folders }: Settling,
  warn: (message: string) => void,
): Promise<ThreadChange | undefined> {
  const [main] = files;
  if (!main) return undefined;
  const places = files.map(placeOf);
  const at = (place: 'from' | 'to'): FileMove[] => files.filter((_, index) => places[index] === place);
  const takeBack = (): void => {
    try {
      putBack(at('to'), folders);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      warn(inLog(error));
    }
  };
  const writeRow = async (before: RowState, after: RowState): Promise<Failure | undefined> =>
    (await write([{ threadId, before, after }])).get(threadId);

  if (places[0] !== 'to') {
    takeBack();
    // Codex writes the row after it has moved the file.
    if (row && current && places[0] === 'from' && current.archived && current.rolloutPath === main.to)
      await writeRow(current, row.before);
    return undefined;
  }
  let now = current;
  if (current && !current.archived) {
    const archivedAt = row?.after.archivedAt ?? Math.floor(Date.now() / 1000);
    now = { ...rowState(current), rolloutPath: main.to, archived: true, archivedAt };
    const refused = await writeRow(current, now);
    if (refused) {
      warn(inLog(new FailureError(refused)));
      takeBack();
      return undefined;
    }
  }
  const left = at('from');
  const stays = left.length > 0 ? moveFiles('archive', left, folders) : undefined;
  if (stays) warn(inLog(new FailureError(stays)));
  return {
    threadId,
    files: files.flatMap(move => asFound(move) ?? []),
    row: row && { before: row.before, after: now ? rowState(now) : row.after },
  };
}

/** The move of a file as it is now; undefined if it is not at its new path. */
function asFound({ from, to }: FileMove): FileMove | undefined {
  const stat = lookAt(to);
  return stat?.isFile() ? { from, to, size: stat.size, mtimeMs: stat.mtimeMs } : undefined;
}
