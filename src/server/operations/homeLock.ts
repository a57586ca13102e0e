// One operation at a time in a Codex home, across windows, VS Code and Insiders, and remote servers. They share no
// folder but the home, so the lock is a file there: an empty SQLite database with an EXCLUSIVE transaction on it. That
// is a lock of the operating system (fcntl; LockFileEx on Windows), which goes with its process however that ends, and
// works across machines where the network file system has locks. Nothing is ever written into the file.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { isLocked, nodeSqlite, sqliteCode } from '../sqlite/nodeSqlite';
import { WaitCancelled } from '../sqlite/write';
import { UserError } from '../userError';

/** No version of Codex looks at a file of this name (0.125 and older delete other `state*.sqlite`). */
export const HOME_LOCK = 'thread-tree.lock';

export interface HomeLock {
  release(): void;
}

export interface WaitOptions {
  /** Told once, in words for the user, when somebody else has it. */
  onWait: (reason: string) => void;
  /** Ends the waiting. */
  signal: AbortSignal;
}

const LIMIT_MS = 60_000;
const RETRY_MS = 100;

/**
 * Takes the lock of a home; undefined while another process (or another server of this one) has it. Throws UserError
 * when it cannot be taken.
 */
export function tryHomeLock(home: string): HomeLock | undefined {
  const file = path.join(home, HOME_LOCK);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat && !stat.isFile())
    throw new UserError(
      t(
        '{0} is not a regular file. It is the lock that keeps two windows from moving threads at once: remove it and try again.',
        file,
      ),
    );
  const { DatabaseSync } = nodeSqlite();
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    const connection = (database = new DatabaseSync(`${pathToFileURL(file).href}?mode=rwc`, { timeout: 0 }));
    connection.exec('BEGIN EXCLUSIVE');
    return { release: () => connection.close() };
  } catch (error) {
    database?.close();
    if (isLocked(error)) return undefined;
    if (sqliteCode(error) === undefined) throw error;
    throw new UserError(
      t(
        'The lock {0}, which keeps two windows from moving threads at once, cannot be taken: {1}. Make the folder writable, or remove the file.',
        file,
        (error as Error).message,
      ),
    );
  }
}

/**
 * Waits for the lock, up to a minute. Throws UserError when it stays taken, WaitCancelled when the waiting is
 * cancelled.
 */
export async function takeHomeLock(home: string, { onWait, signal }: WaitOptions): Promise<HomeLock> {
  const deadline = Date.now() + LIMIT_MS;
  for (let told = false; ; told = true) {
    if (signal.aborted) throw new WaitCancelled('Cancelled.');
    const lock = tryHomeLock(home);
    if (lock) return lock;
    if (Date.now() > deadline)
      throw new UserError(
        t(
          'Another window has been moving threads of this Codex home for more than {0} seconds. Wait for its end, or close it, and try again.',
          LIMIT_MS / 1000,
        ),
      );
    if (!told) onWait(t('waiting: another window is moving threads of this Codex home'));
    await sleep(RETRY_MS);
  }
}
