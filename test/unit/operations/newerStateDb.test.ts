// A Codex update begins a new state DB while an operation runs: `state_6.sqlite` beside `state_5.sqlite`.
import { strict as assert } from 'node:assert';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { checkHome } from '../../../src/server/requests/checkHome';
import { runCascades } from '../../../src/server/operations/cascades';
import { operationId } from '../../../src/server/operations/lease';
import { newestForest } from '../../../src/server/operations/newestForest';
import { repairThreads } from '../../../src/server/operations/repair';
import { drawHome, rolloutContents } from '../../support/home';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { change, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('a newer state DB that appears during an operation', () => {
  const home = temporaryFolder();
  const signal = new AbortController().signal;
  let opened: TestOperations;
  let ids: Record<'P' | 'C' | 'D', string>;
  let contents: string[];
  beforeEach(() => {
    opened = openOperations(home());
    ids = drawHome(home(), { P: null, C: 'P', D: 'C' });
    contents = rolloutContents(home());
  });
  afterEach(() => opened.close());

  const newer = (): string => path.join(home(), 'state_6.sqlite');
  /** Begins it as a copy of the old one, and with these changes. */
  const begin = (sql = ''): Buffer => {
    change(home(), `VACUUM INTO '${newer()}'`);
    const database = new DatabaseSync(newer());
    database.exec(sql);
    database.close();
    return readFileSync(newer());
  };
  const archivedIn = (file: string): string[] => {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare('SELECT id FROM threads WHERE archived ORDER BY id').all();
    database.close();
    return rows.map(({ id }) => String(id));
  };
  const all = (): string[] => Object.values(ids).sort();
  const issues = async (): Promise<string[]> =>
    (await checkHome(opened.home, signal)).issues.map(({ kind, threadId }) => `${kind} ${threadId}`).sort();
  /** The checkup finds these threads, and repairs them in the newer one, which is the home's now. */
  const repairs = async (threadIds: readonly string[]): Promise<void> => {
    assert.deepEqual(await issues(), threadIds.map(id => `rowBehindFile ${id}`).sort());
    await opened.run(lease =>
      repairThreads(lease, threadIds, { operation: operationId('repair'), onStatus: () => undefined, signal }),
    );
    assert.deepEqual([await issues(), archivedIn(newer()), rolloutContents(home())], [[], all(), contents]);
  };

  it('before its plan is made: it stays with the one it began with', async () => {
    let before: Buffer | undefined;
    const reports = await opened.operations.run(
      async lease => {
        before = begin('DELETE FROM threads; DELETE FROM thread_spawn_edges');
        const results = await runCascades(lease, await newestForest(opened.home, lease.dbPath), [ids.P], {
          operation: operationId('archive'),
          kind: 'archive',
          finishLeftovers: true,
          leaveLoaded: false,
          onStatus: () => undefined,
          signal,
        });
        return results.flatMap(result => result.reports);
      },
      { onWait: () => undefined, signal },
    );
    await opened.home.settled();
    assert.deepEqual(brief(reports, ids), ['P archived', 'D archived', 'C archived']);
    assert.deepEqual([archivedIn(stateDbOf(home())), rolloutContents(home())], [all(), contents]);
    assert.deepEqual(readFileSync(newer()), before);
    assert.deepEqual(
      await issues(),
      all().map(id => `rowMissing ${id}`),
    );
  });

  it('while it moves threads: it stays with the one it began with, and the checkup finds the rest', async () => {
    let before: Buffer | undefined;
    const { reports } = await opened.cascade('archive', [ids.P], {
      onStatus: ({ status }) => {
        if (status === 'archived') before ??= begin();
      },
    });
    await opened.home.settled();
    assert.deepEqual(brief(reports, ids), ['P archived', 'D archived', 'C archived']);
    assert.deepEqual(archivedIn(stateDbOf(home())), all());
    assert.deepEqual(readFileSync(newer()), before);
    const known = new Set(archivedIn(newer()));
    assert.deepEqual([...known], [ids.P], 'P was archived before');
    await repairs(all().filter(id => !known.has(id)));
  });

  it('and was begun from an older state: an undo moves the files back to where its rows have them', async () => {
    const old = path.join(home(), 'before.sqlite');
    copyFileSync(stateDbOf(home()), old);
    const contents = rolloutContents(home());
    const { operation } = await opened.cascade('archive', [ids.P]);
    copyFileSync(old, newer());
    const before = readFileSync(newer());
    assert.ok((await opened.undo(operation)).every(({ status }) => status === 'restored'));
    await opened.home.settled();
    assert.deepEqual([rolloutContents(home()), readFileSync(newer())], [contents, before]);
    assert.deepEqual(await issues(), []);
  });
});
