// Where the journals of a Codex home lie, and how many of them are kept: one file an operation, `<id>.open` while it
// runs or after its process has died, `<id>.closed` from its end on, `<id>.damaged` when it could not be read.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { JournalledKind } from '../../../protocol/methods';
import { isAbsent } from '../../files/fileErrors';
import { FailureError } from '../../failure';

/** As many as the user is offered to undo. */
const KEPT = 20;
const KEPT_DAYS = 30;
/** An operation on 10,000 threads takes some 5 MB. */
const KEPT_BYTES = 64 * 1024 * 1024;

const DAY_MS = 86_400_000;
const fileName = /^(\d{8}T\d{9}-(?:archive|unarchive|repair|undo)-[0-9a-f]{8})\.(open|closed|damaged)$/;

export interface JournalFile {
  operation: string;
  path: string;
  state: 'open' | 'closed' | 'damaged';
}

/**
 * The platform's folder for the state of a user's programs, with ours in it: where a server without a window keeps its
 * journals.
 */
export function defaultJournalRoot(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const name = 'codex-thread-tree';
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), name, 'journal');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', name, 'journal');
  // XDG Base Directory Specification: a relative path is to be ignored.
  const state = env.XDG_STATE_HOME ?? '';
  return path.join(path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state'), name, 'journal');
}

/** The folder of one home's journals below `root`; it need not exist. */
export function journalFolderOf(root: string, home: string): string {
  return path.join(root, createHash('sha256').update(home).digest('hex').slice(0, 16));
}

/** A name for an operation that begins now (Unix milliseconds); names sort by time. */
export function newOperationId(kind: JournalledKind, now: number): string {
  const time = new Date(now).toISOString().replace(/[-:.Z]/g, '');
  return `${time}-${kind}-${randomBytes(4).toString('hex')}`;
}

/** The journals in a folder, newest first; none when there is no folder. Throws FailureError when it cannot be read. */
export function listJournals(folder: string): JournalFile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new FailureError({ code: 'journalUnusable', path: folder, cause: (error as Error).message });
  }
  return names
    .sort()
    .reverse()
    .flatMap(name => {
      const [, operation, state] = fileName.exec(name) ?? [];
      return operation === undefined
        ? []
        : [{ operation, path: path.join(folder, name), state: state as JournalFile['state'] }];
    });
}

/** Makes the folder, for this user only: a journal names threads and paths. Throws FailureError. */
export function makeJournalFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new FailureError({ code: 'journalFolderUnwritable', folder, cause: (error as Error).message });
  }
}

/**
 * Removes what is too old, and of the ended operations what is too much, in every home's folder below `root`.
 * Operations that wait for the user's word stay as long as any. What cannot be removed stays, and is told of.
 */
export function pruneJournals(root: string, now: number, warn: (message: string) => void): void {
  for (const folder of foldersIn(root)) {
    let bytes = 0;
    let kept = 0;
    for (const file of listJournals(folder)) {
      try {
        const { size, mtimeMs } = statSync(file.path);
        if (file.state !== 'open') {
          bytes += size;
          kept++;
        }
        const isTooMuch = file.state !== 'open' && (kept > KEPT || bytes > KEPT_BYTES);
        if (isTooMuch || now - mtimeMs > KEPT_DAYS * DAY_MS) rmSync(file.path);
      } catch (error) {
        // Another window may have removed it first.
        if (!isAbsent(error)) warn(`The journal ${file.path} could not be removed: ${(error as Error).message}`);
      }
    }
  }
}

function foldersIn(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => path.join(root, entry.name));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new FailureError({ code: 'journalUnusable', path: root, cause: (error as Error).message });
  }
}
