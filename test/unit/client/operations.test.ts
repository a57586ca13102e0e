import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import { createOperations } from '../../../src/client/operations';
import { createThreadStatuses } from '../../../src/client/threadStatuses';
import type { OperationKind, ThreadReport } from '../../../src/protocol/threadTree';

describe('An operation', () => {
  function setUp(answer: () => Promise<ThreadReport[]>) {
    const log: string[] = [];
    const statuses = createThreadStatuses();
    const operations = createOperations({
      run: async (kind: OperationKind, { threadIds }) => {
        log.push(`${kind} ${threadIds.join(' ')}, running: ${operations.running}`);
        statuses.record({ threadId: 'a', status: 'archiving' });
        return { operation: '1', reports: await answer() };
      },
    }, statuses);
    operations.onDidEnd(() => log.push(`ended, running: ${operations.running}`));
    return { log, statuses, operations };
  }

  it('answers its reports and leaves failures on their rows', async () => {
    const reports: ThreadReport[] = [{ threadId: 'a', status: 'archived' }, { threadId: 'b', status: 'failed', reason: 'disk full' }];
    const { log, statuses, operations } = setUp(() => Promise.resolve(reports));
    assert.deepEqual(await operations.run('archive', ['a']), reports);
    assert.deepEqual(log, ['archive a, running: true', 'ended, running: false']);
    assert.deepEqual([statuses.get('a'), statuses.get('b')?.reason], [undefined, 'disk full']);
  });

  it('leaves nothing under way when the server dies', async () => {
    const { log, statuses, operations } = setUp(() => Promise.reject(new Error('gone')));
    await assert.rejects(operations.run('unarchive', ['a', 'b']), /gone/);
    assert.deepEqual(log, ['unarchive a b, running: true', 'ended, running: false']);
    assert.equal(statuses.get('a'), undefined);
  });

  it('keeps no reason for what the user cancelled', async () => {
    const { statuses, operations } = setUp(() => Promise.resolve([{ threadId: 'a', status: 'skipped', reason: 'Cancelled.' }]));
    await operations.run('archive', ['a'], { isCancellationRequested: true } as CancellationToken);
    assert.equal(statuses.get('a'), undefined);
  });

  it('runs as long as one of several does', async () => {
    const finish: ((reports: ThreadReport[]) => void)[] = [];
    const { operations } = setUp(() => new Promise(resolve => { finish.push(resolve); }));
    const [first, second] = [operations.run('archive', ['a']), operations.run('archive', ['b'])];
    finish[0]?.([]);
    await first;
    assert.equal(operations.running, true);
    finish[1]?.([]);
    await second;
    assert.equal(operations.running, false);
  });
});
