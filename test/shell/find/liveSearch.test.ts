import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLiveSearch } from '../../../src/shell/find/liveSearch';

/** Logs what is asked, cancelled and answered; answers are given by the test. */
function setUp(quietMs = 1) {
  const log: string[] = [];
  const open = new Map<string, { resolve(answer: string): void; reject(error: Error): void }>();
  const search = createLiveSearch<string>(
    query => {
      log.push(`ask ${query}`);
      return {
        answer: new Promise((resolve, reject) => {
          open.set(query, { resolve, reject });
        }),
        cancel: () => log.push(`cancel ${query}`),
      };
    },
    {
      answered: (answer, query) => log.push(`${query}: ${answer}`),
      failed: error => log.push(String(error)),
    },
    quietMs,
  );
  return { log, open, search };
}

describe('A search while somebody types', () => {
  it('asks for the first query at once', async () => {
    const { log, open, search } = setUp();
    search.typed('');
    assert.deepEqual(log, ['ask ']);
    open.get('')?.resolve('newest');
    await sleep(0);
    assert.deepEqual(log, ['ask ', ': newest']);
  });

  it('asks once for what is typed in one go, and cancels what is under way', async () => {
    const { log, open, search } = setUp();
    search.typed('');
    for (const query of ['f', 'fl', 'fla']) {
      search.typed(query);
    }
    await sleep(20);
    assert.deepEqual(log, ['ask ', 'cancel ', 'ask fla']);
    open.get('fla')?.resolve('2 hits');
    await sleep(0);
    assert.deepEqual(log.slice(3), ['fla: 2 hits']);
  });

  it('drops the answers and errors of queries that are not there any more', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    search.typed('b');
    open.get('a')?.resolve('too late');
    await sleep(20);
    search.typed('c');
    open.get('b')?.reject(new Error('cancelled'));
    await sleep(20);
    assert.deepEqual(log, ['ask a', 'cancel a', 'ask b', 'cancel b', 'ask c']);
  });

  it('tells when the search fails', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    open.get('a')?.reject(new Error('the state DB is gone'));
    await sleep(0);
    assert.deepEqual(log, ['ask a', 'Error: the state DB is gone']);
  });

  it('asks and tells nothing when it is disposed of', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    search.typed('b');
    search.dispose();
    open.get('a')?.resolve('too late');
    await sleep(20);
    assert.deepEqual(log, ['ask a', 'cancel a']);
  });
});
