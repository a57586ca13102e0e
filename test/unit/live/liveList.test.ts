import assert from 'node:assert/strict';
import { isSameList, liveList, waitingIn, type DiskThread } from '../../../src/server/live/liveList';

describe('The list of live threads', () => {
  const disk = new Map<string, DiskThread>([
    ['c', { status: 'interrupted', holder: undefined }],
    ['b', { status: 'running', holder: 2 }],
    ['a', { status: 'running', holder: 1 }],
  ]);
  const said = (...args: Parameters<typeof liveList>): string[] =>
    liveList(...args).map(({ threadId, status, source }) => `${threadId} ${status} ${source}`);

  it('is what the files say without a server, in the order of ids', () => {
    assert.deepEqual(said(disk, undefined), ['a running disk', 'b running disk', 'c interrupted disk']);
  });

  it('is what the server says of threads whose locks it holds, and of no others', () => {
    const statuses = new Map((['a', 'b', 'c', 'x'] as const).map(id => [id, 'waitingForApproval'] as const));
    const expected = ['a waitingForApproval socket', 'b running disk', 'c interrupted disk'];
    assert.deepEqual(said(disk, { pid: 1, statuses }), expected);
    assert.deepEqual(said(disk, { pid: 1, statuses: new Map() }), said(disk, undefined));
  });

  it('tells which threads wait, and whether anything has changed', () => {
    const list = liveList(disk, { pid: 1, statuses: new Map([['a', 'waitingForInput']]) });
    assert.deepEqual([...waitingIn(list)], ['a']);
    assert.ok(isSameList(list, structuredClone(list)));
    assert.ok(!isSameList(list, liveList(disk, undefined)));
    assert.ok(!isSameList(list, list.slice(1)));
  });
});
