// Rollouts that were looked at shortly before they are needed, while this thread would otherwise wait for another
// process.
import type { RolloutIndex } from './rolloutIndex';
import { lookAtRollout, type FoundRollout } from './sessionMeta';

export interface LooksAhead {
  /** Looks at the rollouts of a thread now. Does not throw. */
  look(threadId: string): void;
  /** What was found at a path, once; undefined if nobody has looked. */
  take(file: string): FoundRollout | undefined;
  /** Forgets all that was found: it may have changed since. */
  forget(): void;
}

/** Looks at files of this index. Each has to be looked at again right before it is moved. */
export function createLooksAhead(index: RolloutIndex): LooksAhead {
  const found = new Map<string, FoundRollout>();
  return {
    look: threadId => {
      for (const file of index.get(threadId) ?? []) {
        try {
          found.set(file, lookAtRollout(file));
        } catch {
          // Whoever needs the file looks again, and says what is wrong.
          found.delete(file);
        }
      }
    },
    take: file => {
      const rollout = found.get(file);
      found.delete(file);
      return rollout;
    },
    forget: () => found.clear(),
  };
}
