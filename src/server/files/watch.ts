// Notices that files of a folder may have changed, those of the state DB or others: by the system's file events, and by
// a look every two seconds where those are missing (network file systems, a folder that does not exist yet or was made
// again).
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../home/codexHome';
import { stampOf } from './fileCache';

const SETTLE_MS = 100;
const LOOK_MS = 2000;

/** The state DB in any generation, its WAL and its journal; and the old names. Not `-shm`: readers write it too. */
const relevant = /^(?:state_\d+\.sqlite(?:-wal|-journal)?|session_index\.jsonl)$/;

export interface Watch {
  close(): void;
}

/** Watches the state DB in a folder, as `watchFolder` does. */
export function watchStateDb(folder: () => string | undefined, onChange: () => void): Watch {
  return watchFolder(folder, { isRelevant: name => relevant.test(name), signature: signatureOf }, onChange);
}

export interface WatchedFiles {
  /** Whether an event about a file of this name may be a change. */
  isRelevant: (name: string) => boolean;
  /** Another text whenever there was a change, as far as a look tells. */
  signature: (folder: string | undefined) => string;
}

/**
 * Calls `onChange` within about 100 ms of a change, and at the latest two seconds after one that the system did not
 * tell of. `folder` names the folder to watch at each look, or undefined while there is none. Changes are told too
 * often rather than too seldom.
 */
export function watchFolder(
  folder: () => string | undefined,
  { isRelevant, signature }: WatchedFiles,
  onChange: () => void,
): Watch {
  let watcher: { folder: string; identity: string; events: FSWatcher } | undefined;
  let seen = '';
  let settling: NodeJS.Timeout | undefined;

  const changed = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      seen = signature(folder());
      onChange();
    }, SETTLE_MS);
  };
  const unwatch = (): void => {
    watcher?.events.close();
    watcher = undefined;
  };
  const rewatch = (at: string | undefined): void => {
    const identity = at === undefined ? '' : folderIdentity(at);
    if (watcher && watcher.folder === at && watcher.identity === identity) return;
    unwatch();
    if (at === undefined || identity === '') return;
    try {
      const events = watch(at, (_, name) => {
        if (name === null || isRelevant(name)) changed();
      });
      events.on('error', unwatch);
      watcher = { folder: at, identity, events };
    } catch {
      // No file events here: the look every two seconds has to do.
      watcher = undefined;
    }
  };
  const look = (): void => {
    const at = folder();
    rewatch(at);
    const now = signature(at);
    if (now !== seen) changed();
    seen = now;
  };

  rewatch(folder());
  seen = signature(folder());
  const timer = setInterval(look, LOOK_MS);
  return {
    close: () => {
      clearInterval(timer);
      clearTimeout(settling);
      unwatch();
    },
  };
}

function signatureOf(folder: string | undefined): string {
  if (folder === undefined) return '';
  try {
    const stamps = readdirSync(folder)
      .filter(name => relevant.test(name))
      .map(name => stampOf(path.join(folder, name)));
    // With the folder: that it is there now, though empty, is a change too.
    return [folder, ...stamps].join('\n');
  } catch (error) {
    // A folder that can no longer be read is a change too: whoever reads the state DB then is told why.
    return isAbsent(error) ? '' : (error as Error).message;
  }
}

/**
 * Differs when the folder was removed and made again: a watch follows the old one into nowhere. The inode alone is not
 * enough, as the new folder often gets that of the old one. Empty when there is none, or none that can be looked at.
 */
function folderIdentity(folder: string): string {
  try {
    const { ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${ino} ${birthtimeNs}`;
  } catch {
    return '';
  }
}
