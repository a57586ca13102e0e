import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { isNoFileToOpen } from '../../../src/server/files/fileErrors';
import { closeFile, openToLock } from '../../../src/server/files/openToLock';
import { NotARegularFile, withRegularFile } from '../../../src/server/files/regularFile';
import { interleaving } from '../../support/interleave';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('a file to lock', () => {
  const file = temporaryFolder();
  const before = interleaving();
  const refuse = (code: string): void =>
    before('openSync', () => {
      throw Object.assign(new Error(code), { code });
    });

  for (const code of ['EACCES', 'EPERM', 'EROFS'])
    it(`is opened for reading if writing is refused: ${code}`, () => {
      writeFileSync(file('lock'), '');
      refuse(code);
      const opened = openToLock(file('lock'), { flags: 0, make: false });
      assert.equal(typeof opened, 'number');
      closeFile(opened as number);
    });

  for (const [code, found] of [
    ['EAGAIN', 'locked'],
    ['ENOENT', 'absent'],
    ['ELOOP', 'odd'],
    // A socket, on macOS: Node has no name for EOPNOTSUPP there.
    ['Unknown system error -102', 'odd'],
  ] as const)
    it(`is ${found} if the system says ${code}`, () => {
      writeFileSync(file('lock'), '');
      refuse(code);
      assert.equal(openToLock(file('lock'), { flags: 0, make: false }), found);
    });

  it('to read that became a socket is no regular file, on macOS as well', () => {
    for (const code of ['ENXIO', 'Unknown system error -102']) {
      writeFileSync(file('rollout'), '');
      refuse(code);
      assert.throws(() => withRegularFile(file('rollout'), () => undefined), NotARegularFile);
    }
    assert.ok(!isNoFileToOpen(Object.assign(new Error(), { code: 'EACCES' })));
  });
});
