// What operations report while they wait: for another window, or for a program that has the state DB locked.
import { strict as assert } from 'node:assert';
import { renameSync } from 'node:fs';
import path from 'node:path';
import type { WaitsFor } from '../../../src/protocol/failures';
import type { OperationReport } from '../../../src/protocol/operations';
import { HOME_LOCK } from '../../../src/server/operations/homeLock';
import { operationId, ServerClosing, type Lease } from '../../../src/server/operations/lease';
import { repairThreads } from '../../../src/server/operations/repair';
import { findOperation, finishOperation, undoOperation } from '../../../src/server/operations/undo';
import { drawHome, placesOf, rolloutOf } from '../../support/home';
import { sqlProcesses } from '../../support/sqlProcess';
import { openOperations, type TestOperations } from '../../support/operations';
import { stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('waiting operations', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const signal = new AbortController().signal;
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  type Ids = Record<'P' | 'C', string>;
  /** Archives P and C, but stops after P because the server closes. */
  const archivePart = async ({ P }: Ids): Promise<string> => {
    const closing = new AbortController();
    const { operation } = await opened.cascade('archive', [P], {
      signal: closing.signal,
      onStatus: ({ status }) => status === 'archived' && closing.abort(new ServerClosing()),
    });
    return operation;
  };

  it('before its lease: for another window', async () => {
    const holder = await holdLock(path.join(home(), HOME_LOCK), 'BEGIN EXCLUSIVE');
    const waits: WaitsFor[] = [];
    const onWait = (waitsFor: WaitsFor): void => {
      waits.push(waitsFor);
      void holder.release();
    };
    assert.equal(await opened.operations.run(() => Promise.resolve('ran'), { onWait, signal }), 'ran');
    assert.deepEqual(waits, ['otherWindow']);
  });

  const kinds: {
    kind: string;
    prepare: (ids: Ids) => Promise<string> | string;
    run: (lease: Lease, operation: string, ids: Ids, onStatus: (report: OperationReport) => void) => Promise<unknown>;
    doing: string;
    first: keyof Ids;
    locations: Record<keyof Ids, string>;
  }[] = [
    {
      kind: 'an undo',
      prepare: async ({ P }) => (await opened.cascade('archive', [P])).operation,
      run: (lease, operation, _, onStatus) =>
        undoOperation(lease, findOperation(lease, operation), { operation: operationId('undo'), onStatus, signal }),
      doing: 'restoring',
      first: 'C',
      locations: { P: 'active', C: 'active' },
    },
    {
      kind: 'the rest of an interrupted operation',
      prepare: archivePart,
      run: (lease, operation, _, onStatus) =>
        finishOperation(lease, findOperation(lease, operation), { operation, onStatus, signal }),
      doing: 'archiving',
      first: 'C',
      locations: { P: 'archived', C: 'archived' },
    },
    {
      kind: 'a repair',
      prepare: async ({ P, C }) => {
        await opened.cascade('archive', [P]);
        const file = rolloutOf(home(), C);
        renameSync(file, path.join(home(), 'sessions/2026/05/01', path.basename(file)));
        return operationId('repair');
      },
      run: (lease, operation, { C }, onStatus) => repairThreads(lease, [C], { operation, onStatus, signal }),
      doing: 'repairing',
      first: 'C',
      locations: { P: 'archived', C: 'active' },
    },
  ];
  for (const { kind, prepare, run, doing, first, locations } of kinds) {
    it(`${kind}: for a locked state DB`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      const operation = await prepare(ids);
      const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
      const waits: OperationReport[] = [];
      await opened.run(lease =>
        run(lease, operation, ids, report => {
          if (report.waitsFor === undefined) return;
          waits.push(report);
          void holder.release();
        }),
      );
      assert.deepEqual(waits, [{ threadId: ids[first], status: doing, waitsFor: 'stateDb' }]);
      assert.deepEqual(placesOf(home(), ids), locations);
    });
  }

  it('names the thread whose row shows that an operation of the journal waits', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    assert.equal(opened.operations.firstThreadOf(operation), ids.P);
    assert.equal(opened.operations.firstThreadOf('unknown'), undefined);
  });
});
