// Where the journal of a Codex home is: `<journal root>/<hash of the home>/journal.sqlite`.
import { createHash, randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import type { JournalledKind } from '../../../protocol/operations';
import { FailureError } from '../../failure';
import { createOwnFolder } from '../../files/ownFiles';

const operationId = /^\d{8}T\d{9}-(archive|unarchive|repair|undo)-[0-9a-f]{8}$/;

/** The journal root of a server without a window: in the platform's folder for the state of programs. */
export function defaultJournalRoot(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const name = 'codex-thread-tree';
  if (platform === 'win32')
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), name, 'journal');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', name, 'journal');
  // The XDG Base Directory Specification says to ignore relative paths.
  const state = env.XDG_STATE_HOME ?? '';
  return path.join(path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state'), name, 'journal');
}

/** The journal of a home by one spelling of its path. */
export interface JournalPlace {
  folder: string;
  home: string;
}

/** The folder of a home's journal. It may not exist. */
export function journalFolderOf(root: string, home: string): string {
  return path.join(root, createHash('sha256').update(home).digest('hex').slice(0, 16));
}

/** The journal in a folder. It may not exist. */
export function journalFileIn(folder: string): string {
  return path.join(folder, 'journal.sqlite');
}

/** Creates the id of an operation that begins now (Unix milliseconds). */
export function newOperationId(kind: JournalledKind, now: number): string {
  const time = new Date(now).toISOString().replace(/[-:.Z]/g, '');
  return `${time}-${kind}-${randomBytes(4).toString('hex')}`;
}

/** Whether a value is the id of an operation. */
export function isOperationId(value: unknown): value is string {
  return typeof value === 'string' && operationId.test(value);
}

/** The kind of operation in an id. Undefined if the text is not an id. */
export function kindInId(id: string): JournalledKind | undefined {
  return operationId.exec(id)?.[1] as JournalledKind | undefined;
}

/**
 * Creates the folder, durably and with access for this user only: a journal contains threads and paths. Throws
 * `journalFolderUnwritable`.
 */
export function makeJournalFolder(folder: string): void {
  try {
    createOwnFolder(folder);
  } catch (error) {
    throw new FailureError({ code: 'journalFolderUnwritable', folder, cause: (error as Error).message });
  }
}
