// Moves a thread's files: all of them, or none.
import { lstatSync, mkdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { OperationKind } from '../../protocol/threadTree';
import type { MoveFailure } from '../threads/cascadePlan';
import { isAbsent } from '../codexHome';
import { UserError } from '../userError';
import { destinationTaken, ioFailure, twoOfOneName } from './moveFailures';

export interface FileMove {
  from: string;
  to: string;
  /** The file's time in Unix seconds, when the move is going to change it: it is put back too. */
  time?: number;
}

/**
 * Renames each file, making the folders that are missing. A rename is one step of the file system: the file is at every moment
 * at its old or its new place, whole. When one cannot be moved, those before it are put back and the failure is returned. An
 * existing file is never replaced: it is looked for first, and only Codex itself writes in these folders.
 */
export function moveFiles(operation: OperationKind, moves: readonly FileMove[]): MoveFailure | undefined {
  const done: FileMove[] = [];
  try {
    for (const [index, { from, to }] of moves.entries()) {
      const other = moves.slice(0, index).find(move => move.to === to);
      if (other) return twoOfOneName(operation, other.from, from);
      const there = lstatSync(to, { throwIfNoEntry: false });
      // A folder makes the rename itself fail, with the system's words for it.
      if (there && !there.isDirectory()) return destinationTaken(operation, to);
    }
    for (const move of moves) {
      rename(move);
      done.push(move);
    }
    return undefined;
  } catch (error) {
    putBack(done);
    return ioFailure(operation, error);
  }
}

/**
 * Undoes moves, the last one first. Throws UserError, once all others are undone, for those that the system refuses or in whose
 * old place there is something by now: their files are at the new place, while their rows name the old one.
 */
export function putBack(moves: readonly FileMove[]): void {
  const left: string[] = [];
  for (const { from, to, time } of [...moves].reverse()) {
    try {
      if (lstatSync(from, { throwIfNoEntry: false })) {
        left.push(`${to} to ${from} (there is another file now)`);
        continue;
      }
      rename({ from: to, to: from });
      if (time !== undefined) utimesSync(from, time, time);
    } catch (error) {
      left.push(`${to} to ${from} (${(error as Error).message})`);
    }
  }
  if (left.length > 0) throw new UserError(`Rollouts were moved, but their rows could not be written, and they could not be put back. Move by hand: ${left.join('; ')}.`);
}

/** The folder is made only when it turns out to be missing: mostly it is there. */
function rename({ from, to }: FileMove): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isAbsent(error) || statSync(path.dirname(to), { throwIfNoEntry: false })?.isDirectory()) throw error;
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  }
}
