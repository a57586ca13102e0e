import { strict as assert } from 'node:assert';
import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HOME_LOCK, takeHomeLock, tryHomeLock } from '../../../src/server/operations/homeLock';
import type { FileLock } from '../../../src/server/sqlite/fileLock';
import type { WaitsFor } from '../../../src/protocol/failures';
import { leapingClock, otherClock } from '../../support/clock';
import { asNobody, giveToNobody } from '../../support/nobody';
import { sqlProcesses } from '../../support/sqlProcess';
import { rejectedFailure, thrownFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('home lock', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const setClock = otherClock();
  const file = (): string => path.join(home(), HOME_LOCK);
  const never = new AbortController().signal;

  let taken: FileLock | undefined;
  const tryLock = (): Promise<boolean> => {
    taken = tryHomeLock(home());
    return Promise.resolve(taken !== undefined);
  };
  afterEach(() => {
    taken?.release();
    taken = undefined;
  });

  it('belongs to one operation at a time, even within one process', () => {
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

  it('cannot be taken while another process has it, and ends with that process', async () => {
    const holder = await holdLock(file(), 'BEGIN EXCLUSIVE');
    assert.equal(tryHomeLock(home()), undefined);
    process.kill(holder.pid, 'SIGKILL');
    await takeHomeLock(tryLock, { onWait: () => undefined, signal: never });
  });

  it('is waited for, which is reported once', async () => {
    const holder = await holdLock(file(), 'BEGIN EXCLUSIVE');
    const waits: WaitsFor[] = [];
    await takeHomeLock(tryLock, {
      signal: never,
      onWait: waitsFor => {
        waits.push(waitsFor);
        void holder.release();
      },
    });
    assert.deepEqual(waits, ['otherWindow']);
  });

  it('is waited for while somebody sets the clock forward', async () => {
    const holder = await holdLock(file(), 'BEGIN EXCLUSIVE');
    setClock(leapingClock());
    await takeHomeLock(tryLock, { signal: never, onWait: () => void holder.release() });
  });

  it('waiting can be cancelled', async () => {
    await holdLock(file(), 'BEGIN EXCLUSIVE');
    const abort = new AbortController();
    const waiting = takeHomeLock(tryLock, { signal: abort.signal, onWait: () => abort.abort() });
    assert.deepEqual(await rejectedFailure(waiting), { code: 'cancelled' });
  });

  const hasLinks = runsOn('unix', makesLinks);
  const bad: { title: string; runs?: boolean; make: () => void; cause?: string }[] = [
    { title: 'a folder', make: () => mkdirSync(file()) },
    { title: 'a link to a file outside', runs: hasLinks, make: () => symlinkSync('/etc/passwd', file()) },
    { title: 'a dangling link', runs: hasLinks, make: () => symlinkSync('nowhere', file()) },
    { title: 'another file', make: () => writeFileSync(file(), 'x'.repeat(3000)), cause: 'file is not a database' },
  ];
  for (const { title, runs = true, make, cause } of bad) {
    if (!runs) continue;
    it(`fails if its path is ${title}`, () => {
      make();
      assert.deepEqual(
        thrownFailure(() => tryHomeLock(home())),
        cause === undefined
          ? { code: 'homeLockOdd', path: file() }
          : { code: 'homeLockUnavailable', path: file(), cause },
      );
    });
  }

  if (runsOn('unix', 'sets modes of files')) {
    it('fails if this user may not write the file: SQLite would open it for reading, and lock nothing', () => {
      giveToNobody(home());
      writeFileSync(file(), '');
      chmodSync(file(), 0o444);
      const cause = 'attempt to write a readonly database';
      for (let attempt = 0; attempt < 2; attempt++)
        assert.deepEqual(
          asNobody(() => thrownFailure(() => tryHomeLock(home()))),
          { code: 'homeLockUnavailable', path: file(), cause },
        );
    });
  }
});
