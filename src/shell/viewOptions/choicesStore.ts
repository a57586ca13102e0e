// The choices made for one view, remembered for this workspace.
import type { Event, Memento } from 'vscode';
import { Emitter } from '../emitter';
import { choicesFrom, defaultChoices, remembered, type ViewChoices } from './viewChoices';
import type { ViewName } from '../tree/nodes';

export interface ViewChoicesStore {
  get(): ViewChoices;
  set(change: Partial<ViewChoices>): void;
  /** Sets everything to its default, and removes the filter. */
  reset(): void;
  readonly onDidChange: Event<ViewChoices>;
}

/** Calls `failed` when saving fails; the choices then last for this window. */
export function createViewChoices(view: ViewName, memory: Memento, failed: (error: unknown) => void): ViewChoicesStore {
  const key = `viewOptions.${view}`;
  const changed = new Emitter<ViewChoices>();
  let choices = choicesFrom(memory.get(key));
  const set = (change: Partial<ViewChoices>) => {
    const next = { ...choices, ...change };
    if ((Object.keys(next) as (keyof ViewChoices)[]).every(name => next[name] === choices[name])) {
      return;
    }
    choices = next;
    memory.update(key, remembered(next)).then(undefined, failed);
    changed.fire(next);
  };
  return { get: () => choices, set, reset: () => set(defaultChoices), onDidChange: changed.event };
}
