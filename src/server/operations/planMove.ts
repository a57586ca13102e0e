// Plans what archiving or unarchiving does to one thread: where its files go, and what its row becomes.
import path from 'node:path';
import type { OperationKind } from '../../protocol/operations';
import { canonicalPath } from '../files/look';
import { refusalOf } from '../files/systemRefusal';
import { parseRolloutName } from '../rollouts/rolloutNames';
import { ownedRollouts, type RolloutFolder } from '../rollouts/threadRollouts';
import type { ReadRow } from '../writer/writerMethods';
import type { PlanChange } from './mover';
import type { SessionFolders } from './subtreeSource';
import { rowState, type FileMove, type PlannedChange, type RowChange, type RowState } from '../threads/threadChange';

export interface MoveContext {
  operation: OperationKind;
  /** The folder that rollouts are taken from: `sessions` or `archived_sessions` of the home. */
  from: string;
  /** The rollouts in it. */
  rollouts: RolloutFolder;
  /** The other one of the two folders. */
  to: string;
  /** Undefined if the thread has none. */
  row: ReadRow | undefined;
}

/**
 * Plans the move of all rollouts of a thread and the change of its row, or says why the thread cannot move. Archived
 * rollouts lie directly in their folder; active ones lie in the day folder of their name. Unarchiving sets the update
 * time of the row and of the main rollout to now, as Codex 0.169 does. Archiving keeps the row's update time, so that
 * an undo loses nothing; Codex replaces it with the file's time. For a thread without a row only the rollouts move, and
 * Codex's next scan creates the row.
 */
export function planMove(threadId: string, { operation, from, rollouts, to, row }: MoveContext): PlannedChange {
  try {
    if (row && row.archived === (operation === 'archive')) return { failure: { code: 'movedMeanwhile' } };
    const owned = ownedRollouts(
      operation,
      { threadId, rolloutPath: row?.rolloutPath, isLegacy: row?.isLegacy ?? true },
      rollouts,
    );
    if ('failure' in owned) return owned;
    const now = Date.now();
    const files = owned.files.map(({ file, size, mtimeMs }): FileMove => {
      const name = path.basename(file);
      const folder = operation === 'archive' ? to : path.join(to, dayFolder(name));
      const touched = operation === 'unarchive' && file === owned.main ? { touchMs: now } : {};
      // Not `path.join`, which takes a quarter of the planning.
      return { from: belowFolder(from, file), to: `${folder}${path.sep}${name}`, size, mtimeMs, ...touched };
    });
    return {
      change: { threadId, files, row: row ? rowChange(operation, row, files[0]?.to ?? row.rolloutPath, now) : null },
    };
  } catch (error) {
    return { failure: { code: 'refused', ...refusalOf(error) } };
  }
}

function rowChange(operation: OperationKind, row: RowState, rolloutPath: string, now: number): RowChange {
  const before = rowState(row);
  const seconds = Math.floor(now / 1000);
  if (operation === 'archive')
    return { before, after: { ...before, rolloutPath, archived: true, archivedAt: seconds } };
  return {
    before,
    after: {
      rolloutPath,
      archived: false,
      archivedAt: null,
      updatedAt: seconds,
      updatedAtMs: before.updatedAtMs === null ? null : now,
    },
  };
}

/**
 * The file's path in the home's own spelling of the folder: a row may name the folder differently, or through a link.
 */
function belowFolder(folder: string, file: string): string {
  if (file.startsWith(folder + path.sep)) return file;
  const [top, parent] = [canonicalPath(folder), canonicalPath(path.dirname(file))];
  return top === undefined || parent === undefined
    ? file
    : path.join(folder, path.relative(top, parent), path.basename(file));
}

function dayFolder(name: string): string {
  const parsed = parseRolloutName(name);
  if (!parsed) throw new Error(`not a rollout: ${name}`);
  return parsed.dayFolder;
}

/** Plans the move of a thread between a home's folders. Throws FailureError when they cannot be read. */
export function moveIn(folders: SessionFolders, kind: OperationKind): PlanChange {
  const [from, to] =
    kind === 'archive' ? [folders.sessions, folders.archivedSessions] : [folders.archivedSessions, folders.sessions];
  const rollouts = folders.open(from);
  return Object.assign(
    (threadId: string, row: ReadRow | undefined) => planMove(threadId, { operation: kind, from, rollouts, to, row }),
    { ahead: rollouts.ahead },
  );
}
