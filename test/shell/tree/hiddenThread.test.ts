import assert from 'node:assert/strict';
import { hiddenMessage, whatHides } from '../../../src/shell/tree/hiddenThread';
import { defaultChoices, type ViewChoices } from '../../../src/shell/viewOptions/viewChoices';

describe('Why a thread is hidden', () => {
  const isOther: Record<string, (choices: ViewChoices) => boolean> = {
    exec: ({ exec }) => exec,
    scope: ({ scope }) => scope === 'all',
    filter: ({ filter }) => filter === '',
  };
  /** What is chosen, which of it hides the thread, and what is to be said and changed. */
  const table: [string, Partial<ViewChoices>, string[], string | null, Partial<ViewChoices>][] = [
    ['it is not in the view', {}, ['nothing'], null, {}],
    ['it is not in the view, whatever is chosen', { filter: 'tests', exec: false }, ['nothing'], null, {}],
    ['the filter', { filter: 'tests' }, ['filter'], 'The filter hides “Fix it”.', { filter: '' }],
    [
      'one of two',
      { filter: 'tests', exec: false },
      ['exec'],
      '“Fix it” is hidden: exec runs are not shown.',
      { exec: true },
    ],
    [
      'the scope',
      { scope: 'workspace', group: 'date' },
      ['scope'],
      '“Fix it” is hidden: only threads of this workspace are shown.',
      { scope: 'all' },
    ],
    [
      'both of two',
      { filter: 'tests', exec: false, scope: 'workspace' },
      ['exec', 'filter'],
      'The options of the view hide “Fix it”.',
      { filter: '', exec: true, scope: 'all' },
    ],
  ];
  for (const [name, chosen, by, message, change] of table) {
    it(name, async () => {
      const choices = { ...defaultChoices, ...chosen };
      const hidden = await whatHides(choices, async candidate =>
        Promise.resolve(by.every(key => isOther[key]?.(candidate) ?? false) ? 'Fix it' : null),
      );
      assert.deepEqual([hidden && hiddenMessage(hidden), hidden?.change ?? {}], [message, change]);
    });
  }

  it('is said without the links that a name may hold', () => {
    assert.equal(
      hiddenMessage({ name: '[x](command:y)', by: 'filter', change: {} }),
      'The filter hides “[x] (command:y)”.',
    );
  });
});
