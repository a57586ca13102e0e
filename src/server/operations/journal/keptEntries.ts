// Which closed entries a journal keeps. Pure. Counts entries, and never compares times: any clock may have been wrong.

export interface ClosedEntry {
  id: number;
  /** Size of all its changes. */
  bytes: number;
}

/** The user can undo this many. */
const KEPT = 20;
/** Three operations on 100,000 threads each, of about 80 MB. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * Returns the ids to delete. Keeps the newest entry at any size, so that the operation that just ended can be undone,
 * and the next 19 up to 256 MB together. `entries` are in the order in which they were begun, newest first. An
 * operation that was interrupted, and has just ended, counts as the newest: `ended`.
 */
export function surplusOf(entries: readonly ClosedEntry[], ended: number): number[] {
  const newestFirst = [...entries].sort((one, other) => Number(other.id === ended) - Number(one.id === ended));
  let bytes = 0;
  return newestFirst.flatMap((entry, at) => {
    if (at > 0) bytes += entry.bytes;
    return at >= KEPT || bytes > KEPT_BYTES ? [entry.id] : [];
  });
}
