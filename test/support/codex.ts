// The real Codex as an app server, and ours in its place: both with nothing but the home in their environment.
import { codexBinary } from '../../scripts/codex';
import type { CodexVersion } from '../../scripts/codexVersion';
import { threadServerScript } from './server';
import { StdioClient } from './stdioClient';

/** Starts a program that speaks Codex's protocol on a home; `initialize` is up to the caller. */
export function startOnHome(command: string, args: readonly string[], home: string): StdioClient {
  return new StdioClient(command, args, { cwd: home, env: { CODEX_HOME: home, ...systemEnv(home) } });
}

/** What a program of this system needs in its environment. */
export function systemEnv(userFolder: string): NodeJS.ProcessEnv {
  if (process.platform !== 'win32') return { HOME: userFolder, PATH: '/usr/bin:/bin' };
  const { SystemRoot, TEMP, PATH } = process.env;
  return { USERPROFILE: userFolder, SystemRoot, TEMP, PATH };
}

/** Starts the real Codex, by default in the version that ours follows. */
export function startCodex(home: string, version?: CodexVersion): StdioClient {
  return startOnHome(codexBinary(version), ['app-server'], home);
}

/** Starts ours as a client of Codex would. */
export function startOurs(home: string): StdioClient {
  return startOnHome(process.execPath, [threadServerScript, '--stdio'], home);
}
