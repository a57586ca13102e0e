// Pickers and input boxes that tests use as a user would.
import { EventEmitter, type QuickInputButton, type QuickPickItem } from 'vscode';
import { fakeVscode, strict } from './vscode';

/** Provides `createQuickPick` for one picker. */
export function fakeQuickPick<Item extends QuickPickItem = QuickPickItem>() {
  const events = {
    accept: new EventEmitter<void>(),
    hide: new EventEmitter<void>(),
    value: new EventEmitter<string>(),
    selection: new EventEmitter<readonly Item[]>(),
    button: new EventEmitter<QuickInputButton>(),
    itemButton: new EventEmitter<{ item: Item; button: QuickInputButton }>(),
  };
  const shown = Promise.withResolvers<void>();
  const fake = { isOpen: false, isDisposed: false };
  const picker = strict('QuickPick', {
    title: '',
    placeholder: '',
    value: '',
    busy: false,
    canSelectMany: false,
    matchOnDescription: false,
    matchOnDetail: false,
    ignoreFocusOut: false,
    keepScrollPosition: false,
    // Not in VS Code's published API, but there.
    sortByLabel: true,
    buttons: [] as QuickInputButton[],
    items: [] as readonly Item[],
    activeItems: [] as readonly Item[],
    selectedItems: [] as readonly Item[],
    onDidAccept: events.accept.event,
    onDidHide: events.hide.event,
    onDidChangeValue: events.value.event,
    onDidChangeSelection: events.selection.event,
    onDidTriggerButton: events.button.event,
    onDidTriggerItemButton: events.itemButton.event,
    show: () => {
      fake.isOpen = true;
      shown.resolve();
    },
    hide: () => {
      if (fake.isOpen) {
        fake.isOpen = false;
        events.hide.fire();
      }
    },
    dispose: () => {
      fake.isDisposed = true;
    },
  });
  fakeVscode.window.createQuickPick = () => picker;
  const itemOf = (label: string): Item => {
    const item = picker.items.find(each => each.label === label);
    if (item === undefined) {
      throw new Error(`The picker has no “${label}”: ${picker.items.map(each => each.label).join(', ')}`);
    }
    return item;
  };
  return Object.assign(fake, {
    picker,
    /** Resolves when the command shows it. */
    shown: shown.promise,
    itemOf,
    type: (text: string) => {
      picker.value = text;
      events.value.fire(text);
    },
    /** Checks these items, where several can be chosen. */
    check: (...items: Item[]) => {
      picker.selectedItems = items;
      events.selection.fire(items);
    },
    /** Enter; with a label, on that item. */
    accept: (label?: string) => {
      if (label !== undefined) {
        picker.activeItems = [itemOf(label)];
        picker.selectedItems = picker.activeItems;
      }
      events.accept.fire();
    },
    press: (button: QuickInputButton) => events.button.fire(button),
    /** Clicks the button of an item with this tooltip. */
    pressOn: (label: string, tooltip: string) => {
      const item = itemOf(label);
      const button = item.buttons?.find(each => each.tooltip === tooltip);
      if (button === undefined) {
        throw new Error(`“${label}” has no button “${tooltip}”.`);
      }
      events.itemButton.fire({ item, button });
    },
    close: () => picker.hide(),
  });
}

/** Provides `createInputBox` for one box. */
export function fakeInputBox() {
  const events = {
    accept: new EventEmitter<void>(),
    hide: new EventEmitter<void>(),
    value: new EventEmitter<string>(),
  };
  const fake = { isOpen: false, isDisposed: false };
  const box = strict('InputBox', {
    title: '',
    prompt: '',
    placeholder: '',
    value: '',
    ignoreFocusOut: false,
    onDidAccept: events.accept.event,
    onDidHide: events.hide.event,
    onDidChangeValue: events.value.event,
    show: () => {
      fake.isOpen = true;
    },
    hide: () => {
      if (fake.isOpen) {
        fake.isOpen = false;
        events.hide.fire();
      }
    },
    dispose: () => {
      fake.isDisposed = true;
    },
  });
  fakeVscode.window.createInputBox = () => box;
  return Object.assign(fake, {
    box,
    type: (text: string) => {
      box.value = text;
      events.value.fire(text);
    },
    accept: () => events.accept.fire(),
    close: () => box.hide(),
  });
}

export interface AskedPick {
  title: string | undefined;
  placeHolder: string | undefined;
  items: readonly QuickPickItem[];
}

/**
 * Provides `showQuickPick`. `answer` gives the labels of the items to choose; undefined closes the list. What was asked
 * can be read afterwards.
 */
export function fakeShowQuickPick(answer: (asked: AskedPick) => string[] | undefined) {
  const asked: AskedPick[] = [];
  fakeVscode.window.showQuickPick = (
    items: readonly QuickPickItem[],
    { title, placeHolder, canPickMany = false }: { title?: string; placeHolder?: string; canPickMany?: boolean },
  ) => {
    const question = { title, placeHolder, items };
    asked.push(question);
    const labels = answer(question);
    const chosen = labels && items.filter(({ label }) => labels.includes(label));
    return Promise.resolve(canPickMany ? chosen : chosen?.[0]);
  };
  return asked;
}
