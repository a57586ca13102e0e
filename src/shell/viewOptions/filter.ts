// Narrows a tree while the user types.
import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { Coalescer } from '../coalescer';
import type { ViewName } from '../tree/nodes';
import type { CommandHandler } from '../commandContext';

/** Long enough that most words are typed to their end, short enough to look immediate. */
const TYPING_MS = 150;

/** Enter keeps what was typed, and so does choosing a row; Escape goes back to what was there before. */
export function filter(view: ViewName): CommandHandler {
  return ({ views }) => {
    const { choices, onDidSelect } = views[view];
    const before = choices.get().filter;
    const box = window.createInputBox();
    box.title = view === 'threads' ? t('Filter Threads') : t('Filter Archived Threads');
    box.prompt = t(
      'Shows the threads that have all these words in their name, messages, folder, branch or id, and what is above them.',
    );
    box.placeholder = t('Words, in any order');
    box.value = before;
    // A click into the tree is not to close the box before it is known what it is on.
    box.ignoreFocusOut = true;
    const narrow = () => choices.set({ filter: box.value.trim() });
    const narrowSoon = new Coalescer<'filter'>(narrow, TYPING_MS, 4 * TYPING_MS);
    let kept = false;
    const keep = () => {
      kept = true;
      box.hide();
    };
    const subscriptions = [
      box,
      narrowSoon,
      box.onDidChangeValue(() => narrowSoon.trigger(['filter'])),
      box.onDidAccept(() => {
        narrow();
        keep();
      }),
      onDidSelect(keep),
      box.onDidHide(() => {
        subscriptions.forEach(subscription => {
          subscription.dispose();
        });
        if (!kept) {
          choices.set({ filter: before });
        }
      }),
    ];
    box.show();
  };
}

export function clearFilter(view: ViewName): CommandHandler {
  return ({ views }) => views[view].choices.set({ filter: '' });
}
