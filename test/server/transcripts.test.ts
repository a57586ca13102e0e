// Turns and tokens over stdio, and in the worker as a window asks for them.
import { strict as assert } from 'node:assert';
import type { ThreadDetails, ThreadTokensResponse, ThreadTurnsResponse } from '../../src/protocol/methods';
import { Refusal } from '../support/stdioClient';
import { threadServers } from '../support/server';
import { change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeTranscriptHome } from '../support/transcriptSamples';
import { startWorkerServer } from '../support/workerServer';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];
const sum = 84_721 + 46_932 + 9289 + 7459;

describe('transcripts, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();

  it('answers turns with their items and tokens', async () => {
    makeTranscriptHome(home(), [root]);
    const server = await start(home());
    const { turns, tokens, rollouts, problems } = await server.request<ThreadTurnsResponse>('threadTree/turns', {
      threadId: root.toUpperCase(),
    });
    assert.deepEqual([turns.length, tokens?.total, rollouts.length, problems], [1, 84_721, 1, []]);
    assert.deepEqual(
      [turns[0]?.status, turns[0]?.model, turns[0]?.items[0]?.type, turns[0]?.items.at(-1)?.type],
      ['completed', 'gpt-6.2-sol', 'userMessage', 'agentMessage'],
    );
    assert.equal(server.log(), '');
  });

  it('refuses a thread without a rollout, and what is no id', async () => {
    makeTranscriptHome(home(), [root]);
    const server = await start(home());
    const ask = (threadId: string): Promise<unknown> => server.request('threadTree/turns', { threadId });
    await assert.rejects(
      ask('01a225ab-6ba1-7763-990c-000000000000'),
      (error: unknown) => error instanceof Refusal && error.message === 'rolloutMissing',
    );
    await assert.rejects(
      ask('../../etc/passwd'),
      (error: unknown) => error instanceof Refusal && error.code === -32600,
    );
  });

  it('shows own tokens, whatever the row says', async () => {
    makeTranscriptHome(home(), [root, ...subAgents]);
    change(home(), 'UPDATE threads SET tokens_used = 9223372036854775807');
    const server = await start(home());
    const { tokensUsed, tokensOfSubtree } = await server.request<ThreadDetails>('threadTree/details', {
      threadId: root,
    });
    assert.deepEqual([tokensUsed, tokensOfSubtree], [84_721, sum]);
  });

  it('answers in the worker, too', async () => {
    makeTranscriptHome(home(), [root, ...subAgents], true);
    const worker = startWorkerServer(home());
    try {
      await worker.initialize();
      const { turns } = await worker.request<ThreadTurnsResponse>('threadTree/turns', { threadId: root });
      const tokens = await worker.request<ThreadTokensResponse>('threadTree/threadTokens', { threadId: root });
      assert.deepEqual([turns.length, tokens.own?.total, tokens.subtree?.total], [1, 84_721, sum]);
    } finally {
      await worker.stop();
    }
  });
});
