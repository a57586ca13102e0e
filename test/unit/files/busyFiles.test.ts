import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { whileBusy } from '../../../src/server/files/busyFiles';
import { discardCopy, moveFiles, putBack } from '../../../src/server/files/moveFiles';
import { deleteOwn, renameOwn } from '../../../src/server/files/ownFiles';
import type { FileMove } from '../../../src/server/threads/threadChange';
import { interleaving } from '../../support/interleave';
import { rolloutFiles } from '../../support/rolloutFiles';
import { temporaryFolder } from '../../support/temporaryFolder';

/** An act that fails so many times with this code; `tries` counts its calls. */
function actFailing(times: number, code: string) {
  const act = { tries: 0, run: (): string => '' };
  act.run = () => {
    if (act.tries++ < times) throw Object.assign(new Error(code), { code });
    return 'done';
  };
  return act;
}

describe('A file that another program has open', () => {
  for (const code of ['EBUSY', 'EPERM', 'EACCES']) {
    it(`is tried again on Windows: ${code}`, () => {
      const act = actFailing(3, code);
      assert.deepEqual([whileBusy(act.run, true), act.tries], ['done', 4]);
    });
  }

  it('is given up after a while', () => {
    const act = actFailing(Infinity, 'EBUSY');
    assert.throws(() => whileBusy(act.run, true), { code: 'EBUSY', triedMs: 300 });
    assert.ok(act.tries > 2, `${act.tries} tries`);
  });

  it('is not tried again elsewhere, nor for another reason', () => {
    for (const [code, windows] of [
      ['EACCES', false],
      ['ENOENT', true],
      ['EXDEV', true],
    ] as const) {
      const act = actFailing(1, code);
      assert.throws(() => whileBusy(act.run, windows), { code });
      assert.equal(act.tries, 1);
    }
  });
});

describe('On Windows, what another program has open for a moment', () => {
  const home = temporaryFolder();
  const before = interleaving();
  const { put, move, folders } = rolloutFiles(home);
  const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  beforeEach(() => {
    for (const name of ['sessions', 'archived_sessions']) mkdirSync(home(name));
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
  });
  afterEach(() => Object.defineProperty(process, 'platform', platform));
  /** The next call fails as if a scanner had the file open. */
  const scan = (call: 'renameSync' | 'unlinkSync' | 'rmSync', code: string): void =>
    before(call, () => {
      throw Object.assign(new Error(`${code}: busy`), { code });
    });
  const planned = (): FileMove => {
    put('sessions/a');
    return move('sessions/a', 'archived_sessions/a');
  };

  it('is moved', () => {
    const moves = [planned()];
    scan('renameSync', 'EBUSY');
    assert.equal(moveFiles('archive', moves, folders()), undefined);
    assert.ok(existsSync(home('archived_sessions/a')));
  });

  it('is moved back', () => {
    const moves = [planned()];
    moveFiles('archive', moves, folders());
    scan('renameSync', 'EPERM');
    putBack(moves, folders());
    assert.ok(existsSync(home('sessions/a')));
  });

  it('is removed', () => {
    const copied = planned();
    put('archived_sessions/a', 'sessions/a');
    scan('unlinkSync', 'EACCES');
    discardCopy(copied, folders());
    assert.ok(existsSync(home('sessions/a')) && !existsSync(home('archived_sessions/a')));
  });

  it('is set aside and deleted, if it is a journal', () => {
    writeFileSync(home('journal'), '');
    scan('renameSync', 'EBUSY');
    renameOwn(home('journal'), home('damaged'));
    scan('rmSync', 'EBUSY');
    deleteOwn(home('damaged'));
    assert.ok(!existsSync(home('damaged')));
  });
});
