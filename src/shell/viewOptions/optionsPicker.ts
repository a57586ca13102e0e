// The options of a view as a list, for the keyboard and the command palette.
import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { openFolders } from '../openFolders';
import type { ViewName } from '../tree/nodes';
import { defaultChoices, isDefault, type ViewChoices } from './viewChoices';
import type { CommandHandler } from '../commandContext';
import { choices, optionTitleOf, optionTitle } from './optionTable';

interface OptionItem extends QuickPickItem {
  /** Undefined: resets everything. */
  change?: (chosen: ViewChoices) => Partial<ViewChoices>;
}

/** Each choice takes effect at once, and the list stays open for more. */
export function viewOptions(view: ViewName): CommandHandler {
  return ({ views }) => {
    const { choices: store } = views[view];
    const picker = window.createQuickPick<OptionItem>();
    picker.title = view === 'threads' ? l10n.t('View Options: Threads') : l10n.t('View Options: Archived Threads');
    picker.placeholder = l10n.t('Enter to choose, Escape to close');
    picker.keepScrollPosition = true;
    picker.items = optionItems(store.get());
    picker.onDidAccept(() => {
      const [picked] = picker.activeItems;
      if (picked === undefined) {
        return;
      }
      if (picked.change === undefined) {
        store.reset();
      } else {
        store.set(picked.change(store.get()));
      }
      picker.items = optionItems(store.get());
      picker.activeItems = picker.items
        .filter(({ label, kind }) => label === picked.label && kind !== QuickPickItemKind.Separator)
        .slice(0, 1);
    });
    picker.onDidHide(() => picker.dispose());
    picker.show();
  };
}

export function resetView(view: ViewName): CommandHandler {
  return ({ views }) => views[view].choices.reset();
}

function optionItems(chosen: ViewChoices): OptionItem[] {
  const hasFolder = openFolders().length > 0;
  const items = choices.flatMap((choice, index): OptionItem[] => {
    // A scope that was chosen while a folder was open has no effect now: see `optionsOf`.
    const isOn = choice.isOn(hasFolder ? chosen : { ...chosen, scope: defaultChoices.scope });
    const isOffered = hasFolder || isOn || choice.option !== 'scope';
    const entry = {
      label: optionTitleOf(choice),
      iconPath: new ThemeIcon(isOn ? 'check' : 'blank'),
      change: isOffered ? choice.change : () => ({}),
      ...(isOn ? { description: l10n.t('on') } : {}),
      ...(isOffered ? {} : { description: l10n.t('no folder is open in this window') }),
    };
    return choices[index - 1]?.option === choice.option ? [entry] : [separator(optionTitle(choice.option)), entry];
  });
  return isDefault(chosen)
    ? items
    : [...items, separator(''), { label: l10n.t('Reset View'), iconPath: new ThemeIcon('clear-all') }];
}

function separator(label: string): OptionItem {
  return { label, kind: QuickPickItemKind.Separator };
}
