// Clicks on the buttons of rows.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { clickedTooSoon, onButton } from '../../../src/shell/operations/rowButtons';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';

describe('A click on the button of a row', () => {
  afterEach(() => mock.timers.reset());

  const table: [after: number, tooSoon: boolean][] = [
    [0, true],
    [999, true],
    [1000, true],
    [1200, false],
    [60_000, false],
  ];
  for (const [after, expected] of table) {
    it(`${after} ms after rows have moved ${expected ? 'may be meant for another row' : 'counts'}`, () =>
      assert.equal(clickedTooSoon(5000, 5000 + after), expected));
  }

  for (const moved of ['threads', 'archived'] as const) {
    it(`is ignored just after rows of ${moved} have moved, which the status bar says`, async () => {
      mock.timers.enable({ apis: ['Date'], now: 10_000 });
      const said: string[] = [];
      fakeVscode.window.setStatusBarMessage = (text: string) => void said.push(text);
      const views = fakeViews({ [moved]: { movedAt: () => 9500 } });
      const context = fakeContext(fakeService({}).service, { views });
      const done: unknown[] = [];
      const click = onButton((_context, ...args) => void done.push(...args));
      assert.deepEqual(await click(context, 'row'), []);
      assert.deepEqual([done, said], [[], ['Nothing done: the rows had just moved. Click again.']]);
      mock.timers.setTime(11_000);
      await click(context, 'row');
      assert.deepEqual([done, said.length], [['row'], 1]);
    });
  }
});
