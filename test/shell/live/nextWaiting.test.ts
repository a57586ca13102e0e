import assert from 'node:assert/strict';
import type { LiveThread } from '../../../src/protocol/methods';
import { nextWaiting } from '../../../src/shell/live/nextWaiting';
import type { ThreadNode } from '../../../src/shell/tree/nodes';
import { threadNode } from '../fake/nodes';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeWindow } from '../fake/window';

const waits = (threadId: string): LiveThread => ({ threadId, status: 'waitingForInput', source: 'socket' });

async function run(lists: (LiveThread[] | null)[]): Promise<string[]> {
  const { shown } = fakeWindow();
  const did: string[] = [];
  let selected: ThreadNode[] = [];
  const views = Object.assign(fakeViews({ threads: { selection: () => selected } }), {
    reveal: (threadId: string) => {
      did.push(threadId);
      selected = [threadNode({ threadId })];
      return Promise.resolve();
    },
  });
  for (const threads of lists) {
    await nextWaiting(
      fakeContext(fakeService({}).service, { views, live: { look: () => Promise.resolve(threads) } as never }),
    );
  }
  return [...did, ...shown.map(({ text }) => text)];
}

describe('Next Waiting Thread', () => {
  it('shows one after the other', async () => {
    const both = [waits('a'), waits('b')];
    assert.deepEqual(await run([both, both, both, [waits('c')]]), ['a', 'b', 'a', 'c']);
  });

  it('says when none is known to wait', async () => {
    const none = 'No thread is known to wait for you. Only a Codex with a control socket tells when one does.';
    assert.deepEqual(await run([[], null]), [none, none]);
  });
});
