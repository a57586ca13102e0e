import assert from 'node:assert/strict';
import { initializeParams, liveStatusOf, loadedPage, readMessage } from '../../../src/server/live/codexMessages';

describe('What a Codex server says', () => {
  for (const [text, expected] of [
    ['{"id":3,"result":{"data":[]}}', { kind: 'answer', id: 3, result: { data: [] }, error: undefined }],
    [
      '{"id":3,"error":{"code":-32600,"message":"no"}}',
      { kind: 'answer', id: 3, result: undefined, error: { code: -32600, message: 'no' } },
    ],
    ['{"method":"thread/closed","params":{"threadId":"t"}}', notification('thread/closed', { threadId: 't' })],
    ['{"method":"x"}', notification('x', {})],
    ['{"id":"r1","method":"execCommandApproval","params":{"threadId":"t"}}', request({ threadId: 't' })],
    ['{"id":null,"method":"x","params":3}', request({})],
    ['{"id":"3","result":{}}', undefined],
    ['[1]', undefined],
    ['not JSON', undefined],
  ] as const) {
    it(text, () => assert.deepEqual(readMessage(text), expected));
  }

  it('as statuses', () => {
    const active = (...activeFlags: string[]) => liveStatusOf({ type: 'active', activeFlags });
    assert.deepEqual(
      [active(), active('waitingOnUserInput'), active('waitingOnUserInput', 'waitingOnApproval'), active('new')],
      ['running', 'waitingForInput', 'waitingForApproval', 'running'],
    );
    const others = ['idle', 'systemError', 'notLoaded', 'somethingNew'].map(type => liveStatusOf({ type }));
    assert.deepEqual(others, ['open', 'failed', 'notLoaded', undefined]);
    assert.equal(liveStatusOf('idle'), undefined);
  });

  it('as a page of loaded threads', () => {
    assert.deepEqual(loadedPage({ data: ['a', 3, 'b'], nextCursor: 'c' }), { threadIds: ['a', 'b'], cursor: 'c' });
    assert.deepEqual(loadedPage({}), { threadIds: [], cursor: null });
  });
});

it('A Codex server is asked to send nothing about items and turns', () => {
  const { optOutNotificationMethods } = initializeParams('1').capabilities as { optOutNotificationMethods: string[] };
  for (const name of ['item/started', 'item/completed', 'item/agentMessage/delta', 'turn/started', 'turn/completed'])
    assert.ok(optOutNotificationMethods.includes(name), name);
  for (const name of ['thread/started', 'thread/closed', 'thread/status/changed'])
    assert.ok(!optOutNotificationMethods.includes(name), name);
});

function notification(method: string, params: object): object {
  return { kind: 'notification', method, params };
}

function request(params: object): object {
  return { kind: 'request', params };
}
