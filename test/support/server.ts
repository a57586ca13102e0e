// The built thread server as a process of its own.
import path from 'node:path';
import { projectRoot } from '../../scripts/vscode/paths';
import { StdioClient } from './stdioClient';

export type TestServer = StdioClient;

export interface ServerOptions {
  env?: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  nodeArgs?: string[];
  /** Where it keeps its journals; a folder in the home by default. */
  journal?: string;
  /** Its user, if it is not this one. */
  user?: { uid?: number; gid?: number };
}

export const threadServerScript = path.join(projectRoot, 'dist/threadServer.js');

/** Starts a server on a home. `initialize` is up to the caller, and so is its end. */
export function startThreadServer(
  home: string,
  { env = {}, nodeArgs = [], journal = path.join(home, 'journal'), user = {} }: ServerOptions = {},
): TestServer {
  return new StdioClient(process.execPath, [...nodeArgs, threadServerScript, '--stdio', '--journal', journal], {
    env: { ...process.env, CODEX_HOME: home, ...env },
    ...user,
  });
}

/**
 * Registers a hook that kills what is still running after each test. The function starts and initializes a server on a
 * home.
 */
export function threadServers(): (home: string, options?: ServerOptions) => Promise<TestServer> {
  const running = new Set<TestServer>();
  afterEach(async () => {
    await Promise.all([...running].map(server => server.kill()));
    running.clear();
  });
  return async (home, options) => {
    const server = startThreadServer(home, options);
    running.add(server);
    await server.initialize();
    return server;
  };
}
