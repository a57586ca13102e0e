import assert from 'node:assert/strict';
import type { MoreNode } from '../../../src/shell/tree/nodes';
import { copyId, refresh, showLog, showMore } from '../../../src/shell/tree/treeCommands';
import { archive, reports, diskFull } from '../../support/outcomes';
import { threadNode } from '../fake/nodes';
import { fakeContext, fakeLog, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';

describe('The small commands of the trees', () => {
  function setUp() {
    const fake = fakeService({});
    const told: string[] = [];
    const view = (name: string) => ({
      refresh: () => void told.push(`refresh ${name}`),
      showMore: ({ id }: MoreNode) => Promise.resolve(void told.push(`more of ${id} in ${name}`)),
    });
    const views = fakeViews({ threads: view('threads'), archived: view('archived') });
    const log = fakeLog();
    const context = fakeContext(fake.service, { views, log: log.log });
    return { ...fake, context, told, log };
  }

  it('Refresh reads both trees, forgets failures, and lets the server start again', async () => {
    const { context, told, calls } = setUp();
    context.statuses.finish('1', { request: archive, reports: reports([[1, 'failed', diskFull]]), cancelled: false });
    await refresh(context);
    assert.deepEqual([told, calls], [['refresh threads', 'refresh archived'], ['revive']]);
    assert.deepEqual(context.statuses.failures(), []);
  });

  it('Show more goes to the view of its row', async () => {
    const { context, told } = setUp();
    const more: MoreNode = { kind: 'more', id: 'm', view: 'archived', parent: null, shown: 200, total: 300 };
    await showMore(context, more);
    assert.deepEqual(told, ['more of m in archived']);
  });

  it('Show Log shows the log', async () => {
    const { context, log } = setUp();
    await showLog(context);
    assert.equal(log.shown, 1);
  });

  const [a, b] = [threadNode({ threadId: 'a' }), threadNode({ threadId: 'b' })];
  const table: [string, unknown[], string | undefined][] = [
    ['of the clicked row', [a, undefined], 'a'],
    ['of the selected rows, one a line', [a, [a, b]], 'a\nb'],
    ['of nothing', [], undefined],
  ];
  for (const [name, args, expected] of table) {
    it(`Copy Thread Id copies the ids ${name}`, async () => {
      let clipboard: string | undefined;
      const writeText = (text: string) => Promise.resolve(void (clipboard = text));
      Object.assign(fakeVscode.env, { clipboard: { writeText } });
      await copyId(setUp().context, ...args);
      assert.equal(clipboard, expected);
    });
  }
});
