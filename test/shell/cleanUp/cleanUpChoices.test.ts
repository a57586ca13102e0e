import assert from 'node:assert/strict';
import { daysItems, daysOf, oldThreadsParams, optionItems, wrongDays } from '../../../src/shell/cleanUp/cleanUpChoices';

describe('How old threads are to be', () => {
  it('is offered, or typed', () =>
    assert.deepEqual(
      daysItems().map(({ label, days }) => [label, days]),
      [
        ['7 days', 7],
        ['30 days', 30],
        ['90 days', 90],
        ['180 days', 180],
        ['365 days', 365],
        ['Custom…', null],
      ],
    ));

  const table: [string, number | null][] = [
    ['60', 60],
    [' 1 ', 1],
    ['36500', 36_500],
    ['0', null],
    ['36501', null],
    ['-5', null],
    ['1.5', null],
    ['1e3', null],
    ['', null],
    ['ten', null],
  ];
  for (const [typed, days] of table) {
    it(`“${typed}” is ${days ?? 'refused'}`, () => {
      assert.equal(daysOf(typed), days);
      assert.equal(wrongDays(typed), days === null ? 'A whole number of days, from 1 to 36,500.' : null);
    });
  }
});

describe('Which old threads', () => {
  const picked = (folders: string[], scoped: boolean) =>
    optionItems(folders, scoped).map(item => `${item.picked ? 'x' : '-'} ${item.option}`);
  it('leaves out the pinned ones unless the user wants them', () =>
    assert.deepEqual(picked([], false), ['- workspace', '- finishedOnly', '- withChildrenOnly', 'x excludePinned']));
  it('are those of the workspace where the view shows these', () => {
    assert.deepEqual(picked(['/home/dev/shop'], true).slice(0, 1), ['x workspace']);
    assert.deepEqual(picked(['/home/dev/shop'], false).slice(0, 1), ['- workspace']);
  });
  it('is asked of the server', () => {
    assert.deepEqual(oldThreadsParams(30, ['excludePinned'], null), {
      days: 30,
      folders: null,
      finishedOnly: false,
      withChildrenOnly: false,
      excludePinned: true,
    });
    assert.deepEqual(oldThreadsParams(7, ['workspace', 'finishedOnly', 'withChildrenOnly'], ['/w']), {
      days: 7,
      folders: ['/w'],
      finishedOnly: true,
      withChildrenOnly: true,
      excludePinned: false,
    });
  });
});
