// Another program that writes a row as it was before an operation, right after it: a Codex whose listing began before.
// test/conformance/lateWrites.test.ts has the real one.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationResult } from '../../src/protocol/operations';
import { HOME_LOCK } from '../../src/server/operations/homeLock';
import { eventually, patience } from '../support/eventually';
import { exactState } from '../support/exactState';
import { drawHome, placesOf } from '../support/home';
import { lateWrite } from '../support/lateWrite';
import { threadServers, type TestServer } from '../support/server';
import { sqlProcesses } from '../support/sqlProcess';
import { stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('rows that are written late', function () {
  // Two of the tests wait for two looks each.
  this.timeout(90_000 * patience);
  const home = temporaryFolder();
  const start = threadServers();
  const hold = sqlProcesses();

  const everything = (): unknown => exactState(home());
  const run = (server: TestServer, method: string, params: object): Promise<OperationResult> =>
    server.request<OperationResult>(method, params);
  /** Waits until the home is as in `state`, longer than the third look takes. */
  const becomes = (state: unknown): Promise<void> =>
    eventually(() => assert.deepEqual(everything(), state), 40_000, 50);
  const corrected = (threadId: string, operation: string): RegExp =>
    new RegExp(`^Thread ${threadId} of ${operation}: .* the row was written again\\.$`, 'm');

  for (const kind of ['archive', 'unarchive'] as const)
    it(`are put right after an ${kind}, and logged`, async () => {
      const archived = kind === 'unarchive';
      const ids = drawHome(home(), { P: { parent: null, archived }, C: { parent: 'P', archived } });
      const writeLate = lateWrite(home(), ids.C);
      const server = await start(home());
      const { operation } = await run(server, `threadTree/${kind}`, { threadIds: [ids.P] });
      const done = everything();
      writeLate();
      await becomes(done);
      await eventually(() => assert.match(server.log(), corrected(ids.C, operation)));
      assert.doesNotMatch(server.log(), new RegExp(ids.P));
    });

  it('are put right after a restart', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const writeLate = lateWrite(home(), ids.P);
    const first = await start(home());
    const { operation } = await run(first, 'threadTree/archive', { threadIds: [ids.P] });
    const done = everything();
    await first.kill();
    writeLate();
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived', C: 'archived' });
    const second = await start(home());
    await becomes(done);
    await eventually(() => assert.match(second.log(), corrected(ids.P, operation)));
  });

  it('are put right after an undo, also after a restart', async () => {
    const ids = drawHome(home(), { P: null });
    const before = everything();
    const server = await start(home());
    const { operation } = await run(server, 'threadTree/archive', { threadIds: [ids.P] });
    const writeLate = lateWrite(home(), ids.P);
    await run(server, 'threadTree/undo', { operation });
    assert.deepEqual(everything(), before);
    writeLate();
    await becomes(before);
    await server.kill();
    writeLate();
    await start(home());
    await becomes(before);
  });

  const others: [string, () => string, string][] = [
    ['another window is at work', () => path.join(home(), HOME_LOCK), 'BEGIN EXCLUSIVE'],
    ['another program has the state DB locked', () => stateDbOf(home()), 'BEGIN IMMEDIATE'],
  ];
  for (const [title, file, lock] of others)
    it(`are put right later when ${title}`, async function () {
      // A busy machine may lock only after the first look.
      this.retries(2);
      const ids = drawHome(home(), { P: null });
      const writeLate = lateWrite(home(), ids.P);
      const server = await start(home());
      const holder = await hold(file());
      await run(server, 'threadTree/archive', { threadIds: [ids.P] });
      const done = everything();
      writeLate();
      await holder.exec(`PRAGMA busy_timeout = 5000; ${lock}`);
      // The first look comes after a quarter of a second.
      await sleep(1000);
      assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived' });
      await holder.release();
      await becomes(done);
    });
});
