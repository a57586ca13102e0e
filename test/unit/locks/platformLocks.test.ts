// What each way of examining locks says about the same files, as far as it runs here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unknownHolder } from '../../../src/server/locks/lockHolder';
import type { LockSystem } from '../../../src/server/locks/lockSystem';
import { platformLocks } from '../../../src/server/locks/platformLocks';
import { tableLocks } from '../../../src/server/locks/tableLocks';
import { rejectedFailure } from '../../support/thrownFailure';
import { flockHolders } from '../../support/flockHolder';
import { sqlProcesses } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';

const flocks = platformLocks('linux', undefined);

describe('locks of the system', () => {
  const folder = temporaryFolder();
  const holdFlock = flockHolders();
  const holdDatabase = sqlProcesses();
  const file = (name: string): string => path.join(folder(), name);
  const make = (name: string): string => {
    writeFileSync(file(name), '');
    return file(name);
  };
  const heldOf = async (system: LockSystem, ...files: string[]): Promise<unknown> =>
    Object.fromEntries(await system.heldAmong(files));

  it('elsewhere every existing file counts as held', async () => {
    const other = platformLocks('freebsd', undefined);
    assert.equal(other.take, undefined);
    assert.deepEqual(await heldOf(other, make('there'), file('absent')), { [file('there')]: unknownHolder });
  });

  it('looking creates nothing', async () => {
    const files = ['free', 'absent'].map(file);
    make('free');
    // Those that can run here: Windows does not know how macOS and Linux lock files.
    const own = process.platform === 'win32' ? [] : (['darwin', 'linux'] as const);
    for (const platform of [...own, 'win32', 'freebsd'] as const) {
      const system = platformLocks(platform, undefined);
      system.seemHeld(files);
      await system.heldAmong(files);
      assert.deepEqual(readdirSync(folder()), ['free'], platform);
    }
  });

  it('on Windows: what another process has locked, what is free, what is missing, and what is no file', async () => {
    const windows = platformLocks('win32', undefined);
    const holder = await holdDatabase(file('held'), 'BEGIN EXCLUSIVE');
    mkdirSync(file('folder'));
    const asked = [make('free'), file('held'), file('absent'), file('folder')];
    const held = { [file('held')]: unknownHolder, [file('folder')]: unknownHolder };
    assert.deepEqual(await heldOf(windows, ...asked), held);
    assert.deepEqual(windows.seemHeld(asked), []);
    make('.coordination.lock');
    assert.deepEqual(windows.seemHeld(asked), Object.keys(held));
    await holder.release();
    assert.deepEqual(await heldOf(windows, file('held')), {});
    assert.equal(readFileSync(file('free'), 'utf8'), '');
  });

  it('on Windows: a lock keeps other processes out until it is released, and is waited for', async () => {
    const windows = platformLocks('win32', undefined);
    const first = await windows.take?.(file('.coordination.lock'), 0);
    assert.ok(first);
    assert.equal(first.isCurrent(), true);
    await assert.rejects(holdDatabase(file('.coordination.lock'), 'BEGIN EXCLUSIVE'), /locked/);
    assert.equal(await windows.take?.(file('.coordination.lock'), 20), undefined);
    // Nothing is said about other files while a Codex has it.
    assert.equal(windows.seemHeld([make('free')]), undefined);
    const second = windows.take?.(file('.coordination.lock'), 10_000);
    first.release();
    const lock = await second;
    assert.ok(lock);
    lock.release();
    assert.deepEqual(readdirSync(folder()).sort(), ['.coordination.lock', 'free']);
    assert.equal(readFileSync(file('.coordination.lock'), 'utf8'), '');
  });

  it('on Windows: a lock that cannot be taken', async () => {
    const windows = platformLocks('win32', undefined);
    mkdirSync(file('folder'));
    const below = path.join(file('nowhere'), 'lock');
    const refused = async (at: string): Promise<unknown> => rejectedFailure(windows.take?.(at, 0) ?? Promise.resolve());
    assert.deepEqual(await refused(file('folder')), { code: 'lockFileOdd', path: file('folder') });
    assert.deepEqual(await refused(below), { code: 'lockFileUnavailable', path: below });
  });

  if (!runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) return;

  for (const [name, system] of [
    ['flock', flocks],
    ['the kernel’s table', tableLocks],
  ] as const) {
    it(`${name}: who holds a lock, which is free, which is missing`, async () => {
      const { pid, release } = await holdFlock(file('held'));
      assert.deepEqual(
        await heldOf(system, make('free'), file('held'), file('absent'), path.join(file('free'), 'below')),
        { [file('held')]: { pid, command: 'cat' } },
      );
      await release();
      assert.deepEqual(await heldOf(system, file('held')), {});
    });

    it(`${name}: a shared lock counts as held`, async () => {
      const { pid } = await holdFlock(file('held'), '--shared');
      assert.deepEqual(await heldOf(system, file('held')), { [file('held')]: { pid, command: 'cat' } });
    });

    it(`${name}: anything but a regular file counts as held, and is neither followed nor opened`, async () => {
      symlinkSync(make('target'), file('link'));
      symlinkSync('link to itself', file('link to itself'));
      symlinkSync('nowhere', file('dangling'));
      mkdirSync(file('folder'));
      execFileSync('mkfifo', [file('fifo')]);
      symlinkSync('/dev/zero', file('device'));
      const odd = ['link', 'link to itself', 'dangling', 'folder', 'fifo', 'device'].map(file);
      assert.deepEqual(await heldOf(system, ...odd), Object.fromEntries(odd.map(each => [each, unknownHolder])));
    });

    it(`${name}: reports what cannot be checked`, async () => {
      const tooLong = file('x'.repeat(300));
      const { cause, ...failure } = (await rejectedFailure(heldOf(system, tooLong))) as { cause: string };
      assert.deepEqual(failure, { code: 'writerLocksUnreadable', path: tooLong });
      assert.match(cause, /^ENAMETOOLONG/);
    });
  }

  it('a lock lasts until it is released, and can be waited for', async () => {
    assert.ok(flocks.take);
    const first = await flocks.take(file('new'), 1000);
    assert.ok(first !== undefined);
    // The process that took it has ended, so the holder is unknown.
    assert.deepEqual(await heldOf(flocks, file('new')), { [file('new')]: unknownHolder });
    assert.equal(await flocks.take(file('new'), 50), undefined);
    const second = flocks.take(file('new'), 10_000);
    first.release();
    const lock = await second;
    assert.ok(lock !== undefined);
    lock.release();
    assert.deepEqual(await heldOf(flocks, file('new')), {});
  });

  it('leaves no file open, whatever the outcome', async () => {
    assert.ok(flocks.take);
    const { release } = await holdFlock(file('held'));
    symlinkSync(make('target'), file('link'));
    const before = readdirSync('/proc/self/fd').length;
    assert.equal(await flocks.take(file('held'), 50), undefined);
    const below = path.join(file('target'), 'below');
    assert.deepEqual(await rejectedFailure(flocks.take(file('link'), 50)), { code: 'lockFileOdd', path: file('link') });
    assert.deepEqual(await rejectedFailure(flocks.take(below, 50)), { code: 'lockFileUnavailable', path: below });
    await flocks.heldAmong([file('held'), file('target'), file('link'), file('absent')]);
    assert.equal(readdirSync('/proc/self/fd').length, before);
    await release();
  });
});
