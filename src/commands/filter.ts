// Narrows a tree while the user types.
import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { Coalescer } from '../views/coalescer';
import type { ViewName } from '../views/nodes';
import type { CommandHandler } from './commandContext';

/** Long enough that most words are typed to their end, short enough to look immediate. */
const TYPING_MS = 150;

/** Leaves the tree as it was typed, whichever way the box closes: the view says that it is filtered, and has a button against it. */
export function filter(view: ViewName): CommandHandler {
  return ({ views }) => {
    const { choices } = views[view];
    const box = window.createInputBox();
    box.title = view === 'threads' ? t('Filter Threads') : t('Filter Archived Threads');
    box.prompt = t('Shows the threads that have all these words in their name, messages, folder, branch or id, and what is above them.');
    box.placeholder = t('Words, in any order');
    box.value = choices.get().filter;
    const narrow = () => choices.set({ filter: box.value.trim() });
    const narrowSoon = new Coalescer<'filter'>(narrow, TYPING_MS, 4 * TYPING_MS);
    box.onDidChangeValue(() => narrowSoon.trigger(['filter']));
    box.onDidAccept(() => box.hide());
    box.onDidHide(() => {
      narrowSoon.dispose();
      narrow();
      box.dispose();
    });
    box.show();
  };
}

export function clearFilter(view: ViewName): CommandHandler {
  return ({ views }) => views[view].choices.set({ filter: '' });
}
