import assert from 'node:assert/strict';
import { lockOn, parseProcLocks, type KernelLock } from '../../../src/server/locks/procLocks';

describe('the kernel’s table of locks', () => {
  it('lists what is held, and by whom', () => {
    const table = `\
1: FLOCK  ADVISORY  WRITE 4711 fe:00:2277757 0 EOF
2: POSIX  ADVISORY  READ  17 00:1f:18446744073709551615 128 1073742335
2: -> FLOCK  ADVISORY  WRITE 18 fe:00:2277757 0 EOF
3: OFDLCK ADVISORY  WRITE -1 103:02:5 0 EOF
4: LEASE  ACTIVE    READ  19 fe:00:6 0 EOF
5: FLOCK  ADVISORY  READ  0 fe:00:7 0 EOF
nonsense
`;
    assert.deepEqual(parseProcLocks(table), [
      { device: 'fe:00', inode: 2277757n, pid: 4711 },
      { device: '00:1f', inode: 18446744073709551615n, pid: 17 },
      { device: '103:02', inode: 5n, pid: undefined },
      { device: 'fe:00', inode: 7n, pid: undefined },
    ]);
    assert.deepEqual(parseProcLocks(''), []);
  });

  const lock = (device: string, inode: bigint, pid: number): KernelLock => ({ device, inode, pid });
  const cases: [string, KernelLock[], { dev: bigint; ino: bigint }, number | undefined][] = [
    ['the file’s lock', [lock('fe:00', 5n, 1), lock('fe:00', 6n, 2)], { dev: 0xfe00n, ino: 6n }, 2],
    [
      'of equal inodes, the one on its device',
      [lock('08:01', 5n, 1), lock('fe:00', 5n, 2)],
      { dev: 0xfe00n, ino: 5n },
      2,
    ],
    ['a large device number', [lock('08:01', 5n, 1), lock('103:12345', 5n, 2)], { dev: 0x12310345n, ino: 5n }, 2],
    ['the inode’s lock if the table names the device differently', [lock('fe:00', 5n, 1)], { dev: 0x2fn, ino: 5n }, 1],
    ['none', [lock('fe:00', 5n, 1)], { dev: 0xfe00n, ino: 6n }, undefined],
  ];
  for (const [title, locks, stat, pid] of cases)
    it(`finds ${title}`, () => assert.equal(lockOn(locks, stat)?.pid, pid));
});
