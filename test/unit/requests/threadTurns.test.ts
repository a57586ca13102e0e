// `threadTree/turns` and `threadTree/threadTokens` on homes with rollouts that a real Codex wrote.
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FailureCode } from '../../../src/protocol/failures';
import type { ThreadTokensResponse, ThreadTurnsResponse } from '../../../src/protocol/transcript';
import { isFailure } from '../../../src/server/failure';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { createThreadTokens } from '../../../src/server/requests/threadTokens';
import { openTranscript } from '../../../src/server/requests/openTranscript';
import { threadTurns } from '../../../src/server/requests/threadTurns';
import { filesBelow } from '../../support/files';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { makesLinks, runsOn } from '../../support/runsOn';

const undone = '01a225aa-683e-7690-88d5-fbcebb3ce90f';
const fork = '01a225aa-6c87-78d2-a6a0-295e6a8eb99e';
const v2 = {
  root: '01a225ab-6ba1-7763-990c-7a99a77459dc',
  prices: '01a225ab-6c33-7b61-8dda-da8752d5e860',
  tests: '01a225ab-6c7b-7ab2-8797-6eb0a39131fb',
  deeper: '01a225ab-6d92-79c2-b444-a18df2f0ca92',
};
const goOn = new AbortController().signal;

describe('turns and tokens of a thread', () => {
  const folder = temporaryFolder();
  let home: ThreadHome;
  beforeEach(() => {
    home = createThreadHome(folder(), {}, () => undefined);
  });
  afterEach(() => home.close());

  const turns = (threadId: string): Promise<ThreadTurnsResponse> => threadTurns(home, threadId, goOn);
  const prompts = async (threadId: string): Promise<unknown[]> =>
    (await turns(threadId)).turns.map(({ items }) => items[0]?.type === 'userMessage' && items[0].content[0]);
  const text = (words: string): object => ({ type: 'text', text: `SCRIPT:plain ${words}` });
  const tokens = (threadId: string): Promise<ThreadTokensResponse> =>
    createThreadTokens(home).ofSubtree(threadId, goOn);
  const fileOf = (part: string): string => filesBelow(folder()).find(file => file.includes(part)) ?? '';

  it('joins the rollouts of a reverted thread, without what was taken back', async () => {
    makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl', 'a3487617b230.jsonl']);
    assert.deepEqual(await prompts(undone), [text('One.'), text('Two again.')]);
    const { tokens: used, rollouts, problems, turns: all } = await turns(undone);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      all.map(({ items }) => rollouts[items[0]?.line.rollout ?? -1]),
      [fileOf(`${undone}.jsonl`), fileOf(`${undone}_`)],
    );
    assert.equal(used?.total, 6787 + 3430, 'what was taken back was paid for');
    assert.deepEqual((await tokens(undone)).own, used);
  });

  it('shows the own turns of a fork, whose base is in another thread', async () => {
    makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl', 'a3487617b230.jsonl', '295e6a8eb99e']);
    assert.deepEqual(await prompts(fork), [text('In the fork.')]);
    assert.equal((await tokens(fork)).own?.total, 10_389);
  });

  it('sums the tokens of a subtree, by the turn of the user', async () => {
    makeTranscriptHome(folder(), Object.values(v2), true);
    const sum = 84_721 + 46_932 + 9289 + 7459;
    const { own, subtree, rootTurns, ...counts } = await tokens(v2.root);
    assert.deepEqual([own?.total, subtree?.total, counts], [84_721, sum, { threads: 4, unknown: 0 }]);
    assert.deepEqual(
      rootTurns.map(({ turnId, tokens: used }) => [turnId, used.total]),
      [['01a225ab-6bbb-7f02-a975-095da86a5171', sum]],
    );
    const part = await tokens(v2.prices);
    assert.deepEqual([part.own?.total, part.subtree?.total], [46_932, 46_932 + 7459]);
  });

  it('says of how many threads the tokens are not known', async () => {
    makeTranscriptHome(folder(), Object.values(v2));
    rmSync(fileOf(v2.tests));
    const { subtree, threads, unknown } = await tokens(v2.root);
    assert.deepEqual([subtree?.total, threads, unknown], [84_721 + 46_932 + 7459, 4, 1]);
  });

  it('finds a rollout that was moved to the archive without its row', async () => {
    makeTranscriptHome(folder(), ['0.171/running']);
    const file = fileOf('f907b9134e92');
    writeFileSync(path.join(folder(), 'archived_sessions'), '');
    rmSync(path.join(folder(), 'archived_sessions'));
    const archive = path.join(path.dirname(file), '../../../../archived_sessions');
    renameSync(path.dirname(file), archive);
    assert.equal((await turns('01a225aa-abd0-7df0-b5b3-f907b9134e92')).turns.length, 2);
  });

  it('reads what is there of a truncated compressed rollout, and says so', async () => {
    makeTranscriptHome(folder(), [v2.root]);
    truncateSync(fileOf(v2.root), 12_000);
    const { problems, stats, turns: read } = await turns(v2.root);
    assert.ok(
      problems.some(({ code }) => code === 'cutShort'),
      JSON.stringify(problems),
    );
    assert.deepEqual([stats.lines, read.length], [8, 1]);
  });

  it('reads on when a running thread appends lines, also half ones, and notices another file', async () => {
    const running = '01a225aa-abd0-7df0-b5b3-f907b9134e92';
    makeTranscriptHome(folder(), ['0.171/running']);
    const file = fileOf('f907b9134e92');
    const open = await openTranscript(home, running, goOn);
    const turn = open.transcript().turns[1];
    assert.deepEqual(
      [turn?.status, turn?.items.at(-1)?.type, await open.readOn(goOn)],
      ['inProgress', 'commandExecution', 'unchanged'],
    );
    open.reader.takeChanged();
    const line = JSON.stringify({ type: 'event_msg', payload: { type: 'turn_aborted', turn_id: turn?.id } });
    appendFileSync(file, line.slice(0, 30));
    assert.deepEqual([await open.readOn(goOn), turn?.status], ['appended', 'inProgress']);
    appendFileSync(file, `${line.slice(30)}\n`);
    assert.deepEqual([await open.readOn(goOn), turn?.status], ['appended', 'interrupted']);
    assert.deepEqual(
      open.reader.takeChanged().map(({ id }) => id),
      [turn?.id],
    );
    assert.deepEqual(open.transcript().problems, []);
    assert.equal(await open.readOn(goOn), 'unchanged');
    truncateSync(file, 500);
    assert.equal(await open.readOn(goOn), 'replaced');
    rmSync(file);
    assert.equal(await open.readOn(goOn), 'replaced');
  });

  const refusals: { title: string; runs?: boolean; prepare: () => void; code: FailureCode }[] = [
    { title: 'no rollout', prepare: () => rmSync(fileOf(undone)), code: 'rolloutMissing' },
    {
      title: 'a link to a file outside',
      runs: runsOn('unix', makesLinks),
      prepare: () => {
        const file = fileOf(undone);
        renameSync(file, folder('elsewhere'));
        symlinkSync(folder('elsewhere'), file);
      },
      code: 'rolloutMissing',
    },
    {
      title: 'a rollout of another thread',
      prepare: () => renameSync(fileOf('f907b9134e92'), fileOf(undone)),
      code: 'rolloutMissing',
    },
  ];
  for (const { title, runs = true, prepare, code } of refusals) {
    if (!runs) continue;
    it(`refuses ${title}`, async () => {
      makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl', '0.171/running']);
      prepare();
      await assert.rejects(turns(undone), error => isFailure(error, code));
    });
  }

  if (runsOn('unix', 'Windows has no modes of files')) {
    it('names a rollout that the system refuses to open', async function () {
      makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl']);
      const file = fileOf(undone);
      chmodSync(file, 0);
      // The superuser may read it all the same.
      if (process.getuid?.() === 0) assert.equal((await turns(undone)).turns.length, 2);
      else await assert.rejects(turns(undone), error => isFailure(error, 'fileUnreadable'));
      chmodSync(file, 0o600);
    });
  }

  it('stops when the request is cancelled', async () => {
    makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl']);
    const reason = new Error('cancelled');
    await assert.rejects(threadTurns(home, undone, AbortSignal.abort(reason)), error => error === reason);
  });
});
