// What archiving or unarchiving does to one thread: which files go where, and what its row says then.
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { OperationKind } from '../../protocol/methods';
import { ioFailure, skipped } from './moveFailures';
import { parseRolloutName } from '../rollouts/rolloutNames';
import { canonicalPath, ownedRollouts, type RolloutFolder } from '../rollouts/threadRollouts';
import type { ReadRow } from '../sqlite/write';
import { rowState, type FileMove, type PlannedChange, type RowChange, type RowState } from '../threads/threadChange';

export interface MoveContext {
  operation: OperationKind;
  /** Where rollouts are taken from: `sessions` or `archived_sessions` of the home, and what lies there. */
  from: string;
  rollouts: RolloutFolder;
  /** The other one. */
  to: string;
  /** Undefined when it has none. */
  row: ReadRow | undefined;
}

/**
 * Plans the move of all rollouts of a thread and of its row, or says why it cannot be. Archived rollouts lie flat in
 * their folder; active ones in the day folder of their own names, and the main one and the row count as changed now
 * (Codex 0.169). An archive leaves the update time alone, where Codex takes the file's: so nothing of it is lost for an
 * undo. A thread without a row has its rollouts moved, and Codex's next scan makes the row.
 */
export function planMove(threadId: string, { operation, from, rollouts, to, row }: MoveContext): PlannedChange {
  try {
    if (row && row.archived === (operation === 'archive'))
      return { failure: skipped(t('Codex has moved it meanwhile.')) };
    const owned = ownedRollouts(
      operation,
      { threadId, rolloutPath: row?.rolloutPath, isLegacy: row?.isLegacy ?? true },
      rollouts,
    );
    if ('failure' in owned) return owned;
    const now = Date.now();
    const files = owned.files.map(({ file, size, mtimeMs }): FileMove => {
      const place = operation === 'archive' ? to : path.join(to, dayFolder(file));
      const touched = operation === 'unarchive' && file === owned.main ? { touchMs: now } : {};
      return { from: belowFolder(from, file), to: path.join(place, path.basename(file)), size, mtimeMs, ...touched };
    });
    return {
      change: { threadId, files, row: row ? rowChange(operation, row, files[0]?.to ?? row.rolloutPath, now) : null },
    };
  } catch (error) {
    return { failure: ioFailure(operation, error) };
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
 * The file's path below the home's own spelling of the folder: a row may lead there through a link, or name the home
 * otherwise.
 */
function belowFolder(folder: string, file: string): string {
  if (file.startsWith(folder + path.sep)) return file;
  const [top, parent] = [canonicalPath(folder), canonicalPath(path.dirname(file))];
  return top === undefined || parent === undefined
    ? file
    : path.join(folder, path.relative(top, parent), path.basename(file));
}

function dayFolder(rolloutPath: string): string {
  const name = parseRolloutName(path.basename(rolloutPath));
  if (!name) throw new Error(`not a rollout: ${rolloutPath}`);
  return name.dayFolder;
}
