import { strict as assert } from 'node:assert';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOME_LOCK, takeHomeLock, tryHomeLock } from '../../../src/server/operations/homeLock';
import { WaitCancelled } from '../../../src/server/sqlite/write';
import { UserError } from '../../../src/server/userError';
import { sqlProcesses } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('operation lock', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const file = (): string => path.join(home(), HOME_LOCK);
  const never = new AbortController().signal;

  it('is one operation’s at a time, in one process too', () => {
    const lock = tryHomeLock(home());
    assert.ok(lock);
    assert.equal(tryHomeLock(home()), undefined);
    lock.release();
    tryHomeLock(home())?.release();
    assert.deepEqual(
      [readdirSync(home()), lstatSync(file()).size],
      [[HOME_LOCK], 0],
      'nothing but an empty file is left',
    );
  });

  it('is not had while another process has it, and goes with that process', async () => {
    const holder = await holdLock(file(), 'BEGIN EXCLUSIVE');
    assert.equal(tryHomeLock(home()), undefined);
    process.kill(holder.pid, 'SIGKILL');
    const lock = await takeHomeLock(home(), { onWait: () => undefined, signal: never });
    lock.release();
  });

  it('is waited for, which is said once', async () => {
    const holder = await holdLock(file(), 'BEGIN EXCLUSIVE');
    const waits: string[] = [];
    const lock = await takeHomeLock(home(), {
      signal: never,
      onWait: reason => {
        waits.push(reason);
        void holder.release();
      },
    });
    lock.release();
    assert.deepEqual(waits, ['waiting: another window is moving threads of this Codex home']);
  });

  it('the waiting can be cancelled', async () => {
    await holdLock(file(), 'BEGIN EXCLUSIVE');
    const abort = new AbortController();
    await assert.rejects(takeHomeLock(home(), { signal: abort.signal, onWait: () => abort.abort() }), WaitCancelled);
  });

  const bad: { title: string; make: () => void; message: RegExp }[] = [
    { title: 'a folder', make: () => mkdirSync(file()), message: /thread-tree\.lock is not a regular file.*remove it/ },
    {
      title: 'a link to a file outside',
      make: () => symlinkSync('/etc/passwd', file()),
      message: /is not a regular file/,
    },
    { title: 'a link to nowhere', make: () => symlinkSync('nowhere', file()), message: /is not a regular file/ },
    {
      title: 'somebody’s notes',
      make: () => writeFileSync(file(), 'x'.repeat(3000)),
      message: /cannot be taken: file is not a database.*remove the file/,
    },
  ];
  for (const { title, make, message } of bad) {
    it(`says so when in its place is ${title}`, () => {
      make();
      assert.throws(
        () => tryHomeLock(home()),
        (error: unknown) => error instanceof UserError && message.test(error.message),
      );
    });
  }
});
