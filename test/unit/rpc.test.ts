// How requests start, end and fail on a JSON-RPC connection.
import assert from 'node:assert/strict';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  CancellationTokenSource,
  createMessageConnection,
  PortMessageReader,
  PortMessageWriter,
  ResponseError,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { FailureError } from '../../src/server/failure';
import { answerRequests, createNotify, type AnsweredConnection, type RequestContext } from '../../src/server/rpc';

describe('the connection of the thread server', () => {
  let client: MessageConnection;
  let server: MessageConnection;
  let port: MessagePort;
  let answered: AnsweredConnection;
  let closing: AbortController;
  let handle: (method: string, context: RequestContext) => unknown;
  const log: string[] = [];
  /** A promise that a test settles. */
  const gate = () => Promise.withResolvers<void>();

  beforeEach(() => {
    log.length = 0;
    closing = new AbortController();
    const { port1, port2 } = new MessageChannel();
    port = port1;
    [client, server] = [port1, port2].map(end =>
      createMessageConnection(new PortMessageReader(end), new PortMessageWriter(end)),
    ) as [MessageConnection, MessageConnection];
    answered = answerRequests(
      server,
      (method, _params, context) => handle(method, context),
      closing.signal,
      (level, message) => log.push(`${level}: ${message}`),
    );
    server.listen();
    client.listen();
  });
  afterEach(() => {
    client.dispose();
    server.dispose();
    port.close();
  });

  it('requests start in the order of arrival, and run concurrently', async () => {
    const begun: string[] = [];
    const first = gate();
    handle = async method => {
      begun.push(method);
      if (method === 'a') await first.promise;
      else first.resolve();
      return method;
    };
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(method => client.sendRequest(method))), ['a', 'b', 'c']);
    assert.deepEqual(begun, ['a', 'b', 'c']);
  });

  it('a failure is answered with its code and its data, and is not logged', async () => {
    handle = () => {
      throw new FailureError({ code: 'homeMissing', path: '/x' });
    };
    await assert.rejects(client.sendRequest('a'), {
      code: -32603,
      message: 'homeMissing',
      data: { code: 'homeMissing', path: '/x' },
    });
    assert.deepEqual(log, []);
  });

  it('a bug is answered as such, and logged with its stack', async () => {
    handle = () => Promise.reject(new TypeError('x is not a function'));
    await assert.rejects(client.sendRequest('a'), { code: -32001, message: 'a failed: x is not a function' });
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /^error: a failed: TypeError: x is not a function\n +at /);
  });

  it('a ResponseError is passed on unchanged', async () => {
    handle = () => Promise.reject(new ResponseError(-32600, 'no rollout found'));
    await assert.rejects(client.sendRequest('a'), { code: -32600, message: 'no rollout found' });
  });

  const ends: [title: string, end: (token: CancellationTokenSource) => void][] = [
    ['the client cancels', token => token.cancel()],
    ['the server closes', () => closing.abort(new Error('closing'))],
  ];
  for (const [title, end] of ends) {
    it(`${title}: the signal is aborted, and the answer is a cancellation`, async () => {
      const begun = gate();
      handle = async (_, { signal }) => {
        begun.resolve();
        await new Promise(resolve => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
      };
      const token = new CancellationTokenSource();
      const answer = client.sendRequest('a', token.token);
      await begun.promise;
      end(token);
      await assert.rejects(answer, { code: -32800, message: 'cancelled', data: { code: 'cancelled' } });
      assert.deepEqual(log, []);
    });
  }

  it('another error after a cancellation is still a bug', async () => {
    closing.abort(new Error('closing'));
    handle = () => {
      throw new Error('broken');
    };
    await assert.rejects(client.sendRequest('a'), { code: -32001 });
    assert.equal(log.length, 1);
  });

  it('actions for after the answer happen after it', async () => {
    const notify = createNotify(server);
    const seen: string[] = [];
    const notified = gate();
    client.onNotification('later', () => {
      seen.push('notification');
      notified.resolve();
    });
    handle = (_, { afterReply }) => {
      afterReply(() => notify('later', {}));
      return Promise.resolve('answer');
    };
    seen.push(await client.sendRequest('a'));
    await notified.promise;
    assert.deepEqual(seen, ['answer', 'notification']);
  });

  it('is idle once all requests are answered, including those that fail', async () => {
    const open = gate();
    const begun = gate();
    handle = async () => {
      begun.resolve();
      await open.promise;
      throw new FailureError({ code: 'operationGone' });
    };
    const answer = assert.rejects(client.sendRequest('a'));
    await begun.promise;
    let idle = false;
    const ended = answered.idle().then(() => (idle = true));
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(idle, false);
    open.resolve();
    await Promise.all([answer, ended]);
  });

  it('drops notifications if the client is gone', async () => {
    const notify = createNotify(server);
    server.dispose();
    notify('later', {});
    await new Promise(resolve => setImmediate(resolve));
  });
});
