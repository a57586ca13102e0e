// The report of a subtree over stdio: what the real Codex's sub-agents did, and what is said of a rollout that is gone.
import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import type { SubtreeReport } from '../../src/protocol/methods';
import { filesBelow } from '../support/files';
import { threadServers } from '../support/server';
import { Refusal } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeTranscriptHome } from '../support/transcriptSamples';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];

describe('A report of sub-agents', () => {
  const home = temporaryFolder();
  const start = threadServers();

  it('has the state, tokens and depth of each, and their sum', async () => {
    makeTranscriptHome(home(), [root, ...subAgents]);
    const server = await start(home());
    const report = await server.request<SubtreeReport>('threadTree/report', { threadId: root });
    const told = report.threads.map(({ threadId, depth, work }) => [
      threadId.slice(-17),
      depth,
      ...('code' in work ? [work.code] : [work.status, work.tokens?.total ?? null]),
    ]);
    // Each before its own sub-agents.
    assert.deepEqual(told, [
      ['8dda-da8752d5e860', 1, 'completed', 46_932],
      ['b444-a18df2f0ca92', 2, 'completed', 7459],
      ['8797-6eb0a39131fb', 1, 'interrupted', 9289],
    ]);
    assert.deepEqual([report.leftOut, report.totals.unknownTokens], [0, 0]);
    assert.equal(report.totals.tokens, 46_932 + 9289 + 7459);
  });

  it('names a sub-agent whose rollout is gone, and has the others', async () => {
    makeTranscriptHome(home(), [root, ...subAgents]);
    const [gone = ''] = filesBelow(home('sessions')).filter(file => file.includes(subAgents[0] ?? ''));
    rmSync(gone);
    const server = await start(home());
    const { threads, totals } = await server.request<SubtreeReport>('threadTree/report', { threadId: root });
    assert.deepEqual(threads.map(({ work }) => ('code' in work ? work.code : 'read')).sort(), [
      'read',
      'read',
      'rolloutMissing',
    ]);
    assert.equal(totals.unknownTokens, 1);
    await assert.rejects(
      server.request('threadTree/report', { threadId: '01a225ab-6ba1-7763-990c-000000000000' }),
      (error: unknown) => error instanceof Refusal && error.message === 'threadGone',
    );
  });
});
