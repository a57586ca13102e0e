// The options of a view as a list, for the keyboard and the command palette.
import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { openFolders } from '../openFolders';
import type { ViewName } from '../tree/nodes';
import { defaultChoices, isDefault, type ViewChoices } from './viewChoices';
import type { CommandHandler } from '../commandContext';
import { choices, optionTitleOf, optionTitle, type Choice } from './optionTable';

interface OptionItem extends QuickPickItem {
  /** Undefined: resets everything. */
  change?: (chosen: ViewChoices) => Partial<ViewChoices>;
}

/** Each choice takes effect at once, and the list stays open for more. */
export function viewOptions(view: ViewName): CommandHandler {
  return async ({ service, views, log }) => {
    const { choices: store } = views[view];
    const picker = window.createQuickPick<OptionItem>();
    picker.title = view === 'threads' ? l10n.t('View Options: Threads') : l10n.t('View Options: Archived Threads');
    picker.placeholder = l10n.t('Enter to choose, Escape to close');
    picker.keepScrollPosition = true;
    let withSections = true;
    const items = () => optionItems(store.get(), withSections);
    /** Replaces the items, and leaves the focus where it is. */
    const renew = (active: OptionItem | undefined) => {
      picker.items = items();
      picker.activeItems = picker.items
        .filter(({ label, kind }) => label === active?.label && kind !== QuickPickItemKind.Separator)
        .slice(0, 1);
    };
    picker.items = items();
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
      renew(picked);
    });
    let isOpen = true;
    picker.onDidHide(() => {
      isOpen = false;
      picker.dispose();
    });
    picker.show();
    try {
      withSections = (await service.request('threadTree/sections', {})).sections !== null;
    } catch (error) {
      // What is wrong with the home is said in the view.
      log.warn(String(error));
    }
    if (isOpen && !withSections) {
      renew(picker.activeItems[0]);
    }
  };
}

export function resetView(view: ViewName): CommandHandler {
  return ({ views }) => views[view].choices.reset();
}

/** `withSections`: the Codex home has sections. */
function optionItems(chosen: ViewChoices, withSections: boolean): OptionItem[] {
  const hasFolder = openFolders().length > 0;
  const items = choices.flatMap((choice, index): OptionItem[] => {
    // A scope that was chosen while a folder was open has no effect now: see `optionsOf`.
    const isOn = choice.isOn(hasFolder ? chosen : { ...chosen, scope: defaultChoices.scope });
    const missing = whatIsMissing(choice, { hasFolder: hasFolder || isOn, withSections });
    const entry = {
      label: optionTitleOf(choice),
      iconPath: new ThemeIcon(isOn ? 'check' : 'blank'),
      change: missing === null ? choice.change : () => ({}),
      ...(isOn ? { description: l10n.t('on') } : {}),
      ...(missing === null ? {} : { description: missing }),
    };
    return choices[index - 1]?.option === choice.option ? [entry] : [separator(optionTitle(choice.option)), entry];
  });
  return isDefault(chosen)
    ? items
    : [...items, separator(''), { label: l10n.t('Reset View'), iconPath: new ThemeIcon('clear-all') }];
}

/** Why a choice would have no effect, or null. */
function whatIsMissing(
  { option, value }: Choice,
  { hasFolder, withSections }: { hasFolder: boolean; withSections: boolean },
): string | null {
  if (option === 'scope' && !hasFolder) {
    return l10n.t('no folder is open in this window');
  }
  return option === 'group' && value === 'section' && !withSections ? l10n.t('Codex has sections from 0.148 on') : null;
}

function separator(label: string): OptionItem {
  return { label, kind: QuickPickItemKind.Separator };
}
