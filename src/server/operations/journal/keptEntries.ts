// Which closed entries a journal keeps. Pure.

export interface ClosedEntry {
  id: number;
  /** Unix milliseconds; the clock may have been wrong. */
  startedAt: number;
  /** Size of all its changes. */
  bytes: number;
}

/** The user can undo this many. */
const KEPT = 20;
/** An operation on 10,000 threads takes about 8 MB. */
const KEPT_BYTES = 64 * 1024 * 1024;
const KEPT_DAYS = 30;
/** The newest ones are kept at any age. */
const AGELESS = 5;

const DAY_MS = 86_400_000;

/**
 * Returns the ids to delete: entries beyond the newest 20, beyond 64 MB, or older than 30 days. `entries` are in the
 * order in which they were begun, newest first. That order never depends on a clock. With a clock that is a year ahead,
 * all entries look old, so the newest five are kept at any age, and entries from the future do not count as old. The
 * newest entry is kept at any size, so that the operation that just ended can always be undone.
 */
export function surplusOf(entries: readonly ClosedEntry[], now: number): number[] {
  let bytes = 0;
  return entries.flatMap((entry, at) => {
    bytes += entry.bytes;
    const isTooMuch = at >= KEPT || (at > 0 && bytes > KEPT_BYTES);
    const isTooOld = at >= AGELESS && now - entry.startedAt > KEPT_DAYS * DAY_MS;
    return isTooMuch || isTooOld ? [entry.id] : [];
  });
}
