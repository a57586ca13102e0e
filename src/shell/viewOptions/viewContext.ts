// Tells VS Code the state of a view, for the conditions of its menus and welcome texts.
import { commands } from 'vscode';
import { viewContextKey, viewContextKeys } from '../../manifest';
import type { ViewName } from '../tree/nodes';
import { isDefault, type ViewChoices } from './viewChoices';

/** `hidden`: how many threads are not shown. */
export function tellViewContext(view: ViewName, choices: ViewChoices, hidden: number): void {
  const { filter } = choices;
  const values: Record<(typeof viewContextKeys)[number], string | boolean> = {
    filtered: filter !== '',
    changed: !isDefault(choices),
    hiding: hidden === 0 ? '' : filter === '' ? 'options' : 'filter',
  };
  for (const key of viewContextKeys) {
    setContext(viewContextKey(view, key), values[key]);
  }
}

/** Sets a context key, without waiting until it is set. */
export function setContext(key: string, value: unknown): void {
  void commands.executeCommand('setContext', key, value);
}
