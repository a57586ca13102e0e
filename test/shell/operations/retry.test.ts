import assert from 'node:assert/strict';
import type { OperationReport } from '../../../src/protocol/methods';
import { retry } from '../../../src/shell/operations/retry';
import type { Outcome } from '../../../src/shell/operations/threadStatuses';
import { diskFull, loaded } from '../../support/outcomes';
import { threadNode } from '../fake/nodes';
import { fakeContext, fakeService } from '../fake/service';
import { fakeWindow } from '../fake/window';

const failed = (threadId: string): OperationReport => ({ threadId, status: 'failed', failure: diskFull });

/** After operations that ended like this; retries succeed. */
function after(...outcomes: Omit<Outcome, 'cancelled'>[]) {
  const done = (status: 'archived' | 'unarchived') => (params: { threadIds: string[] }) => ({
    operation: 'o2',
    reports: params.threadIds.map((threadId): OperationReport => ({ threadId, status })),
    names: {},
  });
  const { service, requests } = fakeService({
    'threadTree/archive': done('archived'),
    'threadTree/unarchive': done('unarchived'),
  });
  fakeWindow();
  const context = fakeContext(service);
  outcomes.forEach((outcome, at) => context.statuses.finish(`earlier ${at}`, { ...outcome, cancelled: false }));
  /** What is asked of the server, without tokens. */
  const asked = () =>
    requests.map(([method, params]) => [
      method.replace('threadTree/', ''),
      (params as { threadIds: string[] }).threadIds,
    ]);
  return { context, asked };
}

describe('Retry', () => {
  const two = [
    { request: { kind: 'archive', threadIds: ['a'] }, reports: [failed('a1'), failed('a2')] },
    { request: { kind: 'unarchive', threadIds: ['b'] }, reports: [failed('b')] },
  ] as const;

  it('tries everything that failed again, with one operation of each kind', async () => {
    const { context, asked } = after(...two);
    const reports = (await retry(context)) as OperationReport[];
    assert.deepEqual(asked(), [
      ['archive', ['a1', 'a2']],
      ['unarchive', ['b']],
    ]);
    assert.deepEqual(
      reports.map(({ threadId, status }) => `${threadId} ${status}`),
      ['a1 archived', 'a2 archived', 'b unarchived'],
    );
    assert.deepEqual(context.statuses.failures(), []);
  });

  it('tries the clicked row again, or the selected ones', async () => {
    const [a1, a2, b] = [threadNode({ threadId: 'a1' }), threadNode({ threadId: 'a2' }), threadNode({ threadId: 'b' })];
    for (const [args, expected] of [
      [[a2], [['archive', ['a2']]]],
      [[a2, undefined], [['archive', ['a2']]]],
      [
        [a1, [a1, b]],
        [
          ['archive', ['a1']],
          ['unarchive', ['b']],
        ],
      ],
    ] as const) {
      const { context, asked } = after(...two);
      await retry(context, ...args);
      assert.deepEqual(asked(), expected);
    }
  });

  it('tries the whole subtree again that a loaded thread held up', async () => {
    const request = { kind: 'archive', threadIds: ['root'] } as const;
    const { context, asked } = after({ request, reports: [{ threadId: 'a', status: 'loaded', failure: loaded }] });
    await retry(context, threadNode({ threadId: 'a' }));
    assert.deepEqual(asked(), [['archive', ['root']]]);
  });

  it('does nothing for a clicked row that has nothing to retry any more', async () => {
    const { context, asked } = after(...two);
    assert.deepEqual(await retry(context, threadNode({ threadId: 'c' })), []);
    assert.deepEqual(asked(), []);
  });

  it('does nothing when nothing failed', async () => {
    const { context, asked } = after();
    assert.deepEqual(await retry(context), []);
    assert.deepEqual(asked(), []);
  });
});
