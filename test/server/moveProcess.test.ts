// Moving files when the system really refuses (a disk that is full or read-only, a limit on the size of files), and
// when the process is killed at any step.
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, truncateSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { discardCopy, moveFiles, placeOf, putBack } from '../../src/server/files/moveFiles';
import type { FileMove } from '../../src/server/threads/threadChange';
import { otherFileSystem } from '../support/otherFileSystem';
import { withOwnMounts } from '../support/ownMounts';
import { peakMemoryIn, tellPeakMemory } from '../support/peakMemory';
import { rolloutFiles } from '../support/rolloutFiles';
import { suiteFolder, temporaryFolder } from '../support/temporaryFolder';
import type { MoveOrder, MoveResult } from './moveProcess';
import { runsOn } from '../support/runsOn';
import { patience } from '../support/eventually';

describe('moving files in a process', () => {
  const home = temporaryFolder();
  const elsewhere = otherFileSystem();
  const { at, put, move, tree, folders } = rolloutFiles(home);
  const built = suiteFolder();
  before(async () => {
    await build({
      entryPoints: [path.join(import.meta.dirname, 'moveProcess.ts')],
      outfile: built('moveProcess.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'warning',
    });
  });
  beforeEach(() => {
    mkdirSync(at('sessions'));
    elsewhere.link(at('archived_sessions'), elsewhere.at());
  });

  /** `shell`: commands to run first, in the same process. */
  const start = (order: Omit<MoveOrder, 'home'>, shell = ':', wrapper: readonly string[] = []) => {
    const [program, ...parameters] = [
      ...wrapper,
      '/bin/sh',
      '-c',
      `${shell} && exec "$0" "$@"`,
      process.execPath,
      ...tellPeakMemory,
      built('moveProcess.cjs'),
      JSON.stringify({ home: home(), ...order }),
    ];
    return spawnSync(program, parameters, { encoding: 'utf8' });
  };
  const run = (...parameters: Parameters<typeof start>): MoveResult => {
    const { status, stdout, stderr } = start(...parameters);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as MoveResult;
  };
  /** Two small files before a large one, so that there is something to undo. */
  const plan = (bytes: number, files = ['a', 'b', 'c']): FileMove[] =>
    files.map(name => {
      put(`sessions/${name}`, name === 'c' ? 'x'.repeat(bytes) : name);
      return move(`sessions/${name}`, `archived_sessions/${name}`);
    });

  it('a limit on the size of files: moves none', () => {
    const moves = plan(3_000_000);
    const old = tree();
    const { failure, archived } = run({ moves }, 'ulimit -f 1000');
    assert.deepEqual(failure, { code: 'refused', error: 'EFBIG', path: moves[2]?.to, makingFolder: false });
    assert.deepEqual(archived, []);
    assert.deepEqual(tree(), old);
  });

  // Disks that are mounted for one process only.
  if (runsOn('linux', 'only Linux mounts disks for one process')) {
    const disks: { title: string; shell: () => string; error: string; file: string }[] = [
      {
        title: 'a disk that is full',
        shell: () => `mount -t tmpfs -o size=1m none ${elsewhere.at()}`,
        error: 'ENOSPC',
        file: 'archived_sessions/c',
      },
      {
        title: 'a disk without room for one more file',
        shell: () => `mount -t tmpfs -o nr_inodes=3 none ${elsewhere.at()}`,
        error: 'ENOSPC',
        file: 'archived_sessions/c',
      },
      {
        title: 'a disk that is read-only',
        shell: () => `mount -t tmpfs -o ro none ${elsewhere.at()}`,
        error: 'EROFS',
        file: 'archived_sessions',
      },
      {
        title: 'a source that is read-only',
        shell: () => `mount --bind ${at('sessions')} ${at('sessions')} && mount -o remount,bind,ro ${at('sessions')}`,
        error: 'EROFS',
        file: 'sessions',
      },
    ];
    for (const { title, shell, error, file } of disks) {
      it(`${title}: moves none`, () => {
        const moves = plan(3_000_000);
        const old = tree();
        const result = run({ moves }, shell(), withOwnMounts());
        assert.deepEqual(result.failure, { code: 'refused', error, path: at(file), makingFolder: false });
        assert.deepEqual(result.archived, []);
        assert.deepEqual(tree(), old);
      });
    }
  }

  it('copies a file of 300 MB in no more memory than a small one', () => {
    const copy = (name: string, bytes: number): number => {
      put(`sessions/${name}`);
      truncateSync(at(`sessions/${name}`), bytes);
      utimesSync(at(`sessions/${name}`), 1, 1);
      const { status, stdout, stderr } = start({ moves: [move(`sessions/${name}`, `archived_sessions/${name}`)] });
      assert.deepEqual([status, (JSON.parse(stdout) as MoveResult).failure], [0, undefined], stderr);
      return peakMemoryIn(stderr);
    };
    const [small, large] = [copy('a', 1000), copy('b', 300_000_000)];
    assert.ok(large - small < 50, `${small} MB for a small one, ${large} MB`);
  });

  for (const disks of ['one file system', 'two file systems']) {
    it(`killed at every step, on ${disks}: every file is complete at its old or its new path, and can go back or on`, function () {
      this.timeout(120_000 * patience);
      if (disks === 'one file system') {
        rmSync(at('archived_sessions'));
        mkdirSync(at('archived_sessions'));
      }
      let kills = 0;
      for (let killAt = 1; ; killAt++) {
        const moves = plan(1_500_000, ['a', 'c']).map((each, index) =>
          index === 0 ? { ...each, touchMs: 1_777_700_000_000 } : each,
        );
        chmodSync(at('sessions/a'), 0o640);
        const old = tree();
        const { signal, status } = start({ moves, killAt });
        if (signal === null) {
          assert.equal(status, 0);
          putBack(moves, folders());
          assert.deepEqual(tree(), old);
          break;
        }
        assert.equal(signal, 'SIGKILL');
        kills++;
        // As recovery does.
        for (const each of moves) assert.notEqual(placeOf(each), 'neither', `kill ${killAt}`);
        for (const each of moves) discardCopy(each, folders());
        putBack(moves, folders());
        assert.deepEqual(tree(), old, `kill ${killAt}`);
        // Doing it a second time changes nothing.
        assert.equal(moveFiles('archive', moves, folders()), undefined);
        putBack(moves, folders());
        assert.deepEqual(tree(), old, `kill ${killAt}`);
      }
      assert.ok(kills >= (disks === 'one file system' ? 3 : 18), `${kills} kills`);
    });
  }
});
