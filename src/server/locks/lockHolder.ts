import type { LockHolder } from '../../protocol/failures';

/** Some process, and the system does not tell which. */
export const unknownHolder: LockHolder = { pid: null, command: null };
