// What both trees share. Each for itself is in threadView.test.ts.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { HomeProblem, TreeLevelsResponse } from '../../../src/protocol/methods';
import { ContextKey, ViewId } from '../../../src/manifest';
import { createThreadViews } from '../../../src/shell/tree/threadViews';
import type { TreeNode } from '../../../src/shell/tree/nodes';
import { archive, diskFull, reports } from '../../support/outcomes';
import { suiteFolder } from '../../support/temporaryFolder';
import { row } from '../../support/row';
import { fakeContext, fakeLog, fakeMemento, fakeService } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeVscode } from '../fake/vscode';
import { fakeCommands, fakeFolders, fakeSettings } from '../fake/workspace';

const unreadable: HomeProblem = {
  code: 'unreadable',
  failure: { code: 'permissionDenied', path: '/h/state_5.sqlite' },
};

describe('Both trees', () => {
  const folder = suiteFolder();
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }));
  afterEach(() => mock.timers.reset());

  function setUp(...folders: string[]) {
    const home: { problem: HomeProblem | null } = { problem: null };
    const empty = { rows: [], total: 0, groups: [], orphans: 0, hidden: 0 };
    const fake = fakeService({
      'threadTree/levels': ({ view, levels }): TreeLevelsResponse => ({
        revision: 1,
        problem: home.problem,
        openGroups: [],
        levels: levels.map(() => ({ ...empty, rows: [row({ threadId: `in ${view}` })], total: 1 })),
      }),
      'threadTree/path': ({ view, threadId }) => ({
        rows: threadId === `in ${view}` ? [row({ threadId })] : [],
        inOrphans: false,
        group: null,
      }),
    });
    const viewOf = fakeTreeViews();
    const { context: keys } = fakeCommands();
    const open = fakeFolders(...folders);
    fakeSettings();
    const decorations = { isDisposed: false };
    fakeVscode.window.registerFileDecorationProvider = () => ({
      dispose: () => void (decorations.isDisposed = true),
    });
    const { log, lines } = fakeLog();
    const stored: Record<string, unknown> = {};
    const { service, statuses, operations } = fakeContext(fake.service);
    const views = createThreadViews(service, statuses, operations, fakeMemento(stored), folder('rows'), log);
    const [threads, archived] = [viewOf<TreeNode>(ViewId.threads), viewOf<TreeNode>(ViewId.archived)];
    return { ...fake, home, views, threads, archived, keys, open, decorations, lines, stored, statuses };
  }

  it('read nothing before they are looked at', () => {
    const { requests, views } = setUp();
    assert.deepEqual(requests, []);
    views.dispose();
  });

  it('tell VS Code what is wrong with the home, and log it once', async () => {
    const { threads, archived, keys, home, lines, views } = setUp();
    assert.equal(keys[ContextKey.problem], undefined);
    await threads.children();
    assert.equal(keys[ContextKey.problem], 'none');
    home.problem = unreadable;
    for (const view of [views.threads, views.archived]) view.choices.set({ sort: 'name' });
    await threads.children();
    await archived.children();
    assert.equal(keys[ContextKey.problem], 'unreadable');
    assert.deepEqual(lines, ['warn: /h/state_5.sqlite cannot be read: permission denied. Allow your user to read it.']);
    views.dispose();
  });

  it('tell VS Code whether something can be retried', () => {
    const { keys, statuses, views } = setUp();
    statuses.finish('1', { request: archive, reports: reports([[1, 'failed', diskFull]]), cancelled: false });
    mock.timers.tick(50);
    assert.equal(keys[ContextKey.hasFailures], true);
    statuses.clear();
    mock.timers.tick(50);
    assert.equal(keys[ContextKey.hasFailures], false);
    views.dispose();
  });

  it('each count the failures of their own operation', () => {
    const { threads, archived, statuses, views } = setUp();
    statuses.finish('1', { request: archive, reports: reports([[1, 'failed', diskFull]]), cancelled: false });
    mock.timers.tick(50);
    return Promise.resolve().then(() => {
      assert.deepEqual([threads.tree.badge?.value, archived.tree.badge], [1, undefined]);
      views.dispose();
    });
  });

  it('remember their choices apart', () => {
    const { views, stored } = setUp();
    views.archived.choices.set({ sort: 'name' });
    assert.deepEqual(Object.keys(stored), ['viewOptions.archived']);
    assert.equal(views.threads.choices.get().sort, 'recency');
    views.dispose();
  });

  it('log it when choices cannot be remembered', async () => {
    const { log, lines } = fakeLog();
    setUp().views.dispose();
    const { service, statuses, operations } = fakeContext(fakeService({}).service);
    const memory = { ...fakeMemento(), get: () => undefined, update: () => Promise.reject(new Error('disk full')) };
    const views = createThreadViews(service, statuses, operations, { ...memory, keys: () => [] }, folder('rows'), log);
    views.threads.choices.set({ sort: 'name' });
    await Promise.resolve();
    await Promise.resolve();
    assert.deepEqual([lines, views.threads.choices.get().sort], [['error: Error: disk full'], 'name']);
    views.dispose();
  });

  for (const [threadId, inThreads, inArchived] of [
    ['in threads', ['in threads'], []],
    ['in archived', [], ['in archived']],
    ['nowhere', [], []],
  ] as const) {
    it(`show a thread in the one that has it: ${threadId}`, async () => {
      const { views, threads, archived } = setUp();
      await views.reveal(threadId);
      const ids = (nodes: readonly TreeNode[]) => nodes.map(node => (node.kind === 'thread' ? node.row.threadId : ''));
      assert.deepEqual([ids(threads.revealed), ids(archived.revealed)], [inThreads, inArchived]);
      views.dispose();
    });
  }

  it('are gone when they are disposed of', () => {
    const { views, threads, archived, decorations } = setUp();
    views.dispose();
    assert.deepEqual([threads.isDisposed, archived.isDisposed, decorations.isDisposed], [true, true, true]);
  });
});
