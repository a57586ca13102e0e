// The buttons on rows. When rows move, another row's button comes under the pointer, and a click meant for the first
// row would reach it.
import { l10n, window } from 'vscode';
import type { CommandHandler } from '../commandContext';

/** One second, and what VS Code needs to draw the rows after it was told of them. */
const STILL_MS = 1200;

/** Whether the user may have aimed at another row: rows have moved less than a second ago. Both in milliseconds. */
export function clickedTooSoon(movedAt: number, now: number): boolean {
  return now - movedAt < STILL_MS;
}

/** The command for its button: does nothing, and says so, just after rows have moved. */
export function onButton(command: CommandHandler): CommandHandler {
  return (context, ...args) => {
    const { threads, archived } = context.views;
    if (clickedTooSoon(Math.max(threads.movedAt(), archived.movedAt()), Date.now())) {
      window.setStatusBarMessage(l10n.t('Nothing done: the rows had just moved. Click again.'), 5000);
      return [];
    }
    return command(context, ...args);
  };
}
