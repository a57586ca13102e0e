import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import type { Notifications, OperationReport, OperationResult } from '../../../src/protocol/methods';
import type { ThreadService } from '../../../src/shell/connection/threadService';
import { Emitter } from '../../../src/shell/emitter';
import { createOperationRunner } from '../../../src/shell/operations/operationRunner';
import type { OperationRequest } from '../../../src/shell/operations/operationRequest';
import { createThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import { cancelled, diskFull } from '../../support/outcomes';

type Status = Notifications['threadTree/status'];

/** A server that gets to know of each request, and notifies as the test says. */
function setUp(answer: (token: string) => Promise<OperationReport[]>) {
  const log: string[] = [];
  const notified = new Emitter<Status>();
  const notify = (token: string, ...reports: OperationReport[]) =>
    notified.fire({ operation: `operation ${token}`, token, reports });
  const statuses = createThreadStatuses();
  const service = {
    request: async (method: string, params: { token: string }): Promise<OperationResult> => {
      const { token, ...rest } = params;
      log.push(`${method} ${JSON.stringify(rest)}, running: ${operations.running}`);
      return { operation: '1', reports: await answer(token), names: {} };
    },
    onNotification: (_: string, listener: (params: Status) => void) => notified.event(listener),
  } as unknown as Pick<ThreadService, 'request' | 'onNotification'>;
  const operations = createOperationRunner(service, statuses);
  operations.onDidEnd(() => log.push(`ended, running: ${operations.running}`));
  return { log, statuses, operations, notify };
}

describe('An operation', () => {
  it('is remembered as one of this window, when it has run', async () => {
    const { operations } = setUp(() => Promise.resolve([]));
    assert.equal(operations.hasRun('1'), false);
    await operations.run({ kind: 'archive', threadIds: ['a'] });
    assert.deepEqual([operations.hasRun('1'), operations.hasRun('2')], [true, false]);
  });

  it('answers its reports and leaves failures on their rows', async () => {
    const reports: OperationReport[] = [
      { threadId: 'a', status: 'archived' },
      { threadId: 'b', status: 'failed', failure: diskFull },
    ];
    const { log, statuses, operations, notify } = setUp(token => {
      notify(token, { threadId: 'a', status: 'archiving' });
      return Promise.resolve(reports);
    });
    const result = await operations.run({ kind: 'archive', threadIds: ['a'] });
    assert.deepEqual(result, { operation: '1', reports, names: {} });
    assert.deepEqual(log, ['threadTree/archive {"threadIds":["a"]}, running: true', 'ended, running: false']);
    assert.deepEqual([statuses.get('a'), statuses.get('b')?.failure], [undefined, diskFull]);
  });

  const requests: [OperationRequest, string][] = [
    [
      { kind: 'archive', threadIds: ['a', 'b'], leaveLoaded: true },
      'archive {"leaveLoaded":true,"threadIds":["a","b"]}',
    ],
    [{ kind: 'archive', threadIds: ['a'], keepRoots: true }, 'archive {"keepRoots":true,"threadIds":["a"]}'],
    [{ kind: 'unarchive', threadIds: ['a'] }, 'unarchive {"threadIds":["a"]}'],
    [{ kind: 'repair', threadIds: ['a'] }, 'repair {"threadIds":["a"]}'],
    [{ kind: 'undo', operation: 'x' }, 'undo {"operation":"x"}'],
    [{ kind: 'finish', operation: 'x', of: 'archive' }, 'finish {"operation":"x"}'],
  ];
  for (const [request, sent] of requests) {
    it(`asks the server: ${sent}`, async () => {
      const { log, operations } = setUp(() => Promise.resolve([]));
      await operations.run(request);
      assert.equal(log[0], `threadTree/${sent}, running: true`);
    });
  }

  it('runs the plan that was confirmed', async () => {
    const { log, operations } = setUp(() => Promise.resolve([]));
    await operations.run({ kind: 'archive', threadIds: ['a'] }, { plan: 'p' });
    await operations.run({ kind: 'unarchive', threadIds: ['a'] }, { plan: 'q' });
    assert.deepEqual(
      log.filter(line => line.startsWith('threadTree')),
      [
        'threadTree/archive {"threadIds":["a"],"plan":"p"}, running: true',
        'threadTree/unarchive {"threadIds":["a"],"plan":"q"}, running: true',
      ],
    );
  });

  it('leaves nothing under way when the server dies', async () => {
    const { log, statuses, operations, notify } = setUp(token => {
      notify(token, { threadId: 'a', status: 'unarchiving' });
      return Promise.reject(new Error('gone'));
    });
    await assert.rejects(operations.run({ kind: 'unarchive', threadIds: ['a', 'b'] }), /gone/);
    assert.deepEqual(log, ['threadTree/unarchive {"threadIds":["a","b"]}, running: true', 'ended, running: false']);
    assert.equal(statuses.get('a'), undefined);
  });

  it('keeps no status for what the user cancelled', async () => {
    const { statuses, operations } = setUp(() =>
      Promise.resolve([{ threadId: 'a', status: 'skipped', failure: cancelled }]),
    );
    const token = { isCancellationRequested: true } as CancellationToken;
    await operations.run({ kind: 'archive', threadIds: ['a'] }, { token });
    assert.equal(statuses.get('a'), undefined);
  });
});

describe('Two operations at a time', () => {
  function two() {
    const finish: { token: string; resolve(reports: OperationReport[]): void; reject(error: Error): void }[] = [];
    const tree = setUp(
      token => new Promise<OperationReport[]>((resolve, reject) => finish.push({ token, resolve, reject })),
    );
    const heard: Record<'a' | 'b', string[]> = { a: [], b: [] };
    const run = (threadId: 'a' | 'b') =>
      tree.operations.run(
        { kind: 'archive', threadIds: [threadId] },
        {
          onReports: reports => heard[threadId].push(...reports.map(({ threadId, status }) => `${threadId} ${status}`)),
        },
      );
    const runs = [run('a'), run('b')] as const;
    const [first, second] = finish;
    assert.ok(first && second);
    return { ...tree, heard, runs, first, second };
  }

  it('run until the last of them ends', async () => {
    const { operations, runs, first, second } = two();
    first.resolve([]);
    await runs[0];
    assert.equal(operations.running, true);
    second.resolve([]);
    await runs[1];
    assert.equal(operations.running, false);
  });

  it('each hear of their own threads only', async () => {
    const { heard, notify, runs, first, second } = two();
    notify(first.token, { threadId: 'a', status: 'archiving' });
    notify(second.token, { threadId: 'b', status: 'queued' });
    notify('that of another window', { threadId: 'c', status: 'archiving' });
    assert.deepEqual(heard, { a: ['a archiving'], b: ['b queued'] });
    first.resolve([]);
    second.resolve([]);
    await Promise.all(runs);
  });

  it("leave each other's statuses alone when one fails", async () => {
    const { statuses, notify, runs, first, second } = two();
    notify(first.token, { threadId: 'a', status: 'archiving' });
    notify(second.token, { threadId: 'b', status: 'queued' });
    first.reject(new Error('locked'));
    await assert.rejects(runs[0], /locked/);
    assert.deepEqual([statuses.get('a'), statuses.get('b')?.status], [undefined, 'queued']);
    second.resolve([]);
    await runs[1];
  });
});
