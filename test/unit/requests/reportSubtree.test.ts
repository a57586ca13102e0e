// `threadTree/report` on homes with rollouts that a real Codex wrote.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { ReportedThread, SubtreeReport, ThreadWork } from '../../../src/protocol/subtreeReport';
import { isFailure } from '../../../src/server/failure';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { reportSubtree } from '../../../src/server/requests/reportSubtree';
import { filesBelow } from '../../support/files';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makeTranscriptHome } from '../../support/transcriptSamples';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const prices = '01a225ab-6c33-7b61-8dda-da8752d5e860';
const tests = '01a225ab-6c7b-7ab2-8797-6eb0a39131fb';
const deeper = '01a225ab-6d92-79c2-b444-a18df2f0ca92';
const everyone = [root, prices, tests, deeper];
const goOn = new AbortController().signal;

describe('the report of a subtree', () => {
  const folder = temporaryFolder();
  let home: ThreadHome;
  beforeEach(() => {
    home = createThreadHome(folder(), {}, () => undefined);
  });
  afterEach(() => home.close());
  const report = (threadId: string): Promise<SubtreeReport> => reportSubtree(home, threadId, goOn);
  const places = ({ threads }: SubtreeReport): unknown[] => threads.map(({ threadId, depth }) => [threadId, depth]);
  const workOf = (thread: ReportedThread | undefined): ThreadWork => {
    assert.ok(thread && !('code' in thread.work));
    return thread.work;
  };

  it('has each sub-agent after its parent, with what it did', async () => {
    makeTranscriptHome(folder(), everyone);
    const result = await report(root);
    assert.deepEqual(places(result), [
      [prices, 1],
      [deeper, 2],
      [tests, 1],
    ]);
    const works = result.threads.map(workOf);
    assert.deepEqual(
      works.map(({ status, durationMs, model, tokens }) => [status, durationMs, model, tokens?.total]),
      [
        ['completed', 478 + 64, 'gpt-6.2-sol', 46_932],
        ['completed', 74, 'gpt-6.2-sol', 7459],
        ['interrupted', 535, 'gpt-6.2-sol', 9289],
      ],
    );
    assert.deepEqual(works[1]?.answer, ['test/checkout.test.js:9']);
    assert.equal(works[0]?.task, null, 'the API sealed it');
    assert.deepEqual(
      works.map(({ failedCommands }) => failedCommands.first.map(({ exitCode }) => exitCode)),
      [[], [], [137]],
    );
    assert.deepEqual(result.totals, {
      durationMs: 478 + 64 + 74 + 535,
      tokens: 46_932 + 7459 + 9289,
      unknownTokens: 0,
      changedFiles: 0,
      failedCommands: 1,
    });
    assert.equal(result.leftOut, 0);
  });

  it('says of a sub-agent that it is archived', async () => {
    makeTranscriptHome(folder(), everyone);
    change(home.path(), `UPDATE threads SET archived = 1 WHERE id = '${tests}'`);
    const archived = (await report(root)).threads.filter(thread => thread.archived);
    assert.deepEqual(
      archived.map(({ threadId }) => threadId),
      [tests],
    );
  });

  it('names the failure of a sub-agent without a rollout, and reports the others', async () => {
    makeTranscriptHome(folder(), everyone);
    rmSync(filesBelow(folder()).find(file => file.includes(deeper)) ?? '');
    const { threads, totals } = await report(root);
    const work = threads.find(({ threadId }) => threadId === deeper)?.work;
    assert.equal(work && 'code' in work && work.code, 'rolloutMissing');
    assert.deepEqual([threads.length, totals.tokens, totals.unknownTokens], [3, 46_932 + 9289, 1]);
  });

  it('has nobody twice when threads spawned each other', async () => {
    makeTranscriptHome(folder(), everyone);
    change(
      home.path(),
      `INSERT OR REPLACE INTO thread_spawn_edges (parent_thread_id, child_thread_id, status)
       VALUES ('${deeper}', '${root}', 'open')`,
    );
    assert.deepEqual(places(await report(prices)), [
      [deeper, 1],
      [root, 2],
      [tests, 3],
    ]);
  });

  it('is empty for a thread without sub-agents, and refuses a thread that is gone', async () => {
    makeTranscriptHome(folder(), everyone);
    assert.deepEqual((await report(deeper)).threads, []);
    await assert.rejects(report('01a225ab-6ba1-7763-990c-000000000000'), error => isFailure(error, 'threadGone'));
  });

  it('stops when the request is cancelled', async () => {
    makeTranscriptHome(folder(), everyone);
    const reason = new Error('cancelled');
    await assert.rejects(reportSubtree(home, root, AbortSignal.abort(reason)), error => error === reason);
  });
});
