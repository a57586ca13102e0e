// Narrows a tree while the user types.
import { l10n, window } from 'vscode';
import { Coalescer } from '../coalescer';
import type { ViewName } from '../tree/nodes';
import type { CommandHandler } from '../commandContext';

/** Long enough to finish most words, short enough to look immediate. */
const TYPING_MS = 150;

/** Enter or selecting a row keeps the filter; Escape restores the one before. */
export function filter(view: ViewName): CommandHandler {
  return ({ views }) => {
    const { choices, onDidSelect } = views[view];
    const before = choices.get().filter;
    const box = window.createInputBox();
    box.title = view === 'threads' ? l10n.t('Filter Threads') : l10n.t('Filter Archived Threads');
    box.prompt = l10n.t(
      'Shows the threads that have all of these words in their name, messages, folder, branch or id, and their ancestors.',
    );
    box.placeholder = l10n.t('Words, in any order');
    box.value = before;
    // Otherwise a click into the tree would close the box before the row is selected.
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
