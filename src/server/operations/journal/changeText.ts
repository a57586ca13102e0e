// The JSON of threads' changes in the journal. Paths of files are relative to the home. What is read back is untrusted,
// because undo and recovery move files and write rows according to it.
import path from 'node:path';
import type { JournalledKind } from '../../../protocol/operations';
import { staysLocal } from '../../files/localPath';
import { reachablePath } from '../../files/look';
import { parseRolloutName } from '../../rollouts/rolloutNames';
import { rowState, type FileMove, type RowChange, type RowState, type ThreadChange } from '../../threads/threadChange';
import { isThreadId } from '../../threads/threadId';

/** Encodes changes as JSON. */
export function changesText(changes: readonly ThreadChange[], home: string): string {
  const relative = (file: string): string =>
    file.startsWith(home + path.sep) ? file.slice(home.length + 1) : path.relative(home, file);
  return JSON.stringify(
    changes.map(change => ({
      ...change,
      files: change.files.map(move => ({ ...move, from: relative(move.from), to: relative(move.to) })),
    })),
  );
}

/** Checks parsed JSON. Returns undefined unless an operation of this kind can have made such a change. */
export type ChangeReader = (value: unknown, kind: JournalledKind) => ThreadChange | undefined;

/**
 * Creates the reader for one home. Each file must be a rollout in one of the home's two session folders, and the row
 * that the operation wrote must name one. The row that the operation found may name anything: repairs are for rows
 * that do not name a rollout of this home, and their undo restores the text. Nothing opens that path.
 */
export function createChangeReader(home: string): ChangeReader {
  const isRolloutPath = createRolloutPathCheck(home);
  const rowChange = (value: unknown, kind: JournalledKind): RowChange | undefined => {
    const { before, after } = (value ?? {}) as Partial<RowChange>;
    if (!isRow(before) || !isRow(after)) return undefined;
    // An undo finds the row that the operation wrote, and restores the one that it found.
    const written = kind === 'undo' ? before : after;
    return isRolloutPath(written.rolloutPath) ? { before: rowState(before), after: rowState(after) } : undefined;
  };
  return (value, kind) => {
    const { threadId, files, row, asked } = (value ?? {}) as Partial<ThreadChange>;
    if (!isThreadId(threadId) || !Array.isArray(files) || !files.every(isMove)) return undefined;
    const checked = row === null ? null : rowChange(row, kind);
    if (checked === undefined) return undefined;
    const change: ThreadChange = { threadId, files: files.map(move => absoluteMove(move, home)), row: checked };
    return asked === true ? { ...change, asked } : change;
  };
}

function absoluteMove({ from, to, size, mtimeMs, touchMs }: FileMove, home: string): FileMove {
  const move = { from: path.join(home, from), to: path.join(home, to), size, mtimeMs };
  return touchMs === undefined ? move : { ...move, touchMs };
}

function isMove(value: unknown): value is FileMove {
  const { from, to, size, mtimeMs, touchMs } = (value ?? {}) as Partial<FileMove>;
  return (
    isSessionPath(from) &&
    isSessionPath(to) &&
    Number.isSafeInteger(size) &&
    Number.isFinite(mtimeMs) &&
    (touchMs === undefined || Number.isFinite(touchMs))
  );
}

/** Whether a value is the path, relative to the home, of a rollout in one of the two session folders. */
function isSessionPath(value: unknown): value is string {
  if (typeof value !== 'string' || value.includes('\0') || path.isAbsolute(value) || path.normalize(value) !== value)
    return false;
  const [folder, ...below] = value.split(path.sep);
  return isSessionFolder(folder) && below.length > 0 && parseRolloutName(below.at(-1) ?? '') !== undefined;
}

function isSessionFolder(name: string | undefined): boolean {
  return name === 'sessions' || name === 'archived_sessions';
}

/**
 * Creates the check that a row's path is absolute and names a rollout in one of the home's two session folders. The
 * path may lead there through a link. Links are resolved once for each folder, and only when the path does not begin
 * with the home's.
 */
function createRolloutPathCheck(home: string): (file: string) => boolean {
  const folders = ['sessions', 'archived_sessions'].map(name => path.join(home, name));
  const known = new Map<string, boolean>();
  const isInside = (folder: string): boolean => {
    if (folders.some(session => isBelow(folder, session))) return true;
    const real = realFolder(folder);
    return folders.some(session => isBelow(real, realFolder(session)));
  };
  return file => {
    // Almost all paths in rows are like this.
    if (file.startsWith(home + path.sep) && isSessionPath(file.slice(home.length + 1))) return true;
    if (!staysLocal(file, home) || !path.isAbsolute(file) || !parseRolloutName(path.basename(file))) return false;
    const folder = path.dirname(path.resolve(file));
    const answer = known.get(folder) ?? isInside(folder);
    known.set(folder, answer);
    return answer;
  };
}

function isBelow(folder: string, top: string): boolean {
  return folder === top || folder.startsWith(top + path.sep);
}

/** Resolves the links of the part of a path that exists: a day folder may have been removed. */
function realFolder(folder: string): string {
  const parent = path.dirname(folder);
  return reachablePath(folder) ?? (parent === folder ? folder : path.join(realFolder(parent), path.basename(folder)));
}

function isRow(value: unknown): value is RowState {
  const { rolloutPath, archived, archivedAt, updatedAt, updatedAtMs } = (value ?? {}) as Partial<RowState>;
  return (
    typeof rolloutPath === 'string' &&
    typeof archived === 'boolean' &&
    [archivedAt, updatedAt, updatedAtMs].every(time => time === null || Number.isSafeInteger(time))
  );
}
