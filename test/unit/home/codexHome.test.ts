import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  askedHome,
  defaultConfig,
  findStateDb,
  readCodexConfig,
  resolveCodexHome,
  stateDbFolder,
} from '../../../src/server/home/codexHome';
import { thrownFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

describe('Codex home', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder(), name);
  const link = folderLinks();
  const hasLinks = runsOn('unix', makesLinks);

  const paths: { title: string; setting: string; env: NodeJS.ProcessEnv; found: string }[] = [
    { title: 'the setting first', setting: '/set', env: { CODEX_HOME: '/env' }, found: '/set' },
    { title: 'otherwise CODEX_HOME', setting: ' ', env: { CODEX_HOME: '/env' }, found: '/env' },
    { title: 'otherwise ~/.codex', setting: '', env: {}, found: path.join(homedir(), '.codex') },
    {
      title: 'an empty CODEX_HOME is ignored',
      setting: '',
      env: { CODEX_HOME: '' },
      found: path.join(homedir(), '.codex'),
    },
    { title: '~ is the user’s folder', setting: '~/x', env: {}, found: path.join(homedir(), 'x') },
    { title: '~ alone', setting: '~', env: {}, found: homedir() },
    { title: 'the setting without its quotes', setting: '"/a b"', env: {}, found: '/a b' },
    { title: 'the setting without its single quotes', setting: "'~/x'", env: {}, found: path.join(homedir(), 'x') },
    { title: 'a variable in the setting', setting: '${env:BASE}/x', env: { BASE: '/base' }, found: '/base/x' },
    { title: 'another user’s ~ is a name', setting: '/a/~b', env: {}, found: '/a/~b' },
    { title: 'a relative CODEX_HOME, made absolute', setting: '', env: { CODEX_HOME: 'x' }, found: path.resolve('x') },
  ];
  for (const { title, setting, env, found } of paths) {
    it(`is ${title}`, () => assert.equal(askedHome(setting, env).path, path.resolve(found)));
  }

  for (const setting of [
    'x',
    '"x"',
    '"/home/dev',
    '$HOME/.codex',
    '${userHome}/.codex',
    '${env:NOT_SET}/.codex',
    ...(runsOn('unix', 'Windows names variables like this') ? ['%CODEX_HOME%/.codex'] : []),
    '~dev/.codex',
  ]) {
    it(`is not ${setting}, which is not an absolute path`, () =>
      assert.deepEqual(
        thrownFailure(() => resolveCodexHome(askedHome(setting, { CODEX_HOME: folder() }))),
        { code: 'homeNotAbsolute', value: setting },
      ));
  }

  it('names a variable as Windows does, only there', () => {
    assert.equal(askedHome('%BASE%/x', { BASE: '/base' }, 'win32').path, path.resolve('/base/x'));
    assert.equal(askedHome('/a%BASE%', { BASE: '/base' }, 'linux').path, path.resolve('/a%BASE%'));
  });

  it('is not in a Linux of WSL, seen from Windows', () => {
    const home = String.raw`\\wsl.localhost\Debian\home\me\.codex`;
    const asked = { path: home, by: 'setting', notAbsolute: undefined } as const;
    assert.deepEqual(
      thrownFailure(() => resolveCodexHome(asked, 'win32')),
      { code: 'homeInWsl', path: home },
    );
    if (process.platform !== 'win32')
      assert.equal(thrownFailure(() => resolveCodexHome(asked)).code, 'namedHomeMissing');
  });

  it('is canonical', () => {
    mkdirSync(at('real'));
    link(at('link'), at('real'));
    assert.equal(resolveCodexHome(askedHome(at('link'), {})), at('real'));
  });

  it('is missing if there is nothing, and the failure says who asked for it', () => {
    writeFileSync(at('file'), '');
    if (hasLinks) symlinkSync('absent', at('dangling'));
    for (const name of ['absent', 'file/below', 'absent/below', 'dangling']) {
      assert.deepEqual(
        thrownFailure(() => resolveCodexHome(askedHome(at(name), {}))),
        { code: 'namedHomeMissing', path: at(name), by: 'setting' },
      );
    }
    assert.deepEqual(
      thrownFailure(() => resolveCodexHome(askedHome('', { CODEX_HOME: at('absent') }))),
      { code: 'namedHomeMissing', path: at('absent'), by: 'environment' },
    );
    assert.deepEqual(
      thrownFailure(() => resolveCodexHome({ path: at('absent'), by: 'default', notAbsolute: undefined })),
      { code: 'homeMissing', path: at('absent') },
    );
  });

  it('is no file', () => {
    writeFileSync(at('plain'), '');
    assert.deepEqual(
      thrownFailure(() => resolveCodexHome(askedHome(at('plain'), {}))),
      { code: 'homeNotAFolder', path: at('plain') },
    );
  });

  if (hasLinks) {
    it('names a home that cannot be opened', () => {
      symlinkSync('loop', at('loop'));
      const { cause, ...failure } = thrownFailure(() => resolveCodexHome(askedHome(at('loop'), {}))) as {
        cause: string;
      };
      assert.deepEqual(failure, { code: 'homeUnreadable', path: at('loop') });
      assert.match(cause, /^ELOOP/);
    });
  }

  const configs: { title: string; text: string; config: object; warned?: RegExp }[] = [
    {
      title: 'both settings',
      text: 'sqlite_home = "/db"\nmodel_provider = "mine"\n',
      config: { sqliteHome: '/db', modelProvider: 'mine' },
    },
    { title: 'neither', text: 'model = "x"\n[tui]\ntheme = "dark"\n', config: defaultConfig },
    { title: 'empty', text: '', config: defaultConfig },
    { title: 'values of other types', text: 'sqlite_home = 7\nmodel_provider = ["x"]\n', config: defaultConfig },
    { title: 'an empty folder', text: 'sqlite_home = ""\n', config: defaultConfig },
    {
      title: 'a setting of a table does not count',
      text: '[profiles.x]\nmodel_provider = "mine"\nsqlite_home = "/db"\n',
      config: defaultConfig,
    },
    { title: 'not TOML', text: 'this is not TOML', config: defaultConfig, warned: /config\.toml was not used: / },
    {
      title: 'not TOML, with a secret, which is not shown',
      text: 'key = "sk-1\n',
      config: defaultConfig,
      warned: /config\.toml was not used: it is not TOML, line 1, column \d+$/,
    },
    {
      title: 'five megabytes',
      text: '#'.repeat(5 * 1024 * 1024),
      config: defaultConfig,
      warned: /config\.toml has 5242880 bytes and was not read/,
    },
  ];
  for (const { title, text, config, warned } of configs) {
    it(`config: ${title}`, () => {
      const warnings: string[] = [];
      writeFileSync(at('config.toml'), text);
      assert.deepEqual(
        readCodexConfig(at('config.toml'), message => warnings.push(message)),
        config,
      );
      assert.equal(warnings.length, warned ? 1 : 0);
      if (warned) assert.match(warnings[0] ?? '', warned);
    });
  }

  const folders: { title: string; sqliteHome?: string; env?: NodeJS.ProcessEnv; found: string }[] = [
    { title: 'the home', found: '/home' },
    { title: 'the config’s', sqliteHome: '/config', env: { CODEX_SQLITE_HOME: '/env' }, found: '/config' },
    { title: 'the environment’s', env: { CODEX_SQLITE_HOME: ' /env ' }, found: '/env' },
    {
      title: 'the environment’s, relative to the working directory',
      env: { CODEX_SQLITE_HOME: 'db' },
      found: path.resolve('db'),
    },
    { title: 'an empty one is ignored', env: { CODEX_SQLITE_HOME: ' ' }, found: '/home' },
    { title: 'the config’s, relative to the home', sqliteHome: 'db', found: '/home/db' },
    { title: 'the config’s, below the user’s folder', sqliteHome: '~/db', found: path.join(homedir(), 'db') },
  ];
  for (const { title, sqliteHome, env = {}, found } of folders) {
    it(`folder of the state DB: ${title}`, () => {
      assert.equal(stateDbFolder(path.resolve('/home'), { ...defaultConfig, sqliteHome }, env), path.resolve(found));
    });
  }

  it('state DB: the highest number, whatever else is in the folder', () => {
    assert.equal(findStateDb(folder()), undefined);
    for (const name of [
      'state_4.sqlite',
      'state_10.sqlite',
      'state_9.sqlite',
      'state_11.sqlite-wal',
      'state_12.sqlite.bak',
      'state_.sqlite',
      'xstate_13.sqlite',
      'state_-1.sqlite',
      'state_99999999999.sqlite',
    ])
      writeFileSync(at(name), '');
    assert.equal(findStateDb(folder()), at('state_10.sqlite'));
  });

  it('state DB: none if the folder is missing, or a file', () => {
    writeFileSync(at('file'), '');
    assert.deepEqual([findStateDb(at('absent')), findStateDb(at('file'))], [undefined, undefined]);
  });

  if (hasLinks) {
    it('state DB: names a folder that cannot be read', () => {
      symlinkSync('loop', at('loop'));
      const { cause, ...failure } = thrownFailure(() => findStateDb(at('loop'))) as { cause: string };
      assert.deepEqual(failure, { code: 'stateDbFolderUnreadable', folder: at('loop') });
      assert.match(cause, /^ELOOP/);
    });
  }
});
