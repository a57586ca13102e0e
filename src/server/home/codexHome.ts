// Where Codex (0.122 to 0.169) keeps its files: the home, its config, the state DB.
import { homedir } from 'node:os';
import path from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { readBytes, withFile } from '../files/fileReads';
import { namesIn } from '../files/folders';
import { canonicalFolder } from '../files/look';
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

/**
 * The path of the home: the setting, else `CODEX_HOME`, else `~/.codex`. A leading `~/` stands for the user's folder.
 */
export function codexHomePath(setting: string, env: NodeJS.ProcessEnv): string {
  const asked =
    [setting, env.CODEX_HOME ?? ''].map(text => text.trim()).find(text => text !== '') ??
    path.join(homedir(), '.codex');
  return path.resolve(withUserFolder(asked));
}

function withUserFolder(folder: string): string {
  return folder.replace(/^~(?=$|[/\\])/, homedir());
}

/** The canonical path of the home. Throws `homeMissing` if there is no such folder, and `homeUnreadable`. */
export function resolveCodexHome(home: string): string {
  let found: string | undefined;
  try {
    found = canonicalFolder(home);
  } catch (error) {
    throw new FailureError({ code: 'homeUnreadable', path: home, cause: (error as Error).message });
  }
  if (found === undefined) throw new FailureError({ code: 'homeMissing', path: home });
  return found;
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
