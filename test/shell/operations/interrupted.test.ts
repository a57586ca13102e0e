import assert from 'node:assert/strict';
import type { OperationReport, OperationSummary } from '../../../src/protocol/methods';
import { askAbout } from '../../../src/shell/operations/interrupted';
import { fakeContext, fakeLog, fakeService, settled } from '../fake/service';
import { fakeWindow } from '../fake/window';

const archive: OperationSummary = {
  operation: 'o1',
  kind: 'archive',
  startedAt: 1,
  threads: 5,
  left: 7,
  name: 'Fix it',
};
const undo: OperationSummary = { ...archive, operation: 'o2', kind: 'undo' };

/** `press`: the button of the question; `listed`: what the journal has when it is pressed. */
function setUp(press: string | undefined, listed: OperationSummary[] = [archive]) {
  const done = (): { operation: string; reports: OperationReport[]; names: Record<string, string> } => ({
    operation: 'o1',
    reports: [{ threadId: 'a', status: 'archived' }],
    names: {},
  });
  const { service, requests } = fakeService({
    'threadTree/operations': () => ({ operations: listed }),
    'threadTree/finish': done,
    'threadTree/undo': done,
  });
  const { shown, progress: bars } = fakeWindow(({ text }) => (text.includes('was interrupted') ? press : undefined));
  const { log, lines } = fakeLog();
  const asked = new Set<string>();
  const ask = async (...operations: OperationSummary[]) => {
    askAbout(fakeContext(service, { log }), operations, asked);
    for (let turn = 0; turn < 3; turn++) await settled();
  };
  return { ask, shown, bars, lines, requests: () => requests.map(([method]) => method) };
}

describe('An interrupted operation', () => {
  it('is told of, with what can be done about it', async () => {
    const { ask, shown, requests } = setUp(undefined);
    await ask(archive, undo);
    assert.deepEqual(shown, [
      {
        kind: 'warning',
        text: 'Archiving “Fix it” was interrupted: 5 of 12 threads are archived.',
        buttons: ['Finish', 'Undo'],
      },
      {
        kind: 'warning',
        text: 'Restoring “Fix it” was interrupted: 5 of 12 threads are restored.',
        buttons: ['Finish'],
      },
    ]);
    assert.deepEqual(requests(), []);
  });

  it('is told of once, also when the message was closed', async () => {
    const { ask, shown } = setUp(undefined);
    await ask(archive);
    await ask(archive);
    assert.equal(shown.length, 1);
  });

  const table: [string, OperationSummary, string, string][] = [
    ['Finish', archive, 'threadTree/finish', 'Archiving 7 threads'],
    ['Undo', archive, 'threadTree/undo', 'Restoring 5 threads'],
    // The journal does not list undos.
    ['Finish', undo, 'threadTree/finish', 'Restoring 7 threads'],
  ];
  for (const [button, summary, method, progress] of table) {
    it(`${button} of ${summary.kind}: ${progress}`, async () => {
      const { ask, requests, bars } = setUp(button);
      await ask(summary);
      assert.deepEqual(requests(), ['threadTree/operations', method]);
      assert.equal(bars[0]?.title, progress);
    });
  }

  it('is asked about again when it is interrupted again', async () => {
    const { ask, shown } = setUp('Finish');
    await ask(archive);
    await ask(archive);
    assert.equal(shown.filter(({ text }) => text.includes('was interrupted')).length, 2);
  });

  for (const [name, listed] of [
    ['finished', { ...archive, left: 0 }],
    ['undone', undefined],
  ] as const) {
    it(`is left alone when it has been ${name} while the question was open`, async () => {
      const { ask, shown, requests } = setUp('Undo', listed === undefined ? [] : [listed]);
      await ask(archive);
      assert.deepEqual(requests(), ['threadTree/operations']);
      assert.equal(shown[1]?.text, '“Fix it” has been finished or undone in the meantime, in another window.');
    });
  }

  it('is asked about again after an error, which is shown', async () => {
    const { service } = fakeService({});
    const { shown } = fakeWindow(({ buttons }) => buttons[0]);
    const { log, lines } = fakeLog();
    const asked = new Set<string>();
    askAbout(fakeContext(service, { log }), [archive], asked);
    await settled();
    assert.equal(shown.at(-1)?.kind, 'error');
    assert.match(lines[0] ?? '', /no answer to threadTree\/operations/);
    assert.deepEqual([...asked], []);
  });
});
