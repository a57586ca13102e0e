import { strict as assert } from 'node:assert';
import path from 'node:path';
import { staysLocal } from '../../../src/server/files/localPath';

describe('paths that the system may be asked about', () => {
  const home = 'C:\\Users\\dev\\.codex\\sessions';
  const onWindows: { file: string; home?: string; isLocal: boolean }[] = [
    { file: 'C:\\Users\\dev\\.codex\\sessions\\a.jsonl', isLocal: true },
    { file: 'd:/elsewhere/a.jsonl', isLocal: true },
    { file: '\\\\?\\C:\\Users\\dev\\.codex\\sessions\\a.jsonl', isLocal: true },
    { file: 'C:relative', isLocal: true },
    { file: '\\rooted', isLocal: true },
    { file: '', isLocal: true },
    { file: '\\\\server\\share\\a.jsonl', isLocal: false },
    { file: '//server/share/a.jsonl', isLocal: false },
    { file: '\\/server/share\\a.jsonl', isLocal: false },
    { file: '\\\\?\\UNC\\server\\share\\a.jsonl', isLocal: false },
    { file: '\\\\.\\pipe\\a', isLocal: false },
    { file: '\\\\?\\GLOBALROOT\\Device\\a', isLocal: false },
    { file: '\\\\server\\share\\.codex\\a.jsonl', home: '\\\\server\\share\\.codex', isLocal: true },
    { file: '\\\\?\\UNC\\SERVER\\share\\.codex\\a.jsonl', home: '\\\\server\\share\\.codex', isLocal: true },
    { file: '\\\\other\\share\\.codex\\a.jsonl', home: '\\\\server\\share\\.codex', isLocal: false },
    { file: '\\\\server\\other\\a.jsonl', home: '\\\\?\\UNC\\server\\share\\.codex', isLocal: false },
    // Node takes `..` out of it, and asks for `\\?\UNC\server\share\a.jsonl`.
    { file: '\\\\?\\C:\\..\\UNC\\server\\share\\a.jsonl', isLocal: false },
    { file: '//?/c:/x/../../UNC/server/share/a.jsonl', isLocal: false },
    { file: '\\\\?\\C:\\a\\..', isLocal: false },
    { file: '\\\\?\\C:\\..a\\b...\\c', isLocal: true },
    {
      file: '\\\\?\\UNC\\server\\share\\..\\..\\other\\share\\a.jsonl',
      home: '\\\\server\\share\\.codex',
      isLocal: false,
    },
    { file: 'C:\\..\\..\\UNC\\server\\share\\a.jsonl', isLocal: true },
    { file: 'C:\\a\0b', isLocal: false },
  ];
  for (const { file, home: from = home, isLocal } of onWindows) {
    it(`on Windows ${JSON.stringify(file)} ${isLocal ? 'may' : 'may not'}, for a home in ${from}`, () =>
      assert.equal(staysLocal(file, from, path.win32), isLocal));
  }

  for (const [file, isLocal] of [
    ['/home/dev/.codex/a', true],
    ['//server/share', true],
    ['relative', true],
    ['\\\\server\\share', true],
    ['', true],
    ['/a\0b', false],
  ] as const) {
    it(`elsewhere ${JSON.stringify(file)} ${isLocal ? 'may' : 'may not'}`, () =>
      assert.equal(staysLocal(file, '/home/dev/.codex', path.posix), isLocal));
  }
});
