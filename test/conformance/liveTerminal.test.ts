// What the server tells of threads that a user runs in a terminal: the terminal UI of the real Codex, whose threads are
// in the background server that it starts.
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexVersions } from '../../scripts/codexVersion';
import type { LiveThread } from '../../src/protocol/live';
import { eventually } from '../support/eventually';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { liveScripts } from './support/liveScripts';
import { installInHome, openTerminal, type ManagedCodex, type Terminal } from './support/managedCodex';
import { startScriptedModel, type ScriptedModel } from './support/scriptedModel';
import { begunByTheUser, connectUser, type User } from './support/socketCodex';
import { configToml, models } from './support/transcriptHome';

/** Approvals and questions are asked; the folder is trusted, and no other model is advertised. */
const terminalToml = (modelUrl: string, work: string): string => `
approval_policy = "on-request"
sandbox_mode = "workspace-write"
${configToml(modelUrl).trim()}
default_mode_request_user_input = true

[projects."${work}"]
trust_level = "trusted"

[notice.model_migrations]
"${models.plain}" = "gpt-6-sol"
`;

const WAIT_MS = 30_000;

for (const version of process.platform === 'linux' ? codexVersions.slice(2) : []) {
  describe(`live threads of Codex ${version} in a terminal`, function () {
    this.timeout(120_000);
    const folder = temporaryFolder();
    const startServer = threadServers();
    let model: ScriptedModel;
    let home: string;
    let work: string;
    let codex: ManagedCodex;
    let terminals: Terminal[] = [];
    let users: User[] = [];
    beforeEach(async () => {
      [home, work] = [folder('home'), folder('work')];
      for (const made of [home, work]) mkdirSync(made);
      model = await startScriptedModel(liveScripts);
      writeFileSync(path.join(home, 'config.toml'), terminalToml(model.url, work));
      codex = installInHome(home, version);
    });
    afterEach(async () => {
      users.forEach(user => user.close());
      await Promise.all(terminals.map(terminal => terminal.close()));
      [terminals, users] = [[], []];
      codex.end();
      model.close();
    });

    const open = (...args: string[]): Terminal => {
      const terminal = openTerminal(codex, work, args);
      terminals.push(terminal);
      return terminal;
    };
    const shows = (terminal: Terminal, text: RegExp): Promise<void> =>
      eventually(() => assert.match(terminal.text().slice(-1500), text), WAIT_MS);
    const watch = async (): Promise<TestServer> => {
      const server = await startServer(home, { journal: folder('journal') });
      await server.request('threadTree/list', { view: 'threads' });
      return server;
    };
    const live = (server: TestServer): LiveThread[] =>
      server.received
        .flatMap(message => ('method' in message && message.method === 'threadTree/live' ? message.params : []))
        .map(params => (params as { threads: LiveThread[] }).threads)
        .at(-1) ?? [];
    const until = (server: TestServer, ...expected: string[]): Promise<void> =>
      eventually(
        () =>
          assert.deepEqual(
            live(server).map(({ status, source }) => `${status} ${source}`),
            expected,
          ),
        WAIT_MS,
      );

    it('an approval is answered in the terminal while we watch, and the turn outlives terminal and server', async () => {
      const terminal = open('SCRIPT:slow');
      await shows(terminal, /Would you like to run the following command/);
      const server = await watch();
      await until(server, 'waitingForApproval socket');
      const [{ threadId } = { threadId: '' }] = live(server);
      terminal.type('y');
      await until(server, 'running socket');
      await terminal.close();
      const other = open('resume', threadId);
      await shows(other, /SCRIPT:slow/);
      await until(server, 'running socket');
      await other.close();
      const killed = codex.pid();
      codex.kill();
      await until(server, 'interrupted disk');
      assert.ok(lstatSync(path.join(home, 'app-server-control/app-server-control.sock')), 'its socket is stale');
      await shows(open('resume', threadId), /SCRIPT:slow/);
      await until(server, 'open socket');
      assert.notEqual(codex.pid(), killed);
    });

    it('a question is answered in the terminal while we watch', async () => {
      const terminal = open('SCRIPT:ask');
      await shows(terminal, /Which way\?/);
      const server = await watch();
      await until(server, 'waitingForInput socket');
      terminal.type('\r');
      await until(server, 'open socket');
    });

    it('a background server without a loaded thread is left alone, and then followed', async () => {
      await codex.start();
      const server = await watch();
      // Longer than the server waits between two looks.
      await sleep(2500);
      const user = await connectUser(home);
      users.push(user);
      const { thread } = await user.request<{ thread: { id: string } }>('thread/start', { cwd: work });
      const input = [{ type: 'text', text: 'SCRIPT:approve', text_elements: [] }];
      await user.request('turn/start', { threadId: thread.id, input });
      await until(server, 'waitingForApproval socket');
      assert.equal(user.asked.length, 1);
      // The first client of a server gives its name to all threads.
      await begunByTheUser(home, thread.id);
      assert.equal(server.log(), '');
    });
  });
}
