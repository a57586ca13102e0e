// Writer locks where nothing tells whether a file is locked: a lock file that is there counts as held.
import { unknownHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { lookAtLock } from './lockFile';

/** Nothing can be held, and nothing is known to be free. */
export const otherSystem: LockSystem = {
  take: undefined,
  heldAmong: files => new Map(files.filter(file => lookAtLock(file)).map(file => [file, unknownHolder])),
  seemHeld: () => [],
};
