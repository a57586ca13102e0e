// Which threads need the rollouts of others.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { findForks } from '../../../src/server/rollouts/findForks';
import { idOf } from '../../fixtures/ids';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('Forks of threads', () => {
  const home = temporaryFolder();
  const write = (folder: string, number: number, base: string | null, name = idOf(number)): void => {
    mkdirSync(home(folder), { recursive: true });
    const history_base = base === null ? undefined : { thread_id: base, end_byte_offset: 100 };
    const payload = { id: idOf(number), ...(history_base && { history_base }) };
    const line = { timestamp: '2026-05-01T00:00:00.000Z', type: 'session_meta', payload };
    writeFileSync(home(folder, `rollout-2026-05-01T00-00-00-${name}.jsonl`), `${JSON.stringify(line)}\n`);
  };
  const find = (...numbers: number[]): Promise<string[]> =>
    findForks(
      [home('sessions'), home('archived_sessions')],
      new Set(numbers.map(number => idOf(number))),
      new AbortController().signal,
    );

  it('are found in both folders, by any rollout of the thread, and without the thread itself', async () => {
    write('sessions', 1, null);
    write('sessions', 1, idOf(1), `${idOf(1)}_${idOf(9)}`);
    write('sessions', 2, idOf(1));
    write('archived_sessions', 3, idOf(9));
    write('sessions', 4, idOf(2));
    write('sessions', 5, null);
    assert.deepEqual(await find(1), [idOf(2), idOf(3)]);
    assert.deepEqual(await find(1, 2, 3), [idOf(4)]);
    assert.deepEqual(await find(5), []);
  });

  it('are none of a thread without a rollout, and of what cannot be read', async () => {
    write('sessions', 1, null);
    writeFileSync(home('sessions', `rollout-2026-05-01T00-00-00-${idOf(2)}.jsonl`), 'no metadata');
    assert.deepEqual(await find(7), []);
    assert.deepEqual(await find(1), []);
  });

  it('are not sought any longer when nobody waits', async () => {
    write('sessions', 1, null);
    const found = findForks([home('sessions')], new Set([idOf(1)]), AbortSignal.abort(new Error('gone')));
    await found.then(
      forks => assert.deepEqual(forks, [], 'it took no slice of time'),
      (error: Error) => assert.equal(error.message, 'gone'),
    );
  });
});
