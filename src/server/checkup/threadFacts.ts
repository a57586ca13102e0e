// What the disk says of one thread's records: where its row leads, and which rollouts are its own. Looks, and judges
// nothing.
import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { parseRolloutName, twinOf } from '../rollouts/rolloutNames';
import { NotARegularFile } from '../rollouts/sessionMeta';
import { ownerOf, type RolloutFolder } from '../rollouts/threadRollouts';

/** Which of the two folders: `sessions` or `archived_sessions`. */
export type Location = 'active' | 'archived';

/** The two folders of a home, as they were listed at one moment. */
export type RolloutFolders = Readonly<Record<Location, RolloutFolder>>;

export interface LocatedFile {
  file: string;
  location: Location;
}

/** Why a file is none of the thread's rollouts. */
export interface Fault {
  /** The end of a sentence that begins with the path: `does not exist`. */
  text: string;
  /** There is nothing, or somebody else's: not a rollout of the thread that is only damaged, linked or out of reach. */
  isCertain: boolean;
}

/** A file with the thread's id in its name. */
export interface NamedFile extends LocatedFile {
  /** Undefined when it is one of the thread's rollouts. */
  fault: Fault | undefined;
}

export interface CheckedRow {
  rolloutPath: string;
  archived: boolean;
}

export interface ThreadFacts {
  threadId: string;
  /** Undefined when the thread has no row. */
  row: CheckedRow | undefined;
  /** The thread's own rollout that the row's path leads to, in this form or the other (compressed or plain). */
  atRow: LocatedFile | undefined;
  /** Why the row's path leads to none; undefined also without a row. */
  rowFault: Fault | undefined;
  named: NamedFile[];
}

/**
 * Reads the first line of every plain file that has the thread's id in its name. A file that cannot be read is not the
 * thread's.
 */
export function lookAtThread(threadId: string, row: CheckedRow | undefined, folders: RolloutFolders): ThreadFacts {
  const named = (['active', 'archived'] as const).flatMap(place =>
    (folders[place].index.get(threadId) ?? []).map((file): NamedFile => ({
      file,
      location: place,
      fault: faultOf(file, threadId, folders[place]),
    })),
  );
  if (!row) return { threadId, row, atRow: undefined, rowFault: undefined, named };
  const found = followRow(row.rolloutPath, threadId, named, folders);
  return 'text' in found
    ? { threadId, row, atRow: undefined, rowFault: found, named }
    : { threadId, row, atRow: found, rowFault: undefined, named };
}

/** The rollout that a row's path leads to, or why it leads to none. */
function followRow(
  rolloutPath: string,
  threadId: string,
  named: readonly NamedFile[],
  folders: RolloutFolders,
): LocatedFile | Fault {
  const forms = [rolloutPath, twinOf(rolloutPath)];
  const listed = forms.map(form => named.find(({ file }) => file === form)).find(entry => entry !== undefined);
  if (listed) return listed.fault ?? listed;
  // A NUL cannot be in a path, and the system is not asked about it.
  if (!path.isAbsolute(rolloutPath) || rolloutPath.includes('\0')) return certain(t('is not an absolute path'));
  // What leads to another machine is not looked at.
  if (!folders.active.mayLookAt(rolloutPath) && !folders.archived.mayLookAt(rolloutPath)) return outside();
  return faultOr(() => {
    const file = forms.find(form => statsOf(form) !== undefined);
    if (file === undefined) return certain(t('does not exist'));
    const place = (['active', 'archived'] as const).find(place => folders[place].contains(path.dirname(file)));
    if (place === undefined) return outside();
    // Through a linked folder, or in another spelling.
    const same = named.find(other => other.location === place && isSameFile(other.file, file));
    if (same) return same.fault ?? same;
    if (!parseRolloutName(path.basename(file))) return uncertain(t('does not have the name of a rollout'));
    return faultOf(file, threadId, folders[place]) ?? { file, location: place };
  });
}

function faultOf(file: string, threadId: string, folder: RolloutFolder): Fault | undefined {
  return faultOr(() => {
    const stats = statsOf(file);
    if (!stats) return certain(t('does not exist'));
    if (!stats.isFile()) return notRegular();
    if (!folder.contains(path.dirname(file))) return outside();
    // Two forms of one rollout go together, also when one is cut: Codex was killed while it packed it.
    const owner = ownerOf(file) ?? (statsOf(twinOf(file))?.isFile() ? ownerOf(twinOf(file)) : undefined);
    if (owner === undefined) return uncertain(t("does not begin with a session's record"));
    return owner === threadId ? undefined : certain(t('belongs to thread {0}', owner));
  });
}

/** What the system refuses to look at (no permission, a name too long, links in a circle) is a fault of that path. */
function faultOr<T>(look: () => T): T | Fault {
  try {
    return look();
  } catch (error) {
    if (error instanceof NotARegularFile) return notRegular();
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return uncertain(t('cannot be looked at ({0})', code));
  }
}

function outside(): Fault {
  return certain(t('is not in the session folders of this Codex home'));
}

function notRegular(): Fault {
  return uncertain(t('is a link or not a regular file'));
}

function certain(text: string): Fault {
  return { text, isCertain: true };
}

function uncertain(text: string): Fault {
  return { text, isCertain: false };
}

function statsOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map(file => lstatSync(file, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}
