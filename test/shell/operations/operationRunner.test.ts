import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import { createOperationRunner, type OperationRequest } from '../../../src/shell/operations/operationRunner';
import { createThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import type { OperationReport } from '../../../src/protocol/methods';

describe('An operation', () => {
  function setUp(answer: () => Promise<OperationReport[]>) {
    const log: string[] = [];
    const statuses = createThreadStatuses();
    const operations = createOperationRunner(
      {
        run: async (kind, params) => {
          log.push(`${kind} ${JSON.stringify(params)}, running: ${operations.running}`);
          statuses.record([{ threadId: 'a', status: 'archiving' }]);
          return { operation: '1', reports: await answer() };
        },
      },
      statuses,
    );
    operations.onDidEnd(() => log.push(`ended, running: ${operations.running}`));
    return { log, statuses, operations };
  }

  it('answers its reports and leaves failures on their rows', async () => {
    const reports: OperationReport[] = [
      { threadId: 'a', status: 'archived' },
      { threadId: 'b', status: 'failed', reason: 'disk full' },
    ];
    const { log, statuses, operations } = setUp(() => Promise.resolve(reports));
    assert.deepEqual(await operations.run({ kind: 'archive', threadIds: ['a'] }), { operation: '1', reports });
    assert.deepEqual(log, ['archive {"threadIds":["a"]}, running: true', 'ended, running: false']);
    assert.deepEqual([statuses.get('a'), statuses.get('b')?.reason], [undefined, 'disk full']);
  });

  const target = { operation: 'x', kind: 'archive', threads: 2, left: 1 } as const;
  const requests: [OperationRequest, string][] = [
    [{ kind: 'archive', threadIds: ['a', 'b'], leaveInUse: true }, 'archive {"leaveInUse":true,"threadIds":["a","b"]}'],
    [{ kind: 'archive', threadIds: ['a'], keepRoots: true }, 'archive {"keepRoots":true,"threadIds":["a"]}'],
    [{ kind: 'repair', threadIds: ['a'] }, 'repair {"threadIds":["a"]}'],
    [{ kind: 'undo', target }, 'undo {"operation":"x"}'],
    [{ kind: 'finish', target }, 'finish {"operation":"x"}'],
  ];
  for (const [request, sent] of requests) {
    it(`asks the server: ${sent}`, async () => {
      const { log, operations } = setUp(() => Promise.resolve([]));
      await operations.run(request);
      assert.equal(log[0], `${sent}, running: true`);
    });
  }

  it('leaves nothing under way when the server dies', async () => {
    const { log, statuses, operations } = setUp(() => Promise.reject(new Error('gone')));
    await assert.rejects(operations.run({ kind: 'unarchive', threadIds: ['a', 'b'] }), /gone/);
    assert.deepEqual(log, ['unarchive {"threadIds":["a","b"]}, running: true', 'ended, running: false']);
    assert.equal(statuses.get('a'), undefined);
  });

  it('keeps no reason for what the user cancelled', async () => {
    const { statuses, operations } = setUp(() =>
      Promise.resolve([{ threadId: 'a', status: 'skipped', reason: 'Cancelled.' }]),
    );
    await operations.run({ kind: 'archive', threadIds: ['a'] }, { isCancellationRequested: true } as CancellationToken);
    assert.equal(statuses.get('a'), undefined);
  });

  it('runs as long as one of several does', async () => {
    const finish: ((reports: OperationReport[]) => void)[] = [];
    const { operations } = setUp(
      () =>
        new Promise(resolve => {
          finish.push(resolve);
        }),
    );
    const [first, second] = [
      operations.run({ kind: 'archive', threadIds: ['a'] }),
      operations.run({ kind: 'archive', threadIds: ['b'] }),
    ];
    finish[0]?.([]);
    await first;
    assert.equal(operations.running, true);
    finish[1]?.([]);
    await second;
    assert.equal(operations.running, false);
  });
});
