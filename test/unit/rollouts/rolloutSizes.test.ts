import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mock } from 'node:test';
import { rolloutSizes } from '../../../src/server/rollouts/rolloutSizes';
import { idOf } from '../../fixtures/ids';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('sizes of rollouts', () => {
  const folder = temporaryFolder();
  const never = new AbortController().signal;
  afterEach(() => mock.restoreAll());
  const write = (place: string, name: string, bytes: number): void => {
    mkdirSync(path.join(folder(), place), { recursive: true });
    writeFileSync(path.join(folder(), place, name), Buffer.alloc(bytes));
  };
  const nameOf = (number: number, rest = '.jsonl'): string => `rollout-2026-05-01T06-00-00-${idOf(number)}${rest}`;
  const sizes = async (...numbers: number[]): Promise<unknown> =>
    Object.fromEntries(
      [...(await rolloutSizes(folder(), new Set(numbers.map(idOf)), never))].map(([id, bytes]) => [
        numbers.find(number => idOf(number) === id),
        bytes,
      ]),
    );

  it('adds up both forms, and those of earlier reverts, wherever they are', async () => {
    write('2026/05/01', nameOf(1), 10);
    write('2026/05/01', nameOf(1, '.jsonl.zst'), 200);
    write('2026/05/02', nameOf(1, `_${idOf(9)}.jsonl`), 3000);
    write('.', nameOf(2), 7);
    write('2026/05/01', nameOf(3), 5);
    write('2026/05/01', 'notes.txt', 5);
    assert.deepEqual(await sizes(1, 2, 4), { 1: 3210, 2: 7 });
  });

  it('nothing requested, nothing examined; no folder, no sizes', async () => {
    assert.equal((await rolloutSizes(path.join(folder(), '\0'), new Set(), never)).size, 0);
    assert.equal((await rolloutSizes(path.join(folder(), 'missing'), new Set([idOf(1)]), never)).size, 0);
  });

  it('links are not followed', async () => {
    write('elsewhere', 'large', 1000);
    mkdirSync(path.join(folder(), '2026'));
    symlinkSync(path.join(folder(), 'elsewhere/large'), path.join(folder(), '2026', nameOf(1)));
    assert.deepEqual(await sizes(1), {});
  });

  it('lets other requests get their turn, and can be cancelled', async () => {
    const abort = new AbortController();
    for (let number = 1; number <= 30; number++) write(`2026/05/${number % 20}`, nameOf(number), 1);
    const ids = new Set(Array.from({ length: 30 }, (_, at) => idOf(at + 1)));
    // A slow disk: each reading of the clock is 3 ms later.
    let now = 0;
    mock.method(performance, 'now', () => (now += 3));
    setImmediate(() => abort.abort(new Error('enough')));
    await assert.rejects(rolloutSizes(folder(), ids, abort.signal), /enough/);
    assert.equal((await rolloutSizes(folder(), ids, never)).size, 30);
  });
});
