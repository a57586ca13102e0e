import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CodexPlaces } from '../../../src/protocol/live';
import { codexPrograms, findCodexProgram, programNamed } from '../../../src/server/live/codexProgram';
import { thrownFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';

const places: CodexPlaces = { configured: '', officialExtension: null };

describe('Where Codex may be', () => {
  const system = { codexHome: '/h', userHome: '/u', env: { PATH: '/a:relative::/b' }, arch: 'x64' } as const;

  it('on Linux, without relative folders of PATH', () => {
    assert.deepEqual(codexPrograms({ ...places, officialExtension: '/x' }, { ...system, platform: 'linux' }), {
      searched: ['/a/codex', '/b/codex'],
      usual: [
        '/h/packages/app-server-daemon/current/bin/codex',
        '/u/.local/bin/codex',
        '/h/packages/standalone/current/bin/codex',
        '/opt/homebrew/bin/codex',
        '/usr/local/bin/codex',
        '/u/.npm-global/bin/codex',
        '/x/bin/linux-x86_64/codex',
      ],
    });
  });

  it('on macOS, in its apps as well', () => {
    const { usual } = codexPrograms(
      { ...places, officialExtension: '/x' },
      {
        ...system,
        platform: 'darwin',
        arch: 'arm64',
      },
    );
    assert.deepEqual(usual.slice(-3), [
      '/x/bin/macos-aarch64/codex',
      '/Applications/ChatGPT.app/Contents/Resources/codex',
      '/Applications/Codex.app/Contents/Resources/codex',
    ]);
  });

  it('on Windows, the program itself rather than npm’s codex.cmd', () => {
    const env = { Path: String.raw`C:\bin;bin`, APPDATA: String.raw`C:\u\AppData\Roaming` };
    const { searched, usual } = codexPrograms(places, {
      ...system,
      env,
      codexHome: String.raw`C:\h`,
      userHome: String.raw`C:\u`,
      platform: 'win32',
    });
    const npm = String.raw`node_modules\@openai\codex\node_modules\@openai\codex-win32-x64\vendor\x86_64-pc-windows-msvc`;
    assert.deepEqual(searched, [String.raw`C:\bin\codex.exe`, String.raw`C:\bin` + `\\${npm}\\bin\\codex.exe`]);
    assert.equal(usual.at(-1), String.raw`C:\u\AppData\Roaming\npm` + `\\${npm}\\bin\\codex.exe`);
  });
});

describe('The program that the user named', () => {
  const bin = String.raw`C:\u\AppData\Roaming\npm`;
  const npm = String.raw`node_modules\@openai\codex\node_modules\@openai\codex-win32-x64\vendor\x86_64-pc-windows-msvc`;
  for (const [named, platform, program] of [
    [`${bin}\\codex.cmd`, 'win32', `${bin}\\${npm}\\bin\\codex.exe`],
    [`${bin}\\codex`, 'win32', `${bin}\\${npm}\\bin\\codex.exe`],
    [`${bin}\\Codex.EXE`, 'win32', `${bin}\\Codex.EXE`],
    ['/opt/homebrew/bin/codex', 'darwin', '/opt/homebrew/bin/codex'],
  ] as const)
    it(`${named} on ${platform} is ${program}`, () =>
      assert.equal(programNamed(named, { platform, arch: 'x64' }), program));
});

describe('The program of Codex', () => {
  const folder = temporaryFolder();
  const program = (...parts: string[]): string => {
    const file = path.join(folder(), ...parts);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    return file;
  };
  const name = process.platform === 'win32' ? 'codex.exe' : 'codex';
  const systemAt = (env: NodeJS.ProcessEnv = {}) => ({
    codexHome: path.join(folder(), 'home'),
    userHome: path.join(folder(), 'user'),
    env,
    platform: process.platform,
    arch: 'x64',
  });

  it('is what the background server runs, then what a terminal would run', () => {
    const inPath = program('bin', name);
    const system = systemAt({ PATH: path.dirname(inPath) });
    assert.equal(findCodexProgram(places, system), inPath);
    const daemon = program('home', 'packages', 'app-server-daemon', 'current', 'bin', name);
    assert.equal(findCodexProgram(places, system), daemon);
  });

  it('is the one that the user named, and no other if that cannot be run', () => {
    const configured = program('mine.exe');
    program('user', '.local', 'bin', name);
    assert.equal(findCodexProgram({ ...places, configured }, systemAt()), configured);
    // Windows has no modes; a file that is not there cannot be run either.
    if (process.platform === 'win32') rmSync(configured);
    else chmodSync(configured, 0o644);
    for (const wrong of [configured, folder(), 'codex'])
      assert.deepEqual(
        thrownFailure(() => findCodexProgram({ ...places, configured: wrong }, systemAt())),
        { code: 'codexNotRunnable', path: wrong },
      );
  });
});
