// The shell that waits to become flock(1). What the locks exclude is in test/server/writerLocks.test.ts.
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram } from '../../../src/server/locks/findProgram';
import { temporaryFolder } from '../../support/temporaryFolder';

const program = findProgram('flock', ['/usr/bin', '/bin'], process.env.PATH);

if (program !== undefined) {
  describe('a shell that is ready to lock a file', () => {
    const folder = temporaryFolder();
    /** Runs a process that gets a shell ready and then does this; what it printed, and how it ended. */
    const run = (then: string) => {
      const module = path.resolve('src/server/locks/flock.ts');
      const script = `
        import { openSync } from 'node:fs';
        import { readyFlock } from ${JSON.stringify(module)};
        const file = openSync(${JSON.stringify(path.join(folder(), 'lock'))}, 'w');
        const ready = readyFlock(${JSON.stringify(program)}, file);
        ${then}`;
      const { stdout, stderr, status, signal } = spawnSync(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script],
        { encoding: 'utf8', timeout: 20_000 },
      );
      return { stdout, stderr, status, signal };
    };

    it('does not keep its process alive', () =>
      assert.deepEqual(run(''), { stdout: '', stderr: '', status: 0, signal: null }));

    it('locks, and its process waits for that', () =>
      assert.deepEqual(run('void ready.lock(10_000).then(taken => console.log(taken));'), {
        stdout: 'true\n',
        stderr: '',
        status: 0,
        signal: null,
      }));
  });
}
