// What the server tells of threads that a user runs in a terminal: the terminal UI of the real Codex, whose threads are
// in the background server that it starts.
import assert from 'node:assert/strict';
import { lstatSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexVersions } from '../../scripts/codexVersion';
import { eventually } from '../support/eventually';
import type { TestServer } from '../support/server';
import { installInHome, openTerminal, type ManagedCodex, type Terminal } from './support/managedCodex';
import { begunByTheUser } from './support/socketCodex';
import { configToml, models } from './support/transcriptHome';
import { liveStatuses, liveThreads } from '../support/liveThreads';
import { prompt, scriptedCodex } from './support/scriptedCodex';

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
    const { folder, modelUrl, connect, watch } = scriptedCodex(version);
    let codex: ManagedCodex;
    let terminals: Terminal[] = [];
    beforeEach(() => {
      writeFileSync(folder('home', 'config.toml'), terminalToml(modelUrl(), folder('work')));
      codex = installInHome(folder('home'), version);
    });
    afterEach(async () => {
      await Promise.all(terminals.map(terminal => terminal.close()));
      terminals = [];
      codex.end();
    });

    const open = (...args: string[]): Terminal => {
      const terminal = openTerminal(codex, folder('work'), args);
      terminals.push(terminal);
      return terminal;
    };
    const shows = (terminal: Terminal, text: RegExp): Promise<void> =>
      eventually(() => assert.match(terminal.text().slice(-1500), text), WAIT_MS);
    const until = (server: TestServer, ...expected: string[]): Promise<void> =>
      eventually(() => assert.deepEqual(liveStatuses(server), expected), WAIT_MS);

    it('an approval is answered in the terminal while we watch, and the turn outlives terminal and server', async () => {
      const terminal = open('SCRIPT:slow');
      await shows(terminal, /Would you like to run the following command/);
      const server = await watch();
      await until(server, 'waitingForApproval socket');
      const [{ threadId } = { threadId: '' }] = liveThreads(server);
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
      assert.ok(lstatSync(folder('home', 'app-server-control/app-server-control.sock')), 'its socket is stale');
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
      const user = await connect();
      const { thread } = await user.request<{ thread: { id: string } }>('thread/start', { cwd: folder('work') });
      await prompt(user, thread.id, 'approve');
      await until(server, 'waitingForApproval socket');
      assert.equal(user.asked.length, 1);
      // The first client of a server gives its name to all threads.
      await begunByTheUser(folder('home'), thread.id);
      assert.equal(server.log(), '');
    });
  });
}
