import { strict as assert } from 'node:assert';
import path from 'node:path';
import {
  isAbsoluteHere,
  isDriveInWsl,
  isInWsl,
  sqliteUri,
  withoutLongForm,
} from '../../../src/server/files/windowsPaths';

describe('paths of Windows', () => {
  const raw = String.raw;
  for (const [long, plain] of [
    [raw`\\?\C:\src\Proj`, raw`C:\src\Proj`],
    [raw`\\?\c:\src`, raw`c:\src`],
    [raw`\\?\UNC\srv\share\Proj`, raw`\\srv\share\Proj`],
    [raw`\\?\unc\srv\share`, raw`\\srv\share`],
    [raw`C:\src`, raw`C:\src`],
    [raw`\\srv\share`, raw`\\srv\share`],
    [raw`\\?\GLOBALROOT\Device`, raw`\\?\GLOBALROOT\Device`],
    ['/home/me/proj', '/home/me/proj'],
    ['', ''],
  ] as const) {
    it(`${long} is ${plain}`, () => assert.equal(withoutLongForm(long), plain));
  }

  for (const [file, isIt] of [
    [raw`\\wsl.localhost\Debian\home\me\.codex`, true],
    [raw`\\wsl$\Debian\home\me`, true],
    [raw`\\WSL$`, true],
    [raw`\\?\UNC\wsl.localhost\Debian`, true],
    ['//wsl.localhost/Debian', true],
    [raw`\\wsl.localhost.example\share`, false],
    [raw`C:\wsl$\x`, false],
    ['/home/me/.codex', false],
  ] as const) {
    it(`${file} is ${isIt ? '' : 'not '}in WSL`, () => assert.equal(isInWsl(file), isIt));
  }

  for (const [file, isIt] of [
    ['/mnt/c/Users/me/.codex/sessions/x', true],
    ['/mnt/data/x', false],
    ['/home/me/mnt/c/x', false],
    [raw`C:\mnt\c\x`, false],
  ] as const) {
    it(`${file} is ${isIt ? '' : 'not '}a drive of Windows in WSL`, () => assert.equal(isDriveInWsl(file), isIt));
  }

  for (const [file, onWindows, onLinux] of [
    [raw`C:\src`, true, false],
    ['C:/src', true, false],
    [raw`\\srv\share`, true, false],
    ['//srv/share', true, true],
    [raw`\src`, true, false],
    ['/home/me', false, true],
    ['/', false, true],
    ['src', false, false],
    ['', false, false],
  ] as const) {
    it(`“${file}” can be looked for on Windows: ${onWindows}, on Linux: ${onLinux}`, () =>
      assert.deepEqual([isAbsoluteHere(file, path.win32), isAbsoluteHere(file, path.posix)], [onWindows, onLinux]));
  }

  for (const [file, windows, uri] of [
    [raw`C:\Users\a b\state_5.sqlite`, true, 'file:///C:/Users/a%20b/state_5.sqlite?mode=rw'],
    [raw`\\srv\share\.codex\state_5.sqlite`, true, 'file:////srv/share/.codex/state_5.sqlite?mode=rw'],
    ['/home/a?b#c%/state_5.sqlite', false, 'file:///home/a%3Fb%23c%25/state_5.sqlite?mode=rw'],
  ] as const) {
    it(`SQLite opens ${file} by ${uri}`, () => assert.equal(sqliteUri(file, 'rw', windows), uri));
  }
});
