// Notices when files in a folder may have changed: from the system's file events, and by a look every two seconds where
// there are none (network file systems, a folder that does not exist yet or was created again).
import { statSync, watch, type FSWatcher } from 'node:fs';

const SETTLE_MS = 100;
const LOOK_MS = 2000;

export interface Watch {
  /** Whether the system reports changes in the folder; also true if there is no folder to watch. */
  isLive(): boolean;
  close(): void;
}

export interface WatchedFiles {
  /** Whether an event about a file of this name may be a change. */
  isRelevant: (name: string) => boolean;
  /** Differs whenever there was a change, as far as a look can tell. */
  signature: (folder: string | undefined) => string;
  /** Called as soon as there may be a change, before `onChange`. */
  onHint?: () => void;
}

/**
 * Calls `onChange` about 100 ms after a change, or within about two seconds of one that the system does not report.
 * `folder` returns the folder to watch, at each look, or undefined while there is none. Reports changes too often
 * rather than too rarely.
 */
export function watchFolder(
  folder: () => string | undefined,
  { isRelevant, signature, onHint }: WatchedFiles,
  onChange: () => void,
): Watch {
  let watcher: { folder: string; identity: string; events: FSWatcher } | undefined;
  let seen = '';
  let isNeeded = true;
  let settling: NodeJS.Timeout | undefined;

  const changed = (): void => {
    onHint?.();
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
    isNeeded = at !== undefined;
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
      // No file events here: the look every two seconds has to suffice.
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
    isLive: () => watcher !== undefined || !isNeeded,
    close: () => {
      clearInterval(timer);
      clearTimeout(settling);
      unwatch();
    },
  };
}

/**
 * Differs if the folder was removed and created again, when a watch would still follow the old one. The inode alone is
 * not enough, as the new folder often gets the old one's. Empty if there is no folder, or none that can be examined.
 */
function folderIdentity(folder: string): string {
  try {
    const { ino, birthtimeNs } = statSync(folder, { bigint: true });
    return `${ino} ${birthtimeNs}`;
  } catch {
    return '';
  }
}
