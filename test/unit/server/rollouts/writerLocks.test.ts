// A running Codex holds its locks with flock. Here a process holds them as SQLite does (POSIX locks on a byte range), because
// npm alone brings no program that calls flock; both kinds stand in the kernel's table and are looked for by inode.
import { strict as assert } from 'node:assert';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readWriterLocks } from '../../../../src/server/rollouts/writerLocks';
import { UserError } from '../../../../src/server/userError';
import { idOf } from '../support/home';
import { lockHolders } from '../support/lockHolder';
import { temporaryFolder } from '../support/temporaryFolder';

const id = idOf(1);

describe('writer locks', () => {
  const home = temporaryFolder();
  const holdLock = lockHolders();
  const lockFile = (name = `${id}.lock`): string => path.join(home(), 'thread-writer-locks', name);
  const leaveLock = (name?: string): string => {
    mkdirSync(path.dirname(lockFile(name)), { recursive: true });
    writeFileSync(lockFile(name), '');
    return lockFile(name);
  };
  const holder = (): unknown => readWriterLocks(home()).holderOf(id);

  it('without the folder nothing is held', () => assert.equal(holder(), false));

  it('without a file for the thread it is not held', () => {
    leaveLock('.coordination.lock');
    leaveLock(`${idOf(2)}.lock`);
    assert.equal(holder(), false);
  });

  // Elsewhere nothing tells a held lock from one that was left behind.
  if (process.platform === 'linux') describe('on Linux', () => {
    it('a file that a killed process left is not held', () => {
      leaveLock();
      assert.equal(holder(), false);
    });

    it('a locked file is held, by that process, until it ends', async () => {
      const process = await holdLock(leaveLock(), 'BEGIN EXCLUSIVE');
      assert.deepEqual(holder(), { pid: process.pid });
      assert.equal(readWriterLocks(home()).holderOf(idOf(2)), false);
      await process.release();
      assert.equal(holder(), false);
    });

    it('the answers are those of one moment, and a file removed since is not held', async () => {
      const process = await holdLock(leaveLock(), 'BEGIN EXCLUSIVE');
      const locks = readWriterLocks(home());
      rmSync(lockFile());
      assert.equal(locks.holderOf(id), false);
      await process.release();
    });
  });

  it('an id that is none leads nowhere', () => {
    leaveLock();
    const locks = readWriterLocks(home());
    for (const threadId of ['', '..', '../x', '/etc/passwd', 'a\0b', '__proto__']) assert.equal(locks.holderOf(threadId), false);
  });

  it('what cannot be looked at is said, not taken for free', () => {
    symlinkSync('thread-writer-locks', path.join(home(), 'thread-writer-locks'));
    assert.throws(holder, (error: unknown) => error instanceof UserError && error.message.includes(path.join(home(), 'thread-writer-locks')));
    rmSync(path.join(home(), 'thread-writer-locks'));
    mkdirSync(path.join(home(), 'thread-writer-locks'));
    symlinkSync(`${id}.lock`, lockFile());
    assert.throws(holder, (error: unknown) => error instanceof UserError && error.message.includes(lockFile()));
  });
});
