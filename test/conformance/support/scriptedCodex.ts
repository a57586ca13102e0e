// The real Codex with a home of its own for each test, and a model that plays scripts.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CodexVersion } from '../../../scripts/codexVersion';
import { startCodex } from '../../support/codex';
import { threadServers, type TestServer } from '../../support/server';
import type { StdioClient } from '../../support/stdioClient';
import { temporaryFolder, type Folder } from '../../support/temporaryFolder';
import { liveScripts } from './liveScripts';
import { startScriptedModel, type ScriptedModel } from './scriptedModel';
import { connectUser, startSocketCodex, type SocketCodex, type User } from './socketCodex';
import { configToml, models } from './transcriptHome';

export interface ScriptedCodex {
  /** The folder of the running test: `home` is the Codex home, threads work in `work`. */
  folder: Folder;
  /** The base URL of the model. */
  modelUrl: () => string;
  /** Starts Codex on its control socket, with what is in the home. */
  start: () => Promise<SocketCodex>;
  /** The same on standard input and output. */
  startOnStdio: () => Promise<StdioClient>;
  /** Another client of the one on the socket. */
  connect: () => Promise<User>;
  /** Starts our server on the home, and lets it look, as a view does. */
  watch: () => Promise<TestServer>;
}

/** Registers hooks in the calling suite, which end with each test what it has started. */
export function scriptedCodex(version: CodexVersion): ScriptedCodex {
  const folder = temporaryFolder();
  const startServer = threadServers();
  let model: ScriptedModel;
  let ends: (() => unknown)[] = [];
  beforeEach(async () => {
    for (const made of ['home', 'work']) mkdirSync(folder(made));
    model = await startScriptedModel(liveScripts);
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
    model.close();
  });
  const configure = (): void => writeFileSync(path.join(folder('home'), 'config.toml'), configToml(model.url));
  return {
    folder,
    modelUrl: () => model.url,
    start: async () => {
      configure();
      const codex = await startSocketCodex(folder('home'), version);
      ends.push(() => codex.kill());
      return codex;
    },
    startOnStdio: async () => {
      configure();
      const codex = startCodex(folder('home'), version);
      ends.push(() => codex.kill());
      await codex.initialize();
      return codex;
    },
    connect: async () => {
      const user = await connectUser(folder('home'));
      ends.push(() => user.close());
      return user;
    },
    watch: async () => {
      const server = await startServer(folder('home'), { journal: folder('journal') });
      await server.request('threadTree/list', { view: 'threads' });
      return server;
    },
  };
}

type Asker = Pick<User, 'request'>;

/** Starts a thread in `cwd` that plays this script, with a sandbox that allows everything. Resolves to its id. */
export async function begin(by: Asker, cwd: string, script: string, approvalPolicy = 'never'): Promise<string> {
  const params = { cwd, model: models.plain, approvalPolicy, sandbox: 'danger-full-access' };
  const { thread } = await by.request<{ thread: { id: string } }>('thread/start', params);
  await prompt(by, thread.id, script);
  return thread.id;
}

/** Starts a turn that plays this script. */
export function prompt(by: Asker, threadId: string, script: string): Promise<unknown> {
  return by.request('turn/start', {
    threadId,
    input: [{ type: 'text', text: `SCRIPT:${script}`, text_elements: [] }],
  });
}
