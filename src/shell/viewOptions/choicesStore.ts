// The choices made for one view, remembered for this workspace.
import type { Event, Memento } from 'vscode';
import { Emitter } from '../emitter';
import { choicesFrom, defaultChoices, remembered, type ViewChoices } from './viewChoices';
import type { ViewName } from '../tree/nodes';

export interface ViewChoicesStore {
  get(): ViewChoices;
  set(change: Partial<ViewChoices>): void;
  /** Everything as it is by default, and no filter. */
  reset(): void;
  readonly onDidChange: Event<ViewChoices>;
}

/** `failed` gets to know when they cannot be remembered; they count until the window closes. */
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
