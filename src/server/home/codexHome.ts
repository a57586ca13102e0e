// Where Codex keeps its things: the home, its config, the state DB. Facts from Codex 0.122 to 0.169.
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { parse, TomlError } from 'smol-toml';
import { readBytes, withFile } from '../files/fileReads';
import { UserError } from '../userError';

/** What of `config.toml` matters here. */
export interface CodexConfig {
  /** Folder of the state DB, when it is not the home. */
  sqliteHome: string | undefined;
  /** The provider that `thread/list` keeps to when it is asked for none. */
  modelProvider: string;
}

/** A config has a few kilobytes, and some hundred bytes more for each folder that Codex was told to trust. */
const CONFIG_LIMIT_BYTES = 512 * 1024;

/**
 * The home's path as asked for: the setting, else `CODEX_HOME`, else `~/.codex`. A leading `~/` is the user's folder.
 */
export function codexHomePath(setting: string, env: NodeJS.ProcessEnv): string {
  const asked =
    [setting, env.CODEX_HOME ?? ''].map(text => text.trim()).find(text => text !== '') ??
    path.join(homedir(), '.codex');
  return path.resolve(withUserFolder(asked));
}

function withUserFolder(place: string): string {
  return place.replace(/^~(?=$|[/\\])/, homedir());
}

/** There is no such folder. */
export class NoCodexHome extends UserError {}

/** The home has no `state_<N>.sqlite` yet. */
export class NoStateDb extends UserError {}

/** The canonical path of the home. Throws NoCodexHome when there is no such folder. */
export function resolveCodexHome(home: string): string {
  try {
    if (statSync(home).isDirectory()) return realpathSync(home);
  } catch (error) {
    if (!isAbsent(error))
      throw new UserError(t('The Codex home {0} cannot be opened: {1}', home, (error as Error).message));
  }
  throw new NoCodexHome(
    t('There is no Codex home at {0}. Run Codex once, or set codexThreadTree.codexHome to where it is.', home),
  );
}

/** The config of a home without `config.toml`. */
export const defaultConfig: CodexConfig = { sqliteHome: undefined, modelProvider: 'openai' };

/**
 * Reads a `config.toml`, or the file that it is a link to. One that cannot be read, is too large or not TOML gives the
 * defaults, with `warn` told why (0.169 does the same); nothing of what stands in it, which may be secret, is told.
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
      error instanceof TomlError
        ? `it is not TOML, line ${error.line}, column ${error.column}`
        : (error as Error).message;
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

/** The path of the `state_<N>.sqlite` with the highest N in a folder, or undefined. */
export function findStateDb(folder: string): string | undefined {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw new UserError(t('The folder of the state DB, {0}, cannot be read: {1}', folder, (error as Error).message));
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

/** Whether a file operation failed because there is no such file or folder. */
export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
