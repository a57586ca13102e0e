// Each thread id as one string while all threads are read: the same id is in the thread's row and spawn edge, and in
// those of its sub-agents, and each time it is read it would be a string of its own. At 300,000 threads that is 50 MB.

const shared = new Map<string, string>();

/** An equal string: the first one since `forgetSharedIds`. */
export function sharedId(id: string): string {
  const first = shared.get(id);
  if (first !== undefined) return first;
  shared.set(id, id);
  return id;
}

/** Call this when all has been read: the table takes memory itself. */
export function forgetSharedIds(): void {
  shared.clear();
}
