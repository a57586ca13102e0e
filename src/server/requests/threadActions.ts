// What Codex itself does with a thread when it is asked: `threadTree/rename`, `threadTree/pin`, `moveToSection`.
import { PINNED_SECTION } from '../../protocol/codexActions';
import { FailureError } from '../failure';
import type { ThreadHome } from '../home/threadHome';
import type { Asking } from '../live/codexReach';
import type { Handlers } from './handlers';
import { namesById } from './nameThreads';

export interface ThreadActions {
  readonly rename: Handlers['threadTree/rename'];
  readonly pin: Handlers['threadTree/pin'];
  readonly moveToSection: Handlers['threadTree/moveToSection'];
}

export function createThreadActions(home: ThreadHome, { ask }: Pick<Asking, 'ask'>): ThreadActions {
  return {
    rename: async ({ threadId, name, codex }, { signal }) => {
      const isArchived = await home.read((_, { model }) => model.threads.get(threadId)?.archived);
      if (isArchived === undefined) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
      if (isArchived) {
        const names = await namesById(home, [threadId]);
        throw new FailureError({
          code: 'archivedNotRenamed',
          thread: { threadId, name: names.get(threadId) ?? null },
        });
      }
      await ask('thread/name/set', { threadId, name }, codex, signal);
      return null;
    },
    pin: async ({ threadId, pinned, codex }, { signal }) => {
      // Unpinning must not take a thread out of another section.
      if (!pinned && (await home.read((_, { model }) => model.threads.get(threadId)?.isPinned)) === false) return null;
      await ask('thread/section/move', { threadId, sectionId: pinned ? PINNED_SECTION : null }, codex, signal);
      return null;
    },
    moveToSection: async ({ threadId, sectionId, codex }, { signal }) => {
      await ask('thread/section/move', { threadId, sectionId }, codex, signal);
      return null;
    },
  };
}
