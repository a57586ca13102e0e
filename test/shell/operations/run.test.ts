// From a click to the closing message: what is asked of the server, and what the user sees meanwhile.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationResult } from '../../../src/protocol/methods';
import { operate } from '../../../src/shell/operations/operate';
import { runOperation } from '../../../src/shell/operations/run';
import { undo } from '../../../src/shell/operations/undoCommand';
import { FailedRequest } from '../../../src/shell/errors';
import { fakeContext, fakeLog, fakeService, fakeViews, settled } from '../fake/service';
import { fakeWindow } from '../fake/window';
import { fakeCommands, fakeSettings } from '../fake/workspace';
import { eventually } from '../../support/eventually';
import { cancelled, diskFull, loaded, planOf, reports, type Counts } from '../../support/outcomes';

const result = (counts: Counts, names: Record<string, string> = {}): OperationResult => ({
  operation: 'o1',
  reports: reports(counts),
  names,
});

describe('An archive, from a click on', () => {
  const target = { threadId: 'a', name: 'Fix it', insideAnother: false };
  beforeEach(() => {
    fakeSettings();
  });

  it('plans once, asks, and runs the plan that was confirmed', async () => {
    const { service, requests } = fakeService({
      'threadTree/plan': () => planOf(12, { plan: 'p1' }),
      'threadTree/archive': () => result([[12, 'archived']]),
    });
    const { shown, progress } = fakeWindow(({ text }) => (text.startsWith('Archive ') ? 'Archive' : undefined));
    await operate(fakeContext(service, { views: fakeViews() }), { kind: 'archive', targets: [target] });
    assert.deepEqual(requests, [
      ['threadTree/plan', { operation: 'archive', threadIds: ['a'], options: fakeViews().threads.options() }],
      ['threadTree/archive', { threadIds: ['a'], plan: 'p1', token: '1' }],
    ]);
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['Archive 12 threads?', 'Archived 12 threads.'],
    );
    assert.deepEqual(progress[0]?.location, { viewId: 'codexThreadTree.threads' });
  });

  it('archives the others when some are open in Codex', async () => {
    const open = { thread: { threadId: 'c', name: 'Euler' }, holder: { pid: 4711, command: 'codex' } };
    const { service, requests } = fakeService({
      'threadTree/plan': () => planOf(12, { loaded: [open], loadedThreads: 1, others: 11 }),
      'threadTree/archive': () => result([[11, 'archived']]),
    });
    fakeWindow(({ buttons }) => buttons.find(button => button === 'Archive the Others'));
    await operate(fakeContext(service, { views: fakeViews() }), { kind: 'archive', targets: [target] });
    assert.deepEqual(requests[1], [
      'threadTree/archive',
      { threadIds: ['a'], leaveLoaded: true, plan: 'p', token: '1' },
    ]);
  });

  it('lets Codex archive what it has open, when the user says so, but not again by a retry', async () => {
    const open = { thread: { threadId: 'c', name: 'Euler' }, holder: { pid: 4711, command: 'codex' } };
    const { service, requests } = fakeService({
      'threadTree/plan': () =>
        planOf(12, { loaded: [open], loadedThreads: 1, codex: { running: 1, waiting: 0 }, others: 11 }),
      'threadTree/archive': () => result([[12, 'loaded', { code: 'loaded', holder: open.holder }]]),
    });
    fakeWindow(({ buttons }) =>
      buttons.find(button => button === 'Interrupt and Archive' || (button === 'Retry' && requests.length < 3)),
    );
    await operate(fakeContext(service, { views: fakeViews() }), { kind: 'archive', targets: [target] });
    await eventually(() => assert.equal(requests.length, 3));
    assert.deepEqual(requests.slice(1), [
      ['threadTree/archive', { threadIds: ['a'], throughCodex: true, plan: 'p', token: '1' }],
      ['threadTree/archive', { threadIds: ['a'], token: '2' }],
    ]);
  });

  it('runs nothing when the user says no', async () => {
    const { service, requests } = fakeService({
      'threadTree/plan': () => planOf(12, { plan: 'p1' }),
    });
    fakeWindow();
    assert.deepEqual(
      await operate(fakeContext(service, { views: fakeViews() }), { kind: 'archive', targets: [target] }),
      [],
    );
    assert.equal(requests.length, 1);
  });
});

describe('The end of an operation', () => {
  it('is told with the names that the server gives, without another request', async () => {
    const { service, requests } = fakeService({
      'threadTree/archive': () =>
        result(
          [
            [1, 'archived'],
            [1, 'failed', diskFull],
          ],
          { failed0: 'Euler' },
        ),
    });
    const { shown } = fakeWindow();
    await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
    await settled();
    assert.deepEqual(shown, [
      {
        kind: 'warning',
        text: 'Archived 1 of 2 threads. “Euler” failed. Its rollout could not be moved: the disk is full: /h/a.jsonl.',
        buttons: ['Show', 'Retry', 'Undo'],
      },
    ]);
    assert.equal(requests.length, 1);
  });

  it('offers Undo, which undoes this operation and lists no others', async () => {
    const { service, requests } = fakeService({
      'threadTree/archive': () => result([[12, 'archived']]),
      'threadTree/undo': () => result([[12, 'restored']]),
    });
    const { shown, progress } = fakeWindow(({ buttons }) => (buttons.includes('Undo') ? 'Undo' : undefined));
    await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
    await settled();
    assert.deepEqual(requests[1], ['threadTree/undo', { operation: 'o1', token: '2' }]);
    assert.equal(requests.length, 2);
    assert.equal(shown.at(-1)?.text, 'Restored 12 threads.');
    assert.ok(progress.some(({ title }) => title === 'Restoring 12 threads'));
  });

  it('is logged', async () => {
    for (const [counts, expected] of [
      [[[1, 'archived']], /^info: Archived 1 thread\.$/],
      [[[1, 'failed', diskFull]], /^warn: Archived 0 of 1 thread\. “failed0” failed\. /],
    ] as [Counts, RegExp][]) {
      const { service } = fakeService({ 'threadTree/archive': () => result(counts) });
      fakeWindow();
      const { log, lines } = fakeLog();
      await runOperation(fakeContext(service, { log }), { kind: 'archive', threadIds: ['a'] });
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', expected);
    }
  });

  it('offers Show, which reveals the thread that the message names', async () => {
    const { service } = fakeService({
      'threadTree/archive': () =>
        result([
          [1, 'failed', diskFull],
          [1, 'loaded', loaded],
        ]),
    });
    fakeWindow(({ buttons }) => (buttons.includes('Show') ? 'Show' : undefined));
    const revealed: string[] = [];
    const views = fakeViews({ reveal: threadId => Promise.resolve(void revealed.push(threadId)) });
    await runOperation(fakeContext(service, { views }), { kind: 'archive', threadIds: ['a'] });
    await settled();
    assert.deepEqual(revealed, ['loaded0']);
  });

  const again: [string, Counts, object][] = [
    ['Retry', [[2, 'failed', diskFull]], { threadIds: ['failed0', 'failed1'] }],
    ['Archive the Others', [[1, 'loaded', loaded]], { threadIds: ['a'], leaveLoaded: true }],
  ];
  for (const [button, counts, params] of again) {
    it(`offers ${button}, which runs what is left`, async () => {
      const answers = [result(counts), result([[1, 'archived']])];
      const { service, requests } = fakeService({ 'threadTree/archive': () => answers.shift() ?? result([]) });
      const { shown } = fakeWindow(({ buttons }) => (buttons.includes(button) ? button : undefined));
      await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
      await settled();
      assert.deepEqual(requests[1], ['threadTree/archive', { ...params, token: '2' }]);
      assert.equal(shown.at(-1)?.text, 'Archived 1 thread.');
    });
  }

  it('offers Finish after Cancel, which continues the same operation', async () => {
    const { service, requests } = fakeService({
      'threadTree/archive': () =>
        result([
          [1, 'archived'],
          [2, 'skipped', cancelled],
        ]),
      'threadTree/finish': () => result([[2, 'archived']]),
    });
    const { progress } = fakeWindow(({ buttons }) => (buttons.includes('Finish') ? 'Finish' : undefined));
    mock.timers.enable({ apis: ['setTimeout'] });
    const running = runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
    mock.timers.tick(1000);
    mock.timers.reset();
    progress[1]?.cancel();
    await running;
    await settled();
    assert.deepEqual(requests[1], ['threadTree/finish', { operation: 'o1', token: '2' }]);
  });

  it('offers Find and Repair where a retry cannot help', async () => {
    const missing: Failure = { code: 'rolloutMissing', path: null, location: 'active' };
    const { service } = fakeService({ 'threadTree/archive': () => result([[1, 'rolloutMissing', missing]]) });
    const { shown } = fakeWindow(({ buttons }) => buttons.find(button => button.startsWith('Find')));
    const { executed } = fakeCommands();
    await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
    await settled();
    assert.deepEqual(shown[0]?.buttons, ['Show', 'Find and Repair…']);
    assert.deepEqual(executed, [['codexThreadTree.checkRecords']]);
  });

  it('is followed by what else there is to say', async () => {
    const { service } = fakeService({ 'threadTree/archive': () => result([[1, 'archived']]) });
    const { shown } = fakeWindow();
    await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] }, { more: ['Skipped 2.'] });
    assert.equal(shown[0]?.text, 'Archived 1 thread. Skipped 2.');
  });

  it('shows an error of what the user chose in the message', async () => {
    const { service } = fakeService({
      'threadTree/archive': () => result([[1, 'archived']]),
      'threadTree/undo': () => {
        throw new FailedRequest({ code: 'operationGone' });
      },
    });
    const { shown } = fakeWindow(({ buttons }) => (buttons.includes('Undo') ? 'Undo' : undefined));
    await runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] });
    await settled();
    assert.match(shown.at(-1)?.text ?? '', /no longer in the journal/);
    assert.equal(shown.at(-1)?.kind, 'error');
  });

  it('rejects with words for an operation that is no longer in the journal', async () => {
    const { service } = fakeService({
      'threadTree/undo': () => {
        throw new FailedRequest({ code: 'operationGone' });
      },
    });
    fakeWindow();
    await assert.rejects(async () => {
      await undo(fakeContext(service), 'o1');
    }, /no longer in the journal: it was undone, perhaps in another window, or is too old\./);
  });
});

describe('The progress of an operation', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  function start(threads?: number) {
    const answer = Promise.withResolvers<OperationResult>();
    const { service, notify } = fakeService({ 'threadTree/undo': () => answer.promise });
    const { progress } = fakeWindow();
    const done = runOperation(
      fakeContext(service),
      { kind: 'undo', operation: 'o1' },
      threads === undefined ? {} : { threads },
    );
    const report = (token: string, ...counts: Counts) =>
      notify('threadTree/status', { operation: 'o2', token, reports: reports(counts) });
    const end = async () => {
      answer.resolve(result([]));
      await done;
    };
    /** Waits for the notification; what it has said so far, and what it says from then on. */
    const notification = () => {
      mock.timers.tick(1000);
      return () => progress[1]?.steps.map(({ message }) => message);
    };
    return { progress, notification, notify, report, end };
  }

  it('counts its own threads, and not those of another operation', async () => {
    const { notification, report, end } = start(12);
    const said = notification();
    report('1', [2, 'restored']);
    report('another', [5, 'archived']);
    report('1', [1, 'failed', diskFull]);
    assert.deepEqual(said(), [undefined, '2 of 12', '3 of 12']);
    await end();
  });

  it('counts the threads that are reported when their number is not known before', async () => {
    const { notification, progress, report, end } = start();
    const said = notification();
    assert.equal(progress[1]?.title, 'Restoring threads');
    report('1', [4, 'queued']);
    report('1', [1, 'queued'], [1, 'restored']);
    assert.deepEqual(said(), [undefined, '1 of 5']);
    await end();
  });

  for (const [waitsFor, words] of [
    ['stateDb', 'waiting because another program has the state DB locked'],
    ['otherWindow', 'waiting because another window is moving threads of this Codex home'],
  ] as const) {
    it(`says what it waits for: ${words}`, async () => {
      const { notification, notify, report, end } = start(12);
      const said = notification();
      notify('threadTree/status', {
        operation: 'o2',
        token: '1',
        reports: [{ threadId: 'a', status: 'restoring', waitsFor }],
      });
      assert.equal(said()?.at(-1), words);
      report('1', [1, 'restored']);
      assert.equal(said()?.at(-1), '1 of 12');
      await end();
    });
  }

  it('shows an unarchive in the view of the archived threads', async () => {
    const { service } = fakeService({ 'threadTree/unarchive': () => result([[1, 'unarchived']]) });
    const { progress } = fakeWindow();
    await runOperation(fakeContext(service), { kind: 'unarchive', threadIds: ['a'] });
    assert.deepEqual(progress[0]?.location, { viewId: 'codexThreadTree.archived' });
  });

  it('can be cancelled, and the end says what was done', async () => {
    const answer = Promise.withResolvers<OperationResult>();
    const some = result([
      [1, 'archived'],
      [2, 'skipped', cancelled],
    ]);
    const { service } = fakeService({
      'threadTree/archive': (_, token) => {
        token?.onCancellationRequested(() => answer.resolve(some));
        return answer.promise;
      },
    });
    const { shown, progress } = fakeWindow();
    const done = runOperation(fakeContext(service), { kind: 'archive', threadIds: ['a'] }, { threads: 3 });
    mock.timers.tick(1000);
    progress[1]?.cancel();
    await done;
    assert.equal(shown[0]?.text, 'Cancelled. Archived 1 of 3 threads.');
    assert.deepEqual(shown[0]?.buttons, ['Finish', 'Undo']);
  });

  it('becomes a notification after a second, which begins with what is done', async () => {
    const { progress, report, end } = start(4);
    report('1', [1, 'restored']);
    assert.equal(progress.length, 1);
    mock.timers.tick(1000);
    await settled();
    assert.equal(progress[0]?.isDone, true);
    report('1', [2, 'failed', diskFull]);
    assert.deepEqual(progress[1]?.title, 'Restoring 4 threads');
    assert.deepEqual(progress[1].steps, [
      { message: '1 of 4', increment: 25 },
      { message: '3 of 4', increment: 50 },
    ]);
    await end();
  });
});
