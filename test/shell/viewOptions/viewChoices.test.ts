import assert from 'node:assert/strict';
import { createViewChoices } from '../../../src/shell/viewOptions/choicesStore';
import {
  choicesFrom,
  choicesInWords,
  defaultChoices,
  optionsOf,
  remembered,
  type ViewChoices,
} from '../../../src/shell/viewOptions/viewChoices';

const choose = (changes: Partial<ViewChoices>): ViewChoices => ({ ...defaultChoices, ...changes });

describe('What is chosen for a view, in words', () => {
  const table: [string, Partial<ViewChoices>, string[], number, string][] = [
    ['the default', {}, ['/w'], 0, 'by date'],
    ['nothing', { group: 'none' }, ['/w'], 0, ''],
    ['all that is shown', { scope: 'workspace', group: 'date' }, ['/w'], 3, 'this workspace · by date · 3 hidden'],
    ['a workspace that is not there', { scope: 'workspace' }, [], 0, 'by date'],
    ['groups of workspaces', { group: 'workspace' }, [], 0, 'by workspace'],
    ['groups of sections', { group: 'section' }, [], 0, 'by section'],
    ['orders', { sort: 'created' }, [], 0, 'by date · newest first'],
    ['another order', { sort: 'name' }, [], 0, 'by date · sorted by name'],
    ['a third', { sort: 'size' }, [], 1234, 'by date · largest first · 1,234 hidden'],
    [
      'a filter, and not what it hides',
      { filter: 'flaky\u202etests', group: 'date' },
      [],
      9997,
      'filter: flaky tests · by date',
    ],
  ];
  for (const [name, changes, folders, hidden, words] of table) {
    it(name, () => assert.equal(choicesInWords(choose(changes), folders, hidden), words));
  }
});

describe('What is chosen for a view, for the thread server', () => {
  const table: [string, Partial<ViewChoices>, string[], string[] | null][] = [
    ['everything', {}, ['/w'], null],
    ['this workspace', { scope: 'workspace' }, ['/v', '/w'], ['/v', '/w']],
    ['this workspace, and there is none', { scope: 'workspace' }, [], null],
  ];
  for (const [name, changes, open, folders] of table) {
    it(name, () =>
      assert.deepEqual(optionsOf(choose(changes), open), {
        group: 'date',
        sort: 'recency',
        orphans: true,
        exec: true,
        empty: true,
        filter: '',
        folders,
      }),
    );
  }
});

describe('What is remembered of a view', () => {
  const chosen = choose({
    group: 'workspace',
    sort: 'size',
    scope: 'workspace',
    orphans: false,
    exec: false,
    empty: false,
  });

  it('is all but the filter', () => assert.deepEqual(choicesFrom(remembered({ ...chosen, filter: 'tests' })), chosen));
  it('is nothing when nothing is chosen', () => assert.equal(remembered(choose({ filter: 'tests' })), undefined));

  const odd: [string, unknown][] = [
    ['nothing', undefined],
    ['no object', 'date'],
    ['null', null],
    ['other names', { grouping: 'date' }],
    ['other values', { group: 'colour', sort: 3, scope: null, orphans: 'no', exec: 0, empty: {}, filter: 'tests' }],
  ];
  for (const [name, stored] of odd) {
    it(`counts for nothing when it is ${name}`, () => assert.deepEqual(choicesFrom(stored), defaultChoices));
  }
});

describe('The choices of a view', () => {
  const setUp = (stored: Record<string, unknown> = {}) => {
    const memory = {
      keys: () => Object.keys(stored),
      get: (key: string) => stored[key],
      update: async (key: string, value: unknown) => {
        stored[key] = value;
        return Promise.resolve();
      },
    };
    const told: ViewChoices[] = [];
    const choices = createViewChoices('threads', memory, error => assert.fail(String(error)));
    choices.onDidChange(next => told.push(next));
    return { choices, stored, told };
  };

  it('are told and remembered, and there the next time', () => {
    const { choices, stored, told } = setUp();
    choices.set({ group: 'workspace' });
    choices.set({ filter: 'tests' });
    assert.deepEqual(told, [choose({ group: 'workspace' }), choose({ group: 'workspace', filter: 'tests' })]);
    assert.deepEqual(setUp(stored).choices.get(), choose({ group: 'workspace' }));
  });

  it('are not told when they are what they were', () => {
    const { choices, told } = setUp();
    choices.set({ group: 'date', filter: '' });
    choices.reset();
    assert.deepEqual(told, []);
  });

  it('go back to what they are by default, and leave nothing behind', () => {
    const { choices, stored } = setUp();
    choices.set({ group: 'none', filter: 'tests' });
    choices.reset();
    assert.deepEqual([choices.get(), stored['viewOptions.threads']], [defaultChoices, undefined]);
  });
});
