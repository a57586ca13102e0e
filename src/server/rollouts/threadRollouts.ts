// The rollout files that a thread owns, checked before anything moves: in the right folder of this home, regular files
// with a rollout's name, and the thread's own.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { isAbsent } from '../home/codexHome';
import type { JournalledKind } from '../../protocol/methods';
import type { MoveFailure } from '../threads/cascadePlan';
import { staysLocal } from '../files/localPath';
import { badName, notARegularFile, otherOwner, outsideFolder, rolloutMissing } from '../operations/moveFailures';
import { lookAt } from '../files/namedErrors';
import { indexRollouts, type RolloutIndex } from './rolloutIndex';
import { parseRolloutName, twinOf } from './rolloutNames';
import { lookAtRollout, rolloutOwner, type FoundRollout } from './sessionMeta';

/** The folder that an operation takes rollouts from, as of one moment. */
export interface RolloutFolder {
  index: RolloutIndex;
  /** Whether a folder, links resolved, is this one or lies below it. */
  contains(folder: string): boolean;
  /** Whether the system may be asked about a path: one that leads to another machine is refused unasked. */
  mayLookAt(file: string): boolean;
}

/**
 * A folder's rollouts are listed once, and each folder's links are resolved once. Throws UserError when it cannot be
 * read.
 */
export function openRolloutFolder(folder: string): RolloutFolder {
  const index = indexRollouts(folder);
  const canonical = canonicalPath(folder);
  const known = new Map<string, boolean>();
  const isBelow = (place: string): boolean => {
    const resolved = canonicalPath(place);
    return (
      canonical !== undefined &&
      resolved !== undefined &&
      (resolved === canonical || resolved.startsWith(canonical + path.sep))
    );
  };
  return {
    index,
    contains: place => {
      const answer = known.get(place) ?? isBelow(place);
      known.set(place, answer);
      return answer;
    },
    // A NUL is no such path: nothing is there.
    mayLookAt: file => file.includes('\0') || staysLocal(file, folder),
  };
}

export interface OwnedRollouts {
  /** The file that the thread's row names (or its compressed twin), else the only one found by name. */
  main: string;
  /** All files to move, `main` first: those of earlier reverts, and compressed twins. */
  files: OwnedRollout[];
}

export interface OwnedRollout extends FoundRollout {
  file: string;
}

/** The thread as its row has it; `rolloutPath` is undefined when it has no row. */
export interface ThreadOnDisk {
  threadId: string;
  rolloutPath: string | undefined;
  /** Threads of before 0.148: their rollout is found by its name when the row's path is stale. */
  isLegacy: boolean;
}

/** Finds and checks all rollouts of a thread, or says why it cannot be moved. Throws I/O errors other than absence. */
export function ownedRollouts(
  operation: JournalledKind,
  thread: ThreadOnDisk,
  folder: RolloutFolder,
): OwnedRollouts | { failure: MoveFailure } {
  const { threadId, rolloutPath, isLegacy } = thread;
  const named = folder.index.get(threadId) ?? [];
  if (rolloutPath !== undefined && !folder.mayLookAt(rolloutPath))
    return { failure: outsideFolder(operation, rolloutPath) };
  const main =
    presentForm(rolloutPath, named) ??
    (rolloutPath === undefined || isLegacy ? foundByName(threadId, named) : undefined);
  if (main === undefined) {
    const where =
      rolloutPath === undefined
        ? t('No rollout of this thread was found.')
        : t('Its rollout {0} does not exist.', rolloutPath);
    return { failure: rolloutMissing(operation, threadId, where) };
  }
  const failure = checkPlace(operation, main, thread, folder, named.includes(main));
  if (failure) return { failure };
  const found = examine(main);
  if (found.owner !== threadId) return { failure: otherOwner(operation, main, found.owner, threadId) };
  // Another thread's rollout that only carries this id in its name stays where it is.
  const others =
    named.length < 2
      ? []
      : named
          .filter(file => file !== main)
          .map(examine)
          .filter(({ owner }) => owner === threadId);
  return { main, files: [found, ...others] };
}

function checkPlace(
  operation: JournalledKind,
  file: string,
  { isLegacy }: ThreadOnDisk,
  folder: RolloutFolder,
  isIndexed: boolean,
): MoveFailure | undefined {
  if (!path.isAbsolute(file) || !folder.contains(path.dirname(file))) return outsideFolder(operation, file);
  if (!isIndexed && !lstatSync(file).isFile()) return notARegularFile(file);
  return parseRolloutName(path.basename(file)) ? undefined : badName(file, isLegacy);
}

/**
 * The thread that a rollout belongs to, undefined when that cannot be told. Two forms of one rollout go together, also
 * when one of them is cut: Codex was killed while it packed it. Throws NotARegularFile and I/O errors.
 */
export function ownerOf(file: string): string | undefined {
  return examine(file).owner;
}

function examine(file: string): OwnedRollout {
  const found = lookAtRollout(file);
  const owner = found.owner ?? (isPresent(twinOf(file)) ? rolloutOwner(twinOf(file)) : undefined);
  return { ...found, file, owner };
}

/**
 * The path itself when there is something, else its compressed or plain twin; spelled as in the index when that has it.
 */
function presentForm(rolloutPath: string | undefined, named: readonly string[]): string | undefined {
  if (rolloutPath === undefined) return undefined;
  const file = [rolloutPath, twinOf(rolloutPath)].find(file => named.includes(file) || isPresent(file));
  // A row may lead to the same file through a link, or have been written when the home was elsewhere.
  return file === undefined || named.includes(file) || !path.isAbsolute(file)
    ? file
    : (named.find(other => isSameFile(other, file)) ?? file);
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map(file => lstatSync(file, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

/** The thread's own file before others that only carry its id in their names. */
function foundByName(threadId: string, named: readonly string[]): string | undefined {
  return named.find(file => ownerOf(file) === threadId) ?? named[0];
}

function isPresent(file: string): boolean {
  // A NUL cannot be in a path, and the system is not asked about it.
  return !file.includes('\0') && lookAt(file) !== undefined;
}

/** The path with all links resolved, or undefined when it does not exist. */
export function canonicalPath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
