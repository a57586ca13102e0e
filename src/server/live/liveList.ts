// The list of live threads, as pure functions.
import type { LiveStatus, LiveThread } from '../../protocol/live';
import type { ServerStatuses } from './codexServer';

/** What the files say of a thread. */
export interface DiskThread {
  status: LiveStatus;
  /** The process that has the thread loaded, if the system says. */
  holder: number | undefined;
}

/**
 * What the window is told, ordered by id. A server knows best about the threads whose locks it holds, the files about
 * all others.
 */
export function liveList(onDisk: ReadonlyMap<string, DiskThread>, server: ServerStatuses | undefined): LiveThread[] {
  return [...onDisk]
    .map(([threadId, { status, holder }]): LiveThread => {
      const told = holder !== undefined && holder === server?.pid ? server.statuses.get(threadId) : undefined;
      return told === undefined ? { threadId, status, source: 'disk' } : { threadId, status: told, source: 'socket' };
    })
    .sort((one, other) => (one.threadId < other.threadId ? -1 : 1));
}

/** Whether two lists, both ordered by id, say the same. */
export function isSameList(one: readonly LiveThread[], other: readonly LiveThread[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ threadId, status, source }, at) => {
      const twin = other[at];
      return twin?.threadId === threadId && twin.status === status && twin.source === source;
    })
  );
}

/** The ids of the threads that wait for the user. */
export function waitingIn(threads: readonly LiveThread[]): Set<string> {
  return new Set(threads.filter(({ status }) => isWaiting(status)).map(({ threadId }) => threadId));
}

/** Whether a thread needs the user before it goes on. */
export function isWaiting(status: LiveStatus): boolean {
  return status === 'waitingForApproval' || status === 'waitingForInput';
}
