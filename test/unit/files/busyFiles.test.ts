import { strict as assert } from 'node:assert';
import { whileBusy } from '../../../src/server/files/busyFiles';

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
    assert.throws(() => whileBusy(act.run, true), { code: 'EBUSY' });
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
