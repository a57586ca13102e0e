// Rows that a late write has put back, on real files and a real state DB.
import { strict as assert } from 'node:assert';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { OperationKind } from '../../../src/protocol/operations';
import { correctRows } from '../../../src/server/operations/correctRows';
import { exactState } from '../../support/exactState';
import { drawHome, placesOf, rolloutOf } from '../../support/home';
import { lateWrite } from '../../support/lateWrite';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('rows that were put back', () => {
  const home = temporaryFolder();
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  const everything = (): unknown => exactState(home());
  /** Returns what it warned of. */
  const correct = async (operation: string, ...threadIds: string[]): Promise<string[]> => {
    const warnings: string[] = [];
    const wait = { onWait: () => undefined, signal: new AbortController().signal };
    await opened.run(lease =>
      correctRows(lease, operation, new Set(threadIds), warning => warnings.push(warning), wait),
    );
    return warnings;
  };

  for (const kind of ['archive', 'unarchive'] satisfies OperationKind[])
    it(`are written again after an ${kind}, and an undo restores everything`, async () => {
      const archived = kind === 'unarchive';
      const ids = drawHome(home(), { P: { parent: null, archived }, C: { parent: 'P', archived } });
      const before = everything();
      const writeLate = lateWrite(home(), ids.C);
      const { operation } = await opened.cascade(kind, [ids.P]);
      const done = everything();
      writeLate();
      assert.notDeepEqual(everything(), done);
      assert.deepEqual(await correct(operation, ids.P, ids.C), [
        `Thread ${ids.C} of ${operation}: another program had put its row back, as of before the operation; the row was written again.`,
      ]);
      assert.deepEqual(everything(), done);
      assert.deepEqual(await correct(operation, ids.P, ids.C), []);
      assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
      assert.deepEqual(everything(), before);
    });

  it('are left alone in threads that nobody doubts', async () => {
    const ids = drawHome(home(), { P: null });
    const writeLate = lateWrite(home(), ids.P);
    const { operation } = await opened.cascade('archive', [ids.P]);
    writeLate();
    assert.deepEqual(await correct(operation), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived' });
  });

  it('are left alone when the file is back as well: Codex has unarchived the thread', async () => {
    const ids = drawHome(home(), { P: null });
    const [file, writeLate] = [rolloutOf(home(), ids.P), lateWrite(home(), ids.P)];
    const { operation } = await opened.cascade('archive', [ids.P]);
    mkdirSync(path.dirname(file), { recursive: true });
    renameSync(rolloutOf(home(), ids.P), file);
    writeLate();
    const unarchived = everything();
    assert.deepEqual(await correct(operation, ids.P), []);
    assert.deepEqual(everything(), unarchived);
  });

  it('are left alone after an undo of their operation', async () => {
    const ids = drawHome(home(), { P: null });
    const { operation } = await opened.cascade('archive', [ids.P]);
    await opened.undo(operation);
    assert.deepEqual(await correct(operation, ids.P), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'active' });
  });

  it('a row that Codex has created with the old path follows its file', async () => {
    const ids = drawHome(home(), { P: null });
    const writeLate = lateWrite(home(), ids.P);
    change(home(), 'DELETE FROM threads');
    const { operation } = await opened.cascade('archive', [ids.P]);
    writeLate();
    assert.deepEqual((await correct(operation, ids.P)).length, 1);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
  });

  it('a row that the database refuses stays, and the others are written', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const writeLate = [lateWrite(home(), ids.P), lateWrite(home(), ids.C)];
    const { operation } = await opened.cascade('archive', [ids.P]);
    writeLate.forEach(write => write());
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.P}' BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    const warnings = await correct(operation, ids.P, ids.C);
    assert.match(warnings.join('\n'), /it stays: .*not this one.*\n.*written again/);
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived', C: 'archived' });
  });
});
