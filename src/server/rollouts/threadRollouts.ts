// Finds the rollouts of a thread and checks them before anything moves: each must lie in the right folder of this home,
// be a regular file with the name of a rollout, and belong to the thread.
import path from 'node:path';
import type { Failure } from '../../protocol/failures';
import type { JournalledKind } from '../../protocol/methods';
import { staysLocal } from '../files/localPath';
import { canonicalPath, isSameFile, lookAt } from '../files/look';
import { createLooksAhead, type LooksAhead } from './looksAhead';
import { indexRollouts, type RolloutIndex } from './rolloutIndex';
import { parseRolloutName, twinOf } from './rolloutNames';
import { lookAtRollout, rolloutOwner, type FoundRollout } from './sessionMeta';

/** The folder that an operation takes rollouts from, as of one moment. */
export interface RolloutFolder {
  index: RolloutIndex;
  /** Whether a folder, with links resolved, is this one or lies below it. */
  contains(folder: string): boolean;
  /** Whether the system may be asked about a path, that is unless it leads to another machine. */
  mayLookAt(file: string): boolean;
  /** For the next `ownedRollouts` of a thread. */
  ahead: LooksAhead;
}

/**
 * Lists the rollouts of a folder, of all threads or of `only` these. Reads the list and resolves each link only once.
 * Throws `rolloutFolderUnreadable`.
 */
export function openRolloutFolder(folder: string, only?: ReadonlySet<string>): RolloutFolder {
  const index = indexRollouts(folder, only);
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
    // A path with a NUL leads nowhere.
    mayLookAt: file => file.includes('\0') || staysLocal(file, folder),
    ahead: createLooksAhead(index),
  };
}

export interface OwnedRollouts {
  /** The file that the thread's row names (or its compressed twin), otherwise the one found by its name. */
  main: string;
  /** All files to move, `main` first, including those of earlier reverts and compressed twins. */
  files: OwnedRollout[];
}

export interface OwnedRollout extends FoundRollout {
  file: string;
}

type RolloutLocation = (typeof sources)[JournalledKind];

/** Where each kind of operation looks for rollouts. */
const sources = { archive: 'active', unarchive: 'archived', undo: 'either', repair: 'either' } as const;

/** The thread according to its row; `rolloutPath` is undefined if it has none. */
export interface ThreadOnDisk {
  threadId: string;
  rolloutPath: string | undefined;
  /** A thread from before 0.148: its rollout is found by its name if the row's path is stale. */
  isLegacy: boolean;
}

/** Finds and checks all rollouts of a thread, or says why it cannot be moved. Throws I/O errors other than absence. */
export function ownedRollouts(
  operation: JournalledKind,
  thread: ThreadOnDisk,
  folder: RolloutFolder,
): OwnedRollouts | { failure: Failure } {
  const { threadId, rolloutPath, isLegacy } = thread;
  const location = sources[operation];
  const named = folder.index.get(threadId) ?? [];
  if (rolloutPath !== undefined && !folder.mayLookAt(rolloutPath))
    return { failure: { code: 'rolloutOutside', path: rolloutPath, location } };
  const main =
    presentForm(rolloutPath, named) ??
    (rolloutPath === undefined || isLegacy ? foundByName(threadId, named) : undefined);
  if (main === undefined) return { failure: { code: 'rolloutMissing', path: rolloutPath ?? null, location } };
  const failure = checkPlace(main, thread, folder, named.includes(main), location);
  if (failure) return { failure };
  const found = examine(main, folder.ahead.take(main));
  if (found.owner !== threadId) return { failure: notOwned(main, found.owner) };
  // Another thread's rollout that merely has this id in its name stays where it is.
  const others =
    named.length < 2
      ? []
      : named
          .filter(file => file !== main)
          .map(file => examine(file, folder.ahead.take(file)))
          .filter(({ owner }) => owner === threadId);
  return { main, files: [found, ...others] };
}

function checkPlace(
  file: string,
  { isLegacy }: ThreadOnDisk,
  folder: RolloutFolder,
  isIndexed: boolean,
  location: RolloutLocation,
): Failure | undefined {
  if (!path.isAbsolute(file) || !folder.contains(path.dirname(file)))
    return { code: 'rolloutOutside', path: file, location };
  // Only regular files with the name of a rollout are in the index.
  if (isIndexed) return undefined;
  if (lookAt(file)?.isFile() === false) return { code: 'notARegularFile', path: file };
  return parseRolloutName(path.basename(file))
    ? undefined
    : { code: 'badRolloutName', path: file, historyMode: isLegacy ? 'legacy' : 'paginated' };
}

/** The failure for a rollout whose first line names another thread, or no thread. */
export function notOwned(file: string, owner: string | undefined): Failure {
  return owner === undefined
    ? { code: 'noSessionMeta', path: file }
    : { code: 'otherOwner', path: file, owner: { threadId: owner, name: null } };
}

/**
 * The thread to which a rollout belongs, or undefined if it does not say. Both forms of a rollout belong together, even
 * if one is truncated because Codex was killed while compressing it. Throws NotARegularFile and I/O errors.
 */
export function ownerOf(file: string): string | undefined {
  return examine(file).owner;
}

function examine(file: string, seen?: FoundRollout): OwnedRollout {
  const found = seen ?? lookAtRollout(file);
  const owner = found.owner ?? (isPresent(twinOf(file)) ? rolloutOwner(twinOf(file)) : undefined);
  return { ...found, file, owner };
}

/**
 * The path itself if the file exists, otherwise that of its compressed or plain twin; spelled as in the index if it is
 * in there.
 */
function presentForm(rolloutPath: string | undefined, named: readonly string[]): string | undefined {
  if (rolloutPath === undefined) return undefined;
  const file = [rolloutPath, twinOf(rolloutPath)].find(file => named.includes(file) || isPresent(file));
  // The row may name the same file through a link, or may have been written when the home was elsewhere.
  return file === undefined || named.includes(file) || !path.isAbsolute(file)
    ? file
    : (named.find(other => isSameFile(other, file)) ?? file);
}

/** The thread's own file, otherwise another one that has its id in its name. */
function foundByName(threadId: string, named: readonly string[]): string | undefined {
  return named.find(file => ownerOf(file) === threadId) ?? named[0];
}

function isPresent(file: string): boolean {
  // No path contains a NUL, so the system is not asked about it.
  return !file.includes('\0') && lookAt(file) !== undefined;
}
