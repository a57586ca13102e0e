import type { LockHolder } from '../../protocol/failures';

/** Some process; the system does not say which. */
export const unknownHolder: LockHolder = { pid: null, command: null };
