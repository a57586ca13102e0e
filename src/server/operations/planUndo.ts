// Plans the undo of one thread's change: its files go back to where they were, and its row gets its old values. Skips a
// thread that has changed since.
import { dirname } from 'node:path';
import type { Failure } from '../../protocol/failures';
import { lookAt } from '../files/look';
import { mayShow } from '../files/systemTime';
import { refusalOf } from '../files/systemRefusal';
import { notOwned, ownerOf, type RolloutFolder } from '../rollouts/threadRollouts';
import type { ReadRow } from '../writer/writerMethods';
import { isBack, timesOf } from './lateWrites';
import {
  rowState,
  type FileMove,
  type PlannedChange,
  type RowChange,
  type RowState,
  type ThreadChange,
} from '../threads/threadChange';

export interface UndoContext {
  /** The session folder of the home in which a file lies, or undefined. */
  folderOf: (file: string) => RolloutFolder | undefined;
  /** Undefined if the thread has none. */
  row: ReadRow | undefined;
}

/** Plans the undo of a change that was made, or says why the thread is skipped. */
export function planUndo(change: ThreadChange, { folderOf, row }: UndoContext): PlannedChange {
  try {
    const files: FileMove[] = [];
    for (const move of change.files) {
      const { from, to: path, touchMs } = move;
      const stat = lookAt(path);
      if (!stat) return { failure: { code: 'changedSince', what: 'rolloutGone', path } };
      if (!stat.isFile() || stat.size !== move.size || !mayShow(stat.mtimeMs, touchMs ?? move.mtimeMs))
        return { failure: { code: 'changedSince', what: 'rolloutChanged', path } };
      if (folderOf(path)?.contains(dirname(path)) !== true)
        return { failure: { code: 'rolloutOutside', path, location: 'either' } };
      const owner = ownerOf(path);
      if (owner !== change.threadId) return { failure: notOwned(path, owner) };
      const { size, mtimeMs } = stat;
      files.push({ from: path, to: from, size, mtimeMs, ...(touchMs !== undefined && { touchMs: move.mtimeMs }) });
    }
    const back = rowUndo(change, row);
    return back && 'code' in back ? { failure: back } : { change: { threadId: change.threadId, files, row: back } };
  } catch (error) {
    return { failure: { code: 'refused', ...refusalOf(error) } };
  }
}

function rowUndo(change: ThreadChange, row: ReadRow | undefined): RowChange | null | Failure {
  const { files, row: written } = change;
  if (!row) return written ? { code: 'changedSince', what: 'rowGone' } : null;
  const current = rowState(row);
  // A late write has restored the row already: only the files go back, and what Codex wrote differently.
  if (isBack(change, current))
    return {
      before: current,
      after: written ? { ...written.before, ...timesOf(written, current, 'before') } : current,
    };
  if (!written) {
    // Codex's scan has created the row since, with the path that the file had then.
    const [main] = files;
    if (!main || current.rolloutPath !== main.to)
      return { code: 'changedSince', what: 'rowNamesOther', path: current.rolloutPath };
    return {
      before: current,
      after: { ...current, rolloutPath: main.from, archived: !current.archived, archivedAt: null },
    };
  }
  const { before, after } = written;
  if (current.archived !== after.archived)
    return { code: 'changedSince', what: current.archived ? 'archived' : 'unarchived' };
  if (current.rolloutPath !== after.rolloutPath || current.archivedAt !== after.archivedAt)
    return { code: 'changedSince', what: 'rowChanged' };
  const times = (state: RowState): string => `${state.updatedAt} ${state.updatedAtMs}`;
  const hasOwnTimes = times(before) !== times(after);
  if (hasOwnTimes && times(current) !== times(after)) return { code: 'changedSince', what: 'used' };
  return {
    before: current,
    after: { ...before, ...(hasOwnTimes ? {} : { updatedAt: current.updatedAt, updatedAtMs: current.updatedAtMs }) },
  };
}
