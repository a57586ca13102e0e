import assert from 'node:assert/strict';
import type { LiveStatus, LiveThread } from '../../../src/protocol/methods';
import { liveNews, nextWaitingAfter } from '../../../src/shell/live/liveNews';

const list = (status: LiveStatus | null): LiveThread[] =>
  status === null ? [] : [{ threadId: 'a', status, source: 'socket' }];

describe('News of a live thread', () => {
  const table: [was: LiveStatus | null, is: LiveStatus | null, what: string | null][] = [
    ['running', 'waitingForApproval', 'waits'],
    [null, 'waitingForInput', 'waits'],
    ['open', 'waitingForInput', 'waits'],
    ['waitingForApproval', 'waitingForInput', null],
    ['waitingForApproval', 'running', null],
    ['waitingForApproval', 'open', 'ended'],
    ['running', 'open', 'ended'],
    ['running', null, 'ended'],
    ['running', 'interrupted', 'ended'],
    ['running', 'failed', 'failed'],
    ['failed', 'failed', null],
    ['open', 'failed', null],
    [null, 'failed', 'failed'],
    [null, 'running', null],
    [null, 'open', null],
    ['open', null, null],
  ];
  for (const [was, is, what] of table) {
    it(`${was ?? 'not loaded'}, then ${is ?? 'not loaded'}: ${what ?? 'none'}`, () =>
      assert.deepEqual(liveNews(list(was), list(is)), what === null ? [] : [{ threadId: 'a', what }]));
  }
});

describe('The next waiting thread', () => {
  const threads: LiveThread[] = ['a', 'b', 'c', 'd'].map(threadId => ({
    threadId,
    status: threadId === 'c' ? 'running' : 'waitingForApproval',
    source: 'socket',
  }));
  for (const [last, next] of [
    [null, 'a'],
    ['a', 'b'],
    ['b', 'd'],
    ['d', 'a'],
    ['z', 'a'],
  ] as const) {
    it(`after ${last ?? 'none'} is ${next}`, () => assert.equal(nextWaitingAfter(threads, last), next));
  }

  it('is none when none waits', () => assert.equal(nextWaitingAfter(list('running'), null), undefined));
});
