// Moves one thread to the other place: its rollouts, then its row; or neither.
import { statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { OperationKind } from '../../protocol/threadTree';
import { RowRefused, type ThreadRows } from '../stateDb/write';
import type { MoveFailure } from '../threads/cascadePlan';
import { ioFailure, rowFailure, skipped } from './moveFailures';
import { moveFiles, putBack, type FileMove } from './moveFiles';
import { parseRolloutName } from './rolloutNames';
import { ownedRollouts, type RolloutFolder } from './threadRollouts';

export interface MoveContext {
  operation: OperationKind;
  /** Where rollouts are taken from. */
  from: RolloutFolder;
  /** `sessions` or `archived_sessions`. */
  to: string;
  /** Undefined when the home has no state DB. */
  rows: ThreadRows | undefined;
}

/**
 * Moves all rollouts of a thread and updates its row. Archived rollouts lie flat in their folder; active ones in the day
 * folder of their own names, and the main one counts as changed now (Codex 0.169). A thread without a row has its rollouts
 * moved, and Codex's next scan makes the row. Answers the moves done, for the caller to undo when the transaction fails.
 */
export function moveThread(threadId: string, { operation, from, to, rows }: MoveContext): { moves: FileMove[] } | { failure: MoveFailure } {
  let done: FileMove[] = [];
  try {
    const row = rows?.read(threadId);
    if (row && row.archived === (operation === 'archive')) return { failure: skipped('Codex has moved it meanwhile.') };
    const owned = ownedRollouts(operation, { threadId, rolloutPath: row?.rolloutPath, isLegacy: row?.isLegacy ?? true }, from);
    if ('failure' in owned) return owned;

    const moves = owned.files.map((file): FileMove => operation === 'archive'
      ? { from: file, to: path.join(to, path.basename(file)) }
      : { from: file, to: path.join(to, dayFolder(file), path.basename(file)), ...(file === owned.main ? { time: statSync(file).mtimeMs / 1000 } : {}) });
    const failure = moveFiles(operation, moves);
    if (failure) return { failure };
    done = moves;

    const now = Date.now();
    const newPath = moves[0]?.to ?? owned.main;
    if (operation === 'unarchive') utimesSync(newPath, now / 1000, now / 1000);
    if (row && operation === 'archive') rows?.setArchived(threadId, newPath, now);
    if (row && operation === 'unarchive') rows?.setActive(threadId, newPath, now);
    return { moves };
  } catch (error) {
    putBack(done);
    return { failure: error instanceof RowRefused ? rowFailure(operation, error.message) : ioFailure(operation, error) };
  }
}

function dayFolder(rolloutPath: string): string {
  const name = parseRolloutName(path.basename(rolloutPath));
  if (!name) throw new Error(`not a rollout: ${rolloutPath}`);
  return name.dayFolder;
}
