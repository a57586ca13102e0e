import assert from 'node:assert/strict';
import { viewContextKey, viewContextKeys } from '../../../src/manifest';
import { defaultChoices, type ViewChoices } from '../../../src/shell/viewOptions/viewChoices';
import { tellViewContext } from '../../../src/shell/viewOptions/viewContext';
import { fakeCommands } from '../fake/workspace';

const none = {
  filtered: false,
  changed: false,
  hiding: '',
};

describe('The context keys of a view', () => {
  const table: [string, Partial<ViewChoices>, number, Partial<Record<keyof typeof none, unknown>>][] = [
    ['at its defaults', {}, 0, {}],
    ['with a choice', { group: 'workspace' }, 0, { changed: true }],
    ['with options that hide threads', { exec: false }, 3, { changed: true, hiding: 'options' }],
    ['with a filter', { filter: 'x' }, 0, { filtered: true, changed: true }],
    ['with a filter that hides threads', { filter: 'x' }, 9, { filtered: true, changed: true, hiding: 'filter' }],
  ];
  for (const view of ['threads', 'archived'] as const) {
    for (const [name, choices, hidden, expected] of table) {
      it(`${view} ${name}`, () => {
        const { context } = fakeCommands();
        tellViewContext(view, { ...defaultChoices, ...choices }, hidden);
        const values: Record<string, unknown> = { ...none, ...expected };
        assert.deepEqual(
          context,
          Object.fromEntries(viewContextKeys.map(key => [viewContextKey(view, key), values[key]])),
        );
      });
    }
  }
});
