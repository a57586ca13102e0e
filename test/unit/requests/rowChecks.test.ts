// When rows are looked at again, and when that costs a lease. test/server/lateWrites.test.ts has the whole server.
import { strict as assert } from 'node:assert';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { HomeOperations } from '../../../src/server/operations/lease';
import { createRowChecks, type RowChecks } from '../../../src/server/requests/rowChecks';
import { eventually } from '../../support/eventually';
import { drawHome, placesOf, rolloutOf } from '../../support/home';
import { lateWrite } from '../../support/lateWrite';
import { openOperations, type TestOperations } from '../../support/operations';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('looks at the rows of the last operations', () => {
  const home = temporaryFolder();
  let opened: TestOperations;
  let checks: RowChecks;
  let logged: string[];
  let looks = 0;
  let leases = 0;
  beforeEach(() => {
    opened = openOperations(home());
    [logged, looks, leases] = [[], 0, 0];
    const counted: HomeOperations = {
      ...opened.operations,
      run: (use, wait) => {
        leases++;
        return opened.operations.run(use, wait);
      },
      recent: () => {
        looks++;
        return opened.operations.recent();
      },
    };
    checks = createRowChecks(opened.home, counted, (level, message) => logged.push(`${level}: ${message}`));
  });
  afterEach(async () => {
    await checks.close();
    opened.close();
  });

  /** Ends an operation that does nothing. The look that follows has ended when this resolves, if it took no lease. */
  const looked = async (): Promise<void> => {
    const before = looks;
    const wait = { onWait: () => undefined, signal: new AbortController().signal };
    await checks.operations.run(() => Promise.resolve(), wait);
    await eventually(() => assert.ok(looks > before), 10_000, 10);
    // Reads are answered in turn.
    await opened.home.read(() => undefined).catch(() => undefined);
  };

  it('take no lease when the rows are in order', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    await opened.cascade('archive', [ids.P]);
    await looked();
    assert.deepEqual([leases, logged], [1, []]);
  });

  it('take no lease when Codex has moved a thread since', async () => {
    const ids = drawHome(home(), { P: null });
    const [file, writeRow] = [rolloutOf(home(), ids.P), lateWrite(home(), ids.P)];
    await opened.cascade('archive', [ids.P]);
    mkdirSync(path.dirname(file), { recursive: true });
    renameSync(rolloutOf(home(), ids.P), file);
    writeRow();
    await looked();
    assert.deepEqual([leases, logged, placesOf(home(), ids)], [1, [], { P: 'active' }]);
  });

  it('judge a thread by the newest operation on it', async () => {
    const ids = drawHome(home(), { P: null });
    await opened.cascade('archive', [ids.P]);
    const writeLate = lateWrite(home(), ids.P);
    await opened.cascade('unarchive', [ids.P]);
    writeLate();
    assert.deepEqual(placesOf(home(), ids), { P: 'row archived, active' });
    await looked();
    await eventually(() => assert.equal(logged.length, 1));
    assert.deepEqual([leases, placesOf(home(), ids)], [2, { P: 'active' }]);
  });

  it('find nothing in a home without a state DB', async () => {
    await looked();
    assert.deepEqual([leases, logged], [1, []]);
  });
});
