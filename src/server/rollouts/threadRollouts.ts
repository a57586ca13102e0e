// The rollout files that a thread owns, checked before anything moves: in the right folder of this home, regular files with a
// rollout's name, and the thread's own.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../codexHome';
import type { OperationKind } from '../../protocol/threadTree';
import type { MoveFailure } from '../threads/cascadePlan';
import { badName, notARegularFile, otherOwner, outsideFolder, rolloutMissing } from './moveFailures';
import type { RolloutIndex } from './rolloutIndex';
import { parseRolloutName, twinOf } from './rolloutNames';
import { rolloutOwner } from './rolloutOwner';

/** The folder that an operation takes rollouts from, as of one moment. */
export interface RolloutFolder {
  /** Its canonical path, or undefined when it does not exist. */
  canonical: string | undefined;
  index: RolloutIndex;
}

export interface OwnedRollouts {
  /** The file that the thread's row names (or its compressed twin), else the only one found by name. */
  main: string;
  /** All files to move, `main` first: those of earlier reverts, and compressed twins. */
  files: string[];
}

/** The thread as its row has it; `rolloutPath` is undefined when it has no row. */
export interface ThreadOnDisk {
  threadId: string;
  rolloutPath: string | undefined;
  /** Threads of before 0.148: their rollout is found by its name when the row's path is stale. */
  isLegacy: boolean;
}

/** Finds and checks all rollouts of a thread, or says why it cannot be moved. Throws I/O errors other than absence. */
export function ownedRollouts(operation: OperationKind, thread: ThreadOnDisk, folder: RolloutFolder): OwnedRollouts | { failure: MoveFailure } {
  const { threadId, rolloutPath, isLegacy } = thread;
  const named = folder.index.get(threadId) ?? [];
  const main = presentForm(rolloutPath) ?? (rolloutPath === undefined || isLegacy ? named[0] : undefined);
  if (main === undefined) {
    const where = rolloutPath === undefined ? 'No rollout of this thread was found.' : `Its rollout ${rolloutPath} does not exist.`;
    return { failure: rolloutMissing(operation, threadId, where) };
  }
  const failure = checkMain(operation, main, thread, folder);
  if (failure) return { failure };
  const files = [main];
  for (const file of [twinOf(main), ...named]) {
    if (files.includes(file) || !isPresent(file) || !isIn(folder, file)) continue;
    // Another thread's rollout that only carries this id in its name stays where it is.
    if (lstatSync(file).isFile() && belongsTo(file, threadId)) files.push(file);
  }
  return { main, files };
}

function checkMain(operation: OperationKind, file: string, thread: ThreadOnDisk, folder: RolloutFolder): MoveFailure | undefined {
  if (!path.isAbsolute(file) || !isIn(folder, file)) return outsideFolder(operation, file);
  if (!lstatSync(file).isFile()) return notARegularFile(file);
  const name = parseRolloutName(path.basename(file));
  if (!name) return badName(file, thread.isLegacy);
  const owner = ownerOf(file);
  return owner === thread.threadId ? undefined : otherOwner(operation, file, owner, thread.threadId);
}

/** Both forms of a rollout have one name; a compressed one is taken at its name's word. */
function ownerOf(file: string): string | undefined {
  return file.endsWith('.zst') ? parseRolloutName(path.basename(file))?.threadId : rolloutOwner(file);
}

function belongsTo(file: string, threadId: string): boolean {
  return ownerOf(file) === threadId;
}

/** The path itself when there is something, else its compressed or plain twin. */
function presentForm(rolloutPath: string | undefined): string | undefined {
  if (rolloutPath === undefined) return undefined;
  return [rolloutPath, twinOf(rolloutPath)].find(isPresent);
}

function isPresent(file: string): boolean {
  // A NUL cannot be in a path, and the system is not asked about it.
  return !file.includes('\0') && lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Whether a file's folder, links resolved, is the canonical folder or lies below it. */
function isIn(folder: RolloutFolder, file: string): boolean {
  if (folder.canonical === undefined) return false;
  const parent = canonicalPath(path.dirname(file));
  return parent !== undefined && (parent === folder.canonical || parent.startsWith(folder.canonical + path.sep));
}

/** The path with all links resolved, or undefined when it does not exist. */
export function canonicalPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
