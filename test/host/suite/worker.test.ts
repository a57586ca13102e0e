// The extension restarts the thread server when its worker thread is killed.
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import { eventually } from '../../support/eventually';
import { getApi } from './extension';

const alive = new Set<Worker>();
process.on('worker', worker => {
  alive.add(worker);
  worker.once('exit', () => alive.delete(worker));
});

/** The server's current worker. */
function serverWorker(): Worker {
  const [worker, ...more] = alive;
  assert.ok(worker);
  assert.deepEqual(more, []);
  return worker;
}

describe('The thread server', () => {
  it('is started again when its worker has died', async () => {
    const api = await getApi();
    const threads = await api.listThreads();
    const first = serverWorker();
    await first.terminate();
    assert.deepEqual(await eventually(() => api.listThreads()), threads);
    assert.ok(serverWorker() !== first);
  });

  it('is started again when it dies while a request is under way', async () => {
    const api = await getApi();
    const threads = await api.listThreads();
    const pending = api.listThreads();
    await serverWorker().terminate();
    await Promise.allSettled([pending]);
    assert.deepEqual(await eventually(() => api.listThreads()), threads);
  });
});
