// Writer locks on systems that do not tell whether a file is locked: every lock file counts as held.
import { unknownHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { lookAtLock } from './lockFile';

/** No lock can be held, and no file is known to be free. */
export const otherSystem: LockSystem = {
  take: undefined,
  heldAmong: files => new Map(files.filter(file => lookAtLock(file)).map(file => [file, unknownHolder])),
  seemHeld: () => [],
};
