// Tells a thread's own turns from those copied into its rollout when it was forked.

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/i;

/**
 * Whether a turn was begun in the thread: its UUIDv7 is not older than the thread's. Copied lines are stamped anew, so
 * their times do not tell. True for ids that are not UUIDv7s, which no Codex that copies turns writes.
 */
export function isOwnTurn(threadId: string, turnId: string): boolean {
  return !uuidV7.test(threadId) || !uuidV7.test(turnId) || millisecondOf(turnId) >= millisecondOf(threadId);
}

/** The time of a UUIDv7, in Unix milliseconds. */
function millisecondOf(uuid: string): number {
  return parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
