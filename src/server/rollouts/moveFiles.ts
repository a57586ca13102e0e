// Moves a thread's files: all of them, or none.
import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { OperationKind } from '../../protocol/threadTree';
import type { MoveFailure } from '../threads/cascadePlan';
import { destinationTaken, ioFailure } from './moveFailures';

export interface FileMove {
  from: string;
  to: string;
}

/**
 * Renames each file, making the folders that are missing. A rename is one step of the file system: the file is at every moment
 * at its old or its new place, whole. When one cannot be moved, those before it are put back and the failure is returned. An
 * existing file is never replaced: it is looked for first, and only Codex itself writes in these folders.
 */
export function moveFiles(operation: OperationKind, moves: readonly FileMove[]): MoveFailure | undefined {
  const done: FileMove[] = [];
  try {
    for (const { to } of moves) {
      const folder = path.dirname(to);
      if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder, { recursive: true });
      const there = lstatSync(to, { throwIfNoEntry: false });
      // A folder makes the rename itself fail, with the system's words for it.
      if (there && !there.isDirectory()) return destinationTaken(operation, to);
    }
    for (const move of moves) {
      renameSync(move.from, move.to);
      done.push(move);
    }
    return undefined;
  } catch (error) {
    putBack(done);
    return ioFailure(operation, error);
  }
}

/** Undoes moves, the last one first. Throws when the system refuses: then a file is at its new place and its row at the old one. */
export function putBack(moves: readonly FileMove[]): void {
  for (const { from, to } of [...moves].reverse()) renameSync(to, from);
}
