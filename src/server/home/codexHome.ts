// Where Codex (0.122 to 0.169) keeps its files: the home, its config, the state DB.
import { homedir } from 'node:os';
import path from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { readBytes, withFile } from '../files/fileReads';
import { namesIn } from '../files/folders';
import { canonicalFolder, lookThrough, pathAsWritten } from '../files/look';
import { isInWsl } from '../files/windowsPaths';
import { FailureError, inLog } from '../failure';

/** The part of `config.toml` that matters here. */
export interface CodexConfig {
  /** The folder of the state DB, if that is not the home. */
  sqliteHome: string | undefined;
  /** `thread/list` lists the threads of this provider unless it is asked for others. */
  modelProvider: string;
}

/** A config has a few kilobytes, and a few hundred bytes for each folder that the user trusts. */
const CONFIG_LIMIT_BYTES = 512 * 1024;

/** Where the home should be, and who says so. */
export interface AskedHome {
  /** Absolute. */
  path: string;
  by: 'setting' | 'environment' | 'default';
  /** The setting, if it is not an absolute path: there is no folder that it could be relative to. */
  notAbsolute: string | undefined;
}

/**
 * The setting, else `CODEX_HOME` (relative to the working directory, as in Codex), else `~/.codex`. A leading `~/`
 * stands for the user's folder. `platform` is given in tests.
 */
export function askedHome(setting: string, env: NodeJS.ProcessEnv, platform = process.platform): AskedHome {
  const of = (folder: string, by: AskedHome['by'], written = folder): AskedHome => {
    const full = withUserFolder(folder);
    const notAbsolute = by === 'setting' && !path.isAbsolute(full) ? written : undefined;
    return { path: path.resolve(full), by, notAbsolute };
  };
  const inEnvironment = env.CODEX_HOME?.trim() ?? '';
  if (setting.trim() !== '') return of(expanded(setting.trim(), env, platform), 'setting', setting.trim());
  return inEnvironment === '' ? of('~/.codex', 'default') : of(inEnvironment, 'environment');
}

/**
 * The setting without the quotes around it, and with the variables of the environment that a setting of VS Code may
 * name, `${env:NAME}`, and on Windows `%NAME%`. An unknown variable stays, so that the view says it was not understood.
 */
function expanded(setting: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const value = (name: string, written: string): string => env[name] ?? written;
  const bare = setting
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\$\{env:(\w+)\}/g, (written, name: string) => value(name, written));
  return platform === 'win32' ? bare.replace(/%(\w+)%/g, (written, name: string) => value(name, written)) : bare;
}

function withUserFolder(folder: string): string {
  return folder.replace(/^~(?=$|[/\\])/, homedir());
}

/**
 * The canonical path of the home. Throws FailureError if there is no such folder, or if it cannot be opened. `platform`
 * is given in tests.
 */
export function resolveCodexHome({ path: home, by, notAbsolute }: AskedHome, platform = process.platform): string {
  if (platform === 'win32' && isInWsl(home)) throw new FailureError({ code: 'homeInWsl', path: home });
  if (notAbsolute !== undefined) throw new FailureError({ code: 'homeNotAbsolute', value: notAbsolute });
  let found: string | undefined;
  let exists: boolean;
  try {
    found = canonicalFolder(home);
    exists = found !== undefined || lookThrough(home) !== undefined;
  } catch (error) {
    throw new FailureError({ code: 'homeUnreadable', path: home, cause: (error as Error).message });
  }
  if (found !== undefined) return found;
  if (exists) throw new FailureError({ code: 'homeNotAFolder', path: home });
  throw new FailureError(
    by === 'default' ? { code: 'homeMissing', path: home } : { code: 'namedHomeMissing', path: home, by },
  );
}

/**
 * The home's path as the extension spelled it up to 0.1: links were resolved, but what ignores case (names on Windows
 * and macOS, the letter of a drive) stayed as it was asked for. Undefined if that is its path. Throws FailureError if
 * there is no home.
 */
export function formerSpelling(asked: AskedHome): string | undefined {
  const [home, former] = [resolveCodexHome(asked), pathAsWritten(asked.path)];
  return former === home ? undefined : former;
}

/** The config of a home without `config.toml`. */
export const defaultConfig: CodexConfig = { sqliteHome: undefined, modelProvider: 'openai' };

/**
 * Reads a `config.toml`, following links. If it cannot be read, is too large or is not TOML, returns the defaults, as
 * 0.169 does, and warns. The warning contains nothing from the file, which may hold secrets.
 */
export function readCodexConfig(file: string, warn: (message: string) => void): CodexConfig {
  try {
    return (
      withFile(file, open => {
        if (open.stat.size <= CONFIG_LIMIT_BYTES) return parseConfig(Buffer.from(readBytes(open)).toString('utf8'));
        warn(`${file} has ${open.stat.size} bytes and was not read.`);
        return defaultConfig;
      }) ?? defaultConfig
    );
  } catch (error) {
    const where =
      error instanceof TomlError ? `it is not TOML, line ${error.line}, column ${error.column}` : inLog(error);
    warn(`${file} was not used: ${where}`);
    return defaultConfig;
  }
}

function parseConfig(text: string): CodexConfig {
  const { sqlite_home: sqliteHome, model_provider: modelProvider } = parse(text);
  return {
    sqliteHome: typeof sqliteHome === 'string' && sqliteHome !== '' ? sqliteHome : undefined,
    modelProvider: typeof modelProvider === 'string' ? modelProvider : defaultConfig.modelProvider,
  };
}

/**
 * The folder of the state DB: `sqlite_home` of the config (relative to the home), else `CODEX_SQLITE_HOME` (relative to
 * the working directory), else the home. In both a leading `~/` is the user's folder (observed on Codex 0.169).
 */
export function stateDbFolder(home: string, config: CodexConfig, env: NodeJS.ProcessEnv): string {
  if (config.sqliteHome !== undefined) return path.resolve(home, withUserFolder(config.sqliteHome));
  const inEnvironment = env.CODEX_SQLITE_HOME?.trim() ?? '';
  return inEnvironment === '' ? home : path.resolve(withUserFolder(inEnvironment));
}

/**
 * The path of the `state_<N>.sqlite` with the highest N in a folder, or undefined. Throws `stateDbFolderUnreadable`.
 */
export function findStateDb(folder: string): string | undefined {
  let names: string[];
  try {
    names = namesIn(folder) ?? [];
  } catch (error) {
    throw new FailureError({ code: 'stateDbFolderUnreadable', folder, cause: (error as Error).message });
  }
  let highest = -1;
  let found: string | undefined;
  for (const name of names) {
    const match = /^state_(\d{1,9})\.sqlite$/.exec(name);
    if (match && Number(match[1]) > highest) {
      highest = Number(match[1]);
      found = path.join(folder, name);
    }
  }
  return found;
}
