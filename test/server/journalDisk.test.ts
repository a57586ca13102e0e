// A journal on a disk that is read-only, full, or fills up: what cannot be journalled is not moved. The disks are
// mounted for one process only.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { drawHome, placesOf, type Sketches } from '../support/home';
import { withOwnMounts } from '../support/ownMounts';
import { temporaryFolder } from '../support/temporaryFolder';
import type { ProcessResult } from './journalProcess';
import { runsOn } from '../support/runsOn';

if (runsOn('linux', 'only Linux mounts disks for one process'))
  describe('journal on a separate disk', () => {
    const folder = temporaryFolder();
    const home = (): string => path.join(folder(), 'home');
    const disk = (): string => path.join(folder(), 'disk');

    let built = '';
    before(() => {
      built = mkdtempSync(path.join(tmpdir(), 'ctt-'));
      buildSync({
        entryPoints: [path.join(import.meta.dirname, 'journalProcess.ts')],
        bundle: true,
        platform: 'node',
        outfile: path.join(built, 'journalProcess.cjs'),
      });
      copyFileSync(
        createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
        path.join(built, 'sql-wasm.wasm'),
      );
    });
    after(() => rmSync(built, { recursive: true }));

    /** Archives P with the journal on a disk that is mounted with these options. */
    const archiveOn = (options: string, threadId: string): ProcessResult => {
      mkdirSync(disk());
      const shell = `mount -t tmpfs -o ${options} none ${disk()} && exec "$0" "$@"`;
      const [program = '', ...way] = withOwnMounts();
      const script = path.join(built, 'journalProcess.cjs');
      const parameters = [...way, '/bin/sh', '-c', shell, process.execPath, script, home(), disk(), threadId];
      return JSON.parse(execFileSync(program, parameters, { encoding: 'utf8' })) as ProcessResult;
    };
    const draw = (below: number): Record<string, string> => {
      mkdirSync(home());
      const subAgents: Sketches = Object.fromEntries(Array.from({ length: below }, (_, at) => [`C${at}`, 'P']));
      return drawHome(home(), { P: null, ...subAgents });
    };

    const unusable: { title: string; options: string; failure: string }[] = [
      { title: 'is read-only', options: 'ro', failure: 'journalFolderUnwritable' },
      { title: 'has no room for a file', options: 'nr_inodes=2', failure: 'journalFolderUnwritable' },
      { title: 'has no room for an empty journal', options: 'size=12k', failure: 'journalUnusable' },
    ];
    for (const { title, options, failure } of unusable) {
      it(`that ${title}: the operation does not begin`, () => {
        const ids = draw(1);
        const result = archiveOn(options, ids.P ?? '');
        assert.deepEqual(result, { failure, listed: [], warnings: [] });
        assert.deepEqual([...new Set(Object.values(placesOf(home(), ids)))], ['active']);
      });
    }

    it('that fills up: threads that cannot be journalled stay, the others can be undone', () => {
      const ids = draw(200);
      const { reports = [], listed, warnings } = archiveOn('size=150k', ids.P ?? '');
      const archived = reports.filter(({ status }) => status === 'archived').map(({ threadId }) => threadId);
      const failed = reports.filter(({ status }) => status === 'failed').map(({ threadId }) => threadId);
      assert.ok(archived.length > 0 && failed.length > 0, `${archived.length} archived, ${failed.length} failed`);
      assert.equal(archived.length + failed.length, 201);
      const places = placesOf(home(), ids);
      for (const [label, id] of Object.entries(ids))
        assert.equal(places[label], archived.includes(id) ? 'archived' : 'active', label);
      assert.deepEqual(
        listed.map(({ made, left }) => [made, left]),
        [[archived.length, failed.length]],
      );
      assert.deepEqual(warnings, []);
    });
  });
