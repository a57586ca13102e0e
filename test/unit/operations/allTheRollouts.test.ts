// All rollouts of a thread in complete operations: they move together, or stay together.
import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { idOf } from '../../fixtures/ids';
import { filesBelow, rolloutFilesOf } from '../../support/files';
import { drawHome, rolloutOf } from '../../support/home';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { otherFileSystem } from '../../support/otherFileSystem';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { withSlashes } from '../../support/systemPath';

for (const disks of ['one file system', 'two file systems'])
  describe(`all rollouts of a thread, on ${disks}`, () => {
    const folder = temporaryFolder();
    const elsewhere = disks === 'two file systems' ? otherFileSystem() : undefined;
    const home = (): string => path.join(folder(), 'home');
    let opened: TestOperations | undefined;
    const open = (): TestOperations => (opened ??= openOperations(home(), path.join(folder(), 'journal')));
    afterEach(() => {
      opened?.close();
      opened = undefined;
    });

    /**
     * P has three rollouts, one from a revert on another day, and two of them in both forms; C's is only compressed.
     */
    const prepare = (): Record<'P' | 'C', string> => {
      mkdirSync(home());
      const ids = drawHome(home(), { P: null, C: 'P' });
      const archive = path.join(home(), 'archived_sessions');
      if (elsewhere) elsewhere.link(archive, elsewhere.at());
      else mkdirSync(archive);
      const main = rolloutOf(home(), ids.P);
      const otherDay = path.join(
        home(),
        'sessions/2026/05/02',
        path
          .basename(main)
          .replace('05-01', '05-02')
          .replace('.jsonl', `_${idOf(9)}.jsonl`),
      );
      mkdirSync(path.dirname(otherDay), { recursive: true });
      for (const copy of [main.replace('.jsonl', `_${idOf(8)}.jsonl`), otherDay]) copyFileSync(main, copy);
      for (const file of [main, otherDay]) writeFileSync(`${file}.zst`, zstdCompressSync(readFileSync(file)));
      const compressed = rolloutOf(home(), ids.C);
      writeFileSync(`${compressed}.zst`, zstdCompressSync(readFileSync(compressed)));
      rmSync(compressed);
      change(home(), `UPDATE threads SET rollout_path = rollout_path || '.zst' WHERE id = '${ids.C}'`);
      for (const [at, file] of files().entries())
        utimesSync(path.join(home(), file.split(' ')[0] as string), at, 1_777_600_000.25 + at);
      return ids;
    };
    const files = (): string[] =>
      rolloutFilesOf(home()).map(
        file =>
          `${withSlashes(path.relative(home(), file))} ${statSync(file).mtimeMs} ${readFileSync(file).toString('base64')}`,
      );
    const rows = (): unknown => query(home(), 'SELECT * FROM threads ORDER BY id');

    it('archived, then restored: files, times and rows are as before', async () => {
      const ids = prepare();
      const [oldFiles, oldRows] = [files(), rows()];
      assert.equal(oldFiles.length, 6);
      const { operation, reports } = await open().cascade('archive', [ids.P]);
      assert.deepEqual(brief(reports, ids), ['P archived', 'C archived']);
      const flat = oldFiles.map(file => file.replace(/^sessions\/\d{4}\/\d\d\/\d\d\//, 'archived_sessions/')).sort();
      assert.deepEqual(files().sort(), flat);
      assert.deepEqual(brief(await open().undo(operation), ids).sort(), ['C restored', 'P restored']);
      assert.deepEqual([files(), rows()], [oldFiles, oldRows]);
    });

    it('unarchived: each goes to the day folder in its name, and only the row’s own rollout gets a new time', async () => {
      const ids = prepare();
      const old = files();
      await open().cascade('archive', [ids.P]);
      const begun = Date.now();
      const { operation, reports } = await open().cascade('unarchive', [ids.P]);
      assert.deepEqual(brief(reports, ids), ['P unarchived', 'C unarchived']);
      const moved = files();
      assert.deepEqual(
        moved.map(file => file.split(' ')[0]),
        old.map(file => file.split(' ')[0]),
      );
      assert.equal(moved.filter(file => Number(file.split(' ')[1]) >= begun - 1).length, 2);
      await open().undo(operation);
      assert.deepEqual(
        files()
          .map(file => file.split(' ').slice(1))
          .sort(),
        old.map(file => file.split(' ').slice(1)).sort(),
      );
    });

    it('if one of them cannot be moved, none is, and the row stays', async () => {
      const ids = prepare();
      const blocked = filesBelow(path.join(home(), 'sessions'))
        .map(file => path.basename(file))
        .find(file => file.endsWith(`_${idOf(9)}.jsonl.zst`)) as string;
      mkdirSync(path.join(home(), 'archived_sessions', blocked));
      const [oldFiles, oldRows] = [files(), rows()];
      const { reports } = await open().cascade('archive', [ids.P]);
      assert.deepEqual(brief(reports, ids), ['P failed', 'C skipped']);
      assert.deepEqual(reports[0]?.failure, {
        code: 'refused',
        error: 'EISDIR',
        path: path.join(home(), 'archived_sessions', blocked),
        makingFolder: false,
      });
      assert.deepEqual([files(), rows()], [oldFiles, oldRows]);
      rmSync(path.join(home(), 'archived_sessions', blocked), { recursive: true });
      assert.deepEqual(brief((await open().cascade('archive', [ids.P])).reports, ids), ['P archived', 'C archived']);
    });

    it('if the row cannot be written, all are put back, with their times', async () => {
      const ids = prepare();
      change(
        home(),
        `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.P}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
      );
      const [oldFiles, oldRows] = [files(), rows()];
      const { reports } = await open().cascade('archive', [ids.P]);
      assert.deepEqual(brief(reports, ids), ['P failed', 'C skipped']);
      assert.deepEqual([files(), rows()], [oldFiles, oldRows]);
    });
  });
