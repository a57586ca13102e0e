// What taking back a change does to one thread: the files go where they were, the row says what it said. Whatever was
// changed since is left alone.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { ioFailure, otherOwner, outsideFolder, skipped } from './moveFailures';
import { ownerOf, type RolloutFolder } from '../rollouts/threadRollouts';
import type { ReadRow } from '../sqlite/write';
import {
  rowState,
  type FileMove,
  type PlannedChange,
  type RowChange,
  type RowState,
  type ThreadChange,
} from '../threads/threadChange';

export interface UndoContext {
  /** The home's folder in which a file lies, or undefined. */
  folderOf: (file: string) => RolloutFolder | undefined;
  /** Undefined when the thread has none. */
  row: ReadRow | undefined;
}

/** Plans to take back a change that was made, or says why the thread is left alone. */
export function planUndo(change: ThreadChange, { folderOf, row }: UndoContext): PlannedChange {
  try {
    const files: FileMove[] = [];
    for (const move of [...change.files].reverse()) {
      const stat = lstatSync(move.to, { throwIfNoEntry: false });
      const expected = move.touchMs ?? move.mtimeMs;
      if (!stat) return { failure: skipped(t('It was changed since: its rollout is no longer at {0}.', move.to)) };
      if (!stat.isFile() || stat.size !== move.size || Math.abs(stat.mtimeMs - expected) >= 1) {
        return { failure: skipped(t('It was changed since: its rollout {0} is not as it was left.', move.to)) };
      }
      if (folderOf(move.to)?.contains(path.dirname(move.to)) !== true)
        return { failure: outsideFolder('undo', move.to) };
      const owner = ownerOf(move.to);
      if (owner !== change.threadId) return { failure: otherOwner('undo', move.to, owner, change.threadId) };
      files.push({
        from: move.to,
        to: move.from,
        size: stat.size,
        mtimeMs: stat.mtimeMs,
        ...(move.touchMs === undefined ? {} : { touchMs: move.mtimeMs }),
      });
    }
    const back = rowUndo(change, row);
    return back && 'failure' in back
      ? back
      : { change: { threadId: change.threadId, files: files.reverse(), row: back } };
  } catch (error) {
    return { failure: ioFailure('undo', error) };
  }
}

function rowUndo(
  { files, row: written }: ThreadChange,
  row: ReadRow | undefined,
): RowChange | null | ReturnType<typeof changedSince> {
  if (!row) return written ? changedSince(t('It was changed since: its row is gone.')) : null;
  const current = rowState(row);
  if (!written) {
    // Codex's scan has made the row meanwhile, from where the file was then.
    const [main] = files;
    if (!main || current.rolloutPath !== main.to)
      return changedSince(t('It was changed since: its row names {0}.', current.rolloutPath));
    return {
      before: current,
      after: { ...current, rolloutPath: main.from, archived: !current.archived, archivedAt: null },
    };
  }
  const { before, after } = written;
  if (current.archived !== after.archived)
    return changedSince(
      current.archived ? t('It was changed since: it was archived.') : t('It was changed since: it was unarchived.'),
    );
  if (current.rolloutPath !== after.rolloutPath || current.archivedAt !== after.archivedAt)
    return changedSince(t('It was changed since: its row is not as it was left.'));
  const times = (state: RowState): string => `${state.updatedAt} ${state.updatedAtMs}`;
  const hasOwnTimes = times(before) !== times(after);
  if (hasOwnTimes && times(current) !== times(after)) return changedSince(t('It was changed since: it was used.'));
  return {
    before: current,
    after: { ...before, ...(hasOwnTimes ? {} : { updatedAt: current.updatedAt, updatedAtMs: current.updatedAtMs }) },
  };
}

function changedSince(reason: string) {
  return { failure: skipped(reason) };
}
