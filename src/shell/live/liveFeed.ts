// The threads that a running Codex has loaded, as the server last told: for the command that goes to the next waiting
// one, and for messages about what has changed.
import type { Disposable } from 'vscode';
import type { LiveThread } from '../../protocol/methods';
import type { ThreadService } from '../connection/threadService';

export interface LiveFeed extends Disposable {
  /**
   * Lets the server look, and resolves to the last list, ordered by id, when it has told one, or after two seconds:
   * null then, as it tells none as long as none is loaded. Rejects as requests do.
   */
  look(): Promise<readonly LiveThread[] | null>;
}

/** How long the first look at a Codex with many threads may take, in milliseconds. */
const LOOK_MS = 2000;

/** `changed` gets each list and the one before it, but not the first: what it says may have been so for days. */
export function createLiveFeed(
  service: ThreadService,
  changed: (before: readonly LiveThread[], now: readonly LiveThread[]) => void,
): LiveFeed {
  let current: readonly LiveThread[] | null = null;
  let told = (): void => undefined;
  const subscriptions = [
    service.onNotification('threadTree/live', ({ threads }) => {
      const before = current;
      current = threads;
      told();
      if (before !== null) {
        changed(before, threads);
      }
    }),
    // Another server, which has told nothing yet.
    service.onDidChange(revision => {
      if (revision === null) {
        current = null;
      }
    }),
  ];
  return {
    look: async () => {
      await service.request('threadTree/list', { view: 'threads', limit: 1 });
      if (current === null) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, LOOK_MS);
          told = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return current;
    },
    dispose: () =>
      subscriptions.forEach(subscription => {
        subscription.dispose();
      }),
  };
}
