import assert from 'node:assert/strict';
import { pin, unpin } from '../../../src/shell/actions/pinCommands';
import { threadNode } from '../fake/nodes';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeSettings } from '../fake/workspace';

function setUp(focused = [] as ReturnType<typeof threadNode>[]) {
  const { service, requests } = fakeService({
    'threadTree/pin': () => null,
    'threadTree/list': () => new Promise(() => undefined),
  });
  fakeSettings({});
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const told: string[] = [];
  const refresh = () => void told.push('refreshed');
  const views = fakeViews({ threads: { refresh }, archived: { refresh, chosen: () => Promise.resolve(focused) } });
  return { context: fakeContext(service, { views }), requests, told };
}

const codex = { configured: '', officialExtension: null };
const [a, b] = [threadNode({ threadId: 'a' }), threadNode({ threadId: 'b' })];

describe('Pin Thread', () => {
  it('pins the selected threads', async () => {
    const { context, requests } = setUp();
    await pin(context, a, [a, b]);
    assert.deepEqual(
      requests,
      ['a', 'b'].map(threadId => ['threadTree/pin', { threadId, pinned: true, codex }]),
    );
  });

  it('unpins the focused one, in either view', async () => {
    const { context, requests } = setUp([b]);
    await unpin(context);
    assert.deepEqual(requests, [['threadTree/pin', { threadId: 'b', pinned: false, codex }]]);
  });

  it('lets the user pick one if none is focused', async () => {
    const { context } = setUp();
    const picker = fakeQuickPick();
    const running = pin(context);
    await settled();
    assert.equal(picker.picker.placeholder, 'Pin which thread?');
    picker.close();
    await running;
  });
});
