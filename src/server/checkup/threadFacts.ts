// What the disk says about one thread: where its row leads, and which rollouts are its own. Collects, but does not
// judge.
import path from 'node:path';
import type { FileFault, Location } from '../../protocol/methods';
import { isSameFile, lookAt } from '../files/look';
import { NotARegularFile } from '../files/regularFile';
import { isDriveInWsl } from '../files/windowsPaths';
import { parseRolloutName, twinOf } from '../rollouts/rolloutNames';
import { ownerOf, type RolloutFolder } from '../rollouts/threadRollouts';
import { plainText } from '../threads/plainText';

/** The two session folders of a home, listed at the same moment. */
export type RolloutFolders = Readonly<Record<Location, RolloutFolder>>;

export interface LocatedFile {
  file: string;
  location: Location;
}

/** A file with the thread's id in its name. */
export interface NamedFile extends LocatedFile {
  /** Undefined if it is one of the thread's rollouts. */
  fault: FileFault | undefined;
}

export interface CheckedRow {
  rolloutPath: string;
  archived: boolean;
}

export interface ThreadFacts {
  threadId: string;
  /** Undefined if the thread has no row. */
  row: CheckedRow | undefined;
  /** The thread's own rollout that the row's path leads to, in this form or the other (compressed or plain). */
  atRow: LocatedFile | undefined;
  /** Why the row's path does not lead to a rollout of the thread; also undefined without a row. */
  rowFault: FileFault | undefined;
  named: NamedFile[];
}

/** Ids have 36 characters, but a file can name any text as its owner. */
const OWNER_LIMIT = 60;

/**
 * Reads the first line of every file that has the thread's id in its name. A file that cannot be read does not count as
 * the thread's.
 */
export function lookAtThread(threadId: string, row: CheckedRow | undefined, folders: RolloutFolders): ThreadFacts {
  const named = (['active', 'archived'] as const).flatMap(location =>
    (folders[location].index.get(threadId) ?? []).map((file): NamedFile => ({
      file,
      location,
      fault: faultOf(file, threadId, folders[location]),
    })),
  );
  if (!row) return { threadId, row, atRow: undefined, rowFault: undefined, named };
  const found = followRow(row.rolloutPath, threadId, named, folders);
  return 'code' in found
    ? { threadId, row, atRow: undefined, rowFault: found, named }
    : { threadId, row, atRow: found, rowFault: undefined, named };
}

/** Whether a file with this fault may still be the rollout: damaged, linked, out of reach, or named by WSL. */
export function mayBeTheRollout({ code }: FileFault): boolean {
  switch (code) {
    case 'missing':
    case 'notAbsolute':
    case 'outside':
    case 'otherOwner':
      return false;
    case 'fromWsl':
    case 'badName':
    case 'noSessionMeta':
    case 'notARegularFile':
    case 'unreadable':
      return true;
  }
}

/** The rollout to which a row's path leads, or why it does not lead to one. */
function followRow(
  rolloutPath: string,
  threadId: string,
  named: readonly NamedFile[],
  folders: RolloutFolders,
): LocatedFile | FileFault {
  const forms = [rolloutPath, twinOf(rolloutPath)];
  const listed = forms.map(form => named.find(({ file }) => file === form)).find(entry => entry !== undefined);
  if (listed) return listed.fault ?? listed;
  if (process.platform === 'win32' && isDriveInWsl(rolloutPath)) return { code: 'fromWsl' };
  // No path contains a NUL, so the system is not asked about it.
  if (!path.isAbsolute(rolloutPath) || rolloutPath.includes('\0')) return { code: 'notAbsolute' };
  // Does not look at a path that leads to another machine.
  if (!folders.active.mayLookAt(rolloutPath) && !folders.archived.mayLookAt(rolloutPath)) return { code: 'outside' };
  return faultOr((): LocatedFile | FileFault => {
    const file = forms.find(form => lookAt(form) !== undefined);
    if (file === undefined) return { code: 'missing' };
    const location = (['active', 'archived'] as const).find(each => folders[each].contains(path.dirname(file)));
    if (location === undefined) return { code: 'outside' };
    // The path may lead through a linked folder, or be spelled differently.
    const same = named.find(other => other.location === location && isSameFile(other.file, file));
    if (same) return same.fault ?? same;
    if (!parseRolloutName(path.basename(file))) return { code: 'badName' };
    return faultOf(file, threadId, folders[location]) ?? { file, location };
  });
}

function faultOf(file: string, threadId: string, folder: RolloutFolder): FileFault | undefined {
  return faultOr((): FileFault | undefined => {
    const stats = lookAt(file);
    if (!stats) return { code: 'missing' };
    if (!stats.isFile()) return { code: 'notARegularFile' };
    if (!folder.contains(path.dirname(file))) return { code: 'outside' };
    // Both forms of a rollout belong together, even if one is truncated because Codex was killed while compressing it.
    const owner = ownerOf(file) ?? (lookAt(twinOf(file))?.isFile() ? ownerOf(twinOf(file)) : undefined);
    if (owner === undefined) return { code: 'noSessionMeta' };
    if (owner === threadId) return undefined;
    return { code: 'otherOwner', owner: { threadId: plainText(owner, OWNER_LIMIT), name: null } };
  });
}

/** Turns a refusal of the system (no permission, name too long, circular links) into a fault of that path. */
function faultOr<T>(look: () => T): T | FileFault {
  try {
    return look();
  } catch (error) {
    if (error instanceof NotARegularFile) return { code: 'notARegularFile' };
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return { code: 'unreadable', error: code };
  }
}
