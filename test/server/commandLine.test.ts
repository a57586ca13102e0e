// How a thread is continued, over stdio.
import { strict as assert } from 'node:assert';
import type { CommandLine } from '../../src/protocol/methods';
import { threadServers } from '../support/server';
import { change } from '../support/stateDb';
import { Refusal } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeTranscriptHome } from '../support/transcriptSamples';

const threadId = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const codex = { configured: process.execPath, officialExtension: null };

describe('The command line of a thread', () => {
  const home = temporaryFolder();
  const start = threadServers();

  it('has the thread’s own folder while that exists', async () => {
    makeTranscriptHome(home(), [threadId]);
    const server = await start(home());
    const ask = () => server.request<CommandLine>('threadTree/commandLine', { threadId, action: 'resume', codex });
    for (const folder of [home(), home('gone'), 'relative', '']) {
      change(home(), `UPDATE threads SET cwd = '${folder}'`);
      const { name, ...line } = await ask();
      assert.ok(name.length > 0 && name.length <= 80, name);
      assert.deepEqual(line, {
        program: process.execPath,
        args: ['resume', threadId],
        folder: folder === home() ? folder : null,
        codexHome: home(),
      });
    }
  });

  it('is refused for a thread without a row, a program that cannot be run, and any other action', async () => {
    makeTranscriptHome(home(), [threadId]);
    const server = await start(home());
    const refused = (params: object, reason: RegExp) =>
      assert.rejects(
        server.request('threadTree/commandLine', { threadId, action: 'resume', codex, ...params }),
        (error: unknown) => error instanceof Refusal && reason.test(error.message),
      );
    await refused({ threadId: '01a225ab-6ba1-7763-990c-000000000000' }, /^threadGone$/);
    await refused({ codex: { ...codex, configured: home() } }, /^codexNotRunnable$/);
    await refused({ action: 'exec' }, /^Invalid request: action/);
  });
});
