// Writer locks on systems that do not say whether a file is locked: every lock file counts as held.
import { unknownHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { lookAtLock } from './lockFile';

/** Can hold no lock, and knows no file to be free. */
export const otherSystem: LockSystem = {
  take: undefined,
  heldAmong: files => new Map(files.filter(file => lookAtLock(file)).map(file => [file, unknownHolder])),
  seemHeld: () => [],
};
