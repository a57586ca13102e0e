// Works on many things, a few at a time.

/**
 * Does `work` on each item, `atATime` of them at once. Rejects with the first failure, once all the others are done.
 */
export async function inParallel<T>(
  items: readonly T[],
  atATime: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const results = await Promise.allSettled(
    Array.from({ length: atATime }, async () => {
      for (const item of rest) await work(item);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
