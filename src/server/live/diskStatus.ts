// What the files of a Codex home say about a thread that has a lock file. "Waiting for approval" is in no file.
import type { LiveStatus } from '../../protocol/live';
import type { TurnEvent } from './turnEvents';

/** The files' evidence about one thread. */
export interface DiskFacts {
  /** Whether a process holds the writer lock. */
  isHeld: boolean;
  /** When the lock file was made, in Unix milliseconds: Codex makes it anew whenever it loads the thread. */
  loadedAtMs: number;
  /** Undefined if the rollout has none, or could not be read. */
  lastEvent: TurnEvent | undefined;
}

/** Undefined if there is nothing to say: nobody has the thread loaded, and no turn was interrupted. */
export function diskStatus({ isHeld, loadedAtMs, lastEvent }: DiskFacts): LiveStatus | undefined {
  const isUnfinished = lastEvent?.kind === 'started';
  if (!isHeld) return isUnfinished ? 'interrupted' : undefined;
  // A turn from before the loading was interrupted by a crash, and does not go on. Codex writes times in milliseconds.
  const isOfThisLoading = (lastEvent?.timeMs ?? -Infinity) >= Math.floor(loadedAtMs);
  return isUnfinished && isOfThisLoading ? 'running' : 'open';
}
