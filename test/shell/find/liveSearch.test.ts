// The search while somebody types, with a clock that the test moves.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLiveSearch } from '../../../src/shell/find/liveSearch';

/** How long somebody has to pause. */
const QUIET_MS = 150;

/** Logs what is asked, cancelled and answered; the test gives the answers. */
function setUp() {
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
    QUIET_MS,
  );
  return { log, open, search };
}

describe('A search while somebody types', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('asks for the first query at once', async () => {
    const { log, open, search } = setUp();
    search.typed('');
    assert.deepEqual(log, ['ask ']);
    open.get('')?.resolve('newest');
    await nextTurn();
    assert.deepEqual(log, ['ask ', ': newest']);
  });

  it('asks once for what is typed in one go, and cancels what is under way', async () => {
    const { log, open, search } = setUp();
    search.typed('');
    for (const query of ['f', 'fl', 'fla']) {
      search.typed(query);
    }
    mock.timers.tick(QUIET_MS - 1);
    assert.deepEqual(log, ['ask ', 'cancel ']);
    mock.timers.tick(1);
    assert.deepEqual(log, ['ask ', 'cancel ', 'ask fla']);
    open.get('fla')?.resolve('2 hits');
    await nextTurn();
    assert.deepEqual(log.slice(3), ['fla: 2 hits']);
  });

  it('drops the answers and errors of queries that are not there any more', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    search.typed('b');
    open.get('a')?.resolve('too late');
    mock.timers.tick(QUIET_MS);
    await nextTurn();
    search.typed('c');
    open.get('b')?.reject(new Error('cancelled'));
    mock.timers.tick(QUIET_MS);
    await nextTurn();
    assert.deepEqual(log, ['ask a', 'cancel a', 'ask b', 'cancel b', 'ask c']);
  });

  it('tells when the search fails', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    open.get('a')?.reject(new Error('the state DB is gone'));
    await nextTurn();
    assert.deepEqual(log, ['ask a', 'Error: the state DB is gone']);
  });

  it('asks and tells nothing when it is disposed of', async () => {
    const { log, open, search } = setUp();
    search.typed('a');
    search.typed('b');
    search.dispose();
    open.get('a')?.resolve('too late');
    mock.timers.tick(QUIET_MS);
    await nextTurn();
    assert.deepEqual(log, ['ask a', 'cancel a']);
  });
});
