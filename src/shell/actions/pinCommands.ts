// *Pin Thread* and *Unpin Thread*: Codex remembers which threads are pinned.
import type { CommandHandler } from '../commandContext';
import { codexPlaces } from '../codexPlaces';
import { actionTargets } from './actionTargets';

/** Pins the chosen threads, one after the other. */
export const pin: CommandHandler = pinOrNot(true);

export const unpin: CommandHandler = pinOrNot(false);

function pinOrNot(pinned: boolean): CommandHandler {
  return async (context, ...args) => {
    const targets = await actionTargets(context, pinned ? 'pin' : 'unpin', args);
    const { threads, archived } = context.views;
    // A row goes into the group of the pinned threads, or leaves it.
    await threads.keepFocus(async () => {
      try {
        for (const { threadId } of targets) {
          await context.service.request('threadTree/pin', { threadId, pinned, codex: codexPlaces() });
        }
      } finally {
        threads.refresh();
        archived.refresh();
      }
    });
  };
}
