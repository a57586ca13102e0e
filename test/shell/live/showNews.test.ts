import assert from 'node:assert/strict';
import type { LiveStatus, LiveThread } from '../../../src/protocol/methods';
import { FailedRequest } from '../../../src/shell/errors';
import { showNews } from '../../../src/shell/live/showNews';
import { threadDetails } from '../../support/threadDetails';
import { fakeService, settled } from '../fake/service';
import { fakeWindow } from '../fake/window';
import { fakeCommands } from '../fake/workspace';

const threads = (count: number, status: LiveStatus): LiveThread[] =>
  Array.from({ length: count }, (_, at) => ({ threadId: `t${at}`, status, source: 'socket' }));

/** What is shown, and what happens when `press` is pressed on it. */
async function run(
  before: LiveThread[],
  now: LiveThread[],
  { press, parentThreadId = null }: { press?: string; parentThreadId?: string | null } = {},
): Promise<[shown: string[], did: string[]]> {
  const { service } = fakeService({
    'threadTree/details': ({ threadId }) => threadDetails({ parentThreadId }, { name: `thread ${threadId}` }),
  });
  const { shown } = fakeWindow(() => press);
  const { executed } = fakeCommands();
  await showNews(service, before, now);
  await settled();
  return [shown.map(({ text }) => text), executed.map(([command, what]) => `${String(command)} ${String(what)}`)];
}

describe('A message about threads', () => {
  it('says what each did', async () => {
    assert.deepEqual((await run([], threads(1, 'waitingForApproval')))[0], ['“thread t0” waits for you.']);
    assert.deepEqual((await run(threads(1, 'running'), threads(1, 'failed')))[0], ['The turn of “thread t0” failed.']);
    assert.deepEqual((await run(threads(2, 'running'), []))[0], [
      'The turn of “thread t0” has ended.',
      'The turn of “thread t1” has ended.',
    ]);
  });

  it('is about a sub-agent only when that waits', async () => {
    const subAgent = { parentThreadId: 'p' };
    assert.deepEqual((await run(threads(1, 'running'), [], subAgent))[0], []);
    assert.equal((await run([], threads(1, 'waitingForInput'), subAgent))[0].length, 1);
  });

  it('is about the first three threads that are not sub-agents, and about none that was deleted', async () => {
    const { service } = fakeService({
      'threadTree/details': ({ threadId }) => {
        if (threadId === 't4') throw new FailedRequest({ code: 'threadGone', thread: { threadId, name: null } });
        return threadDetails({ parentThreadId: threadId < 't4' ? 'p' : null }, { name: 'long '.repeat(100) });
      },
    });
    const { shown } = fakeWindow();
    await showNews(service, threads(9, 'running'), []);
    assert.equal(shown.length, 3);
    assert.ok((shown[0]?.text.length ?? 0) < 120, shown[0]?.text);
  });

  it('is one when many wait, and leads to the next', async () => {
    const [shown, did] = await run([], threads(4, 'waitingForInput'), { press: 'Next Waiting Thread' });
    assert.deepEqual([shown, did], [['4 threads wait for you.'], ['codexThreadTree.nextWaiting undefined']]);
  });

  it('opens the transcript, or a terminal', async () => {
    const waiting = threads(1, 'waitingForInput');
    const [, [opened = '']] = await run([], waiting, { press: 'Open' });
    assert.match(opened, /^vscode\.open codex-thread:/);
    assert.deepEqual((await run([], waiting, { press: 'Resume' }))[1], ['codexThreadTree.resumeInTerminal t0']);
  });
});
