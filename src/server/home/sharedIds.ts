// Each thread id as one string while all threads are read: the same id is in the thread's row and spawn edge, and in
// those of its sub-agents, and each time it is read it would be a string of its own. At 300,000 threads that is 50 MB.

/** The first ids of a load are not shared: at 10,000 threads that would save 2 MB, and take a fifth of a full load. */
const NOT_SHARED = 50_000;

const shared = new Map<string, string>();
/** How many of the first ids of this load were passed on as they are. */
let passedOn = 0;

/** An equal string: in a large home the first one since `forgetSharedIds`. */
export function sharedId(id: string): string {
  if (passedOn < NOT_SHARED) {
    passedOn++;
    return id;
  }
  const first = shared.get(id);
  if (first !== undefined) return first;
  shared.set(id, id);
  return id;
}

/** Call this when all has been read: the table takes memory itself. */
export function forgetSharedIds(): void {
  passedOn = 0;
  shared.clear();
}
