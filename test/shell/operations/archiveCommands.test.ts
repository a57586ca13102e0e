// Which threads each command is about, and what it asks of the server. The rest of its way is in run.test.ts.
import assert from 'node:assert/strict';
import type { CommandHandler } from '../../../src/shell/commandContext';
import {
  archive,
  archiveGroup,
  archiveSubAgents,
  unarchive,
  unarchiveGroup,
} from '../../../src/shell/operations/archiveCommands';
import { groupNode, orphansNode, threadNode } from '../fake/nodes';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeSettings } from '../fake/workspace';
import { fakeWindow } from '../fake/window';
import { row } from '../../support/row';

const [a, b] = [threadNode({ threadId: 'a', name: 'Fix it' }), threadNode({ threadId: 'b' })];

/** `plan`: how many threads an operation would move; `members`: the threads of each group. */
function setUp(plan = 8, members: Record<string, string[]> = {}) {
  fakeSettings();
  const answer = (status: 'archived' | 'unarchived') => () => ({
    operation: 'o1',
    reports: [{ threadId: 'a', status }],
    names: {},
  });
  const { service, requests } = fakeService({
    'threadTree/plan': () => ({ plan: 'p', threads: plan, rootsWithSubAgents: plan > 1 ? 1 : 0 }),
    'threadTree/archive': answer('archived'),
    'threadTree/unarchive': answer('unarchived'),
    'threadTree/members': ({ parentId }) => ({ threadIds: members[parentId ?? ''] ?? [] }),
    'threadTree/list': () => ({
      revision: 1,
      rows: [row({ threadId: 'picked', descendants: 1 })],
      total: 1,
      groups: [],
      orphans: 0,
      hidden: 0,
      problem: null,
    }),
  });
  const { shown } = fakeWindow(({ text, buttons }) => (text.includes('?') ? buttons[0] : undefined));
  const views = fakeViews({ threads: { selection: () => [a] }, archived: { selection: () => [b] } });
  const context = fakeContext(service, { views });
  const asked = (method: string) => requests.filter(([name]) => name === `threadTree/${method}`).map(([, of]) => of);
  return { context, requests, shown, asked, views };
}

describe('Archive and unarchive', () => {
  const table: [string, CommandHandler, unknown[], string, object][] = [
    ['the clicked row', archive, [b], 'archive', { threadIds: ['b'] }],
    ['the selected rows', archive, [a, [a, b]], 'archive', { threadIds: ['a', 'b'] }],
    ['the selection, without a row', archive, [], 'archive', { threadIds: ['a'] }],
    ["the selection of the command's own view", unarchive, [], 'unarchive', { threadIds: ['b'] }],
    ['ids of another extension', archive, [['x', 'y']], 'archive', { threadIds: ['x', 'y'] }],
    ['one id', unarchive, ['x'], 'unarchive', { threadIds: ['x'] }],
    [
      'the sub-agents of a row, also when the row itself is loaded',
      archiveSubAgents,
      [a],
      'archive',
      { threadIds: ['a'], keepRoots: true, leaveLoaded: true },
    ],
  ];
  for (const [name, command, args, method, params] of table) {
    it(`take ${name}`, async () => {
      const { context, asked } = setUp();
      const reports = await command(context, ...args);
      assert.deepEqual(asked(method), [{ ...params, plan: 'p', token: '1' }]);
      assert.deepEqual(reports, [{ threadId: 'a', status: `${method}d` }]);
    });
  }

  const picking: [string, CommandHandler, string][] = [
    ['archive', archive, 'archive'],
    ['unarchive', unarchive, 'unarchive'],
    ['archive sub-agents', archiveSubAgents, 'archive'],
  ];
  for (const [name, command, method] of picking) {
    it(`let the user pick a thread when none is selected: ${name}`, async () => {
      const { context, asked } = setUp();
      const { accept, picker } = fakeQuickPick();
      const done = command({ ...context, views: fakeViews() });
      await settled();
      accept(picker.items[0]?.label);
      await done;
      assert.deepEqual(
        asked(method).map(params => (params as { threadIds: string[] }).threadIds),
        [['picked']],
      );
    });
  }

  it('do nothing for a row that is not a thread', async () => {
    const { context, requests } = setUp();
    assert.deepEqual(await archive(context, groupNode('threads', {})), []);
    assert.deepEqual(requests, []);
  });

  it('tell when a thread has no sub-agents to archive', async () => {
    const { context, shown, asked } = setUp(0);
    assert.deepEqual(await archiveSubAgents(context, a), []);
    assert.deepEqual(shown, [
      { kind: 'info', text: 'Nothing to archive: “Fix it” has no active sub-agents.', buttons: [] },
    ]);
    assert.deepEqual(asked('archive'), []);
  });
});

describe('Archiving a group', () => {
  it('takes the threads that the view shows in it, and asks about the group', async () => {
    const { context, views, asked, shown } = setUp(5, { 'group:today': ['a', 'b'] });
    views.threads.choices.set({ exec: false });
    await archiveGroup(context, groupNode('threads', { key: 'today' }));
    assert.deepEqual(asked('members'), [
      { view: 'threads', parentId: 'group:today', options: views.threads.options() },
    ]);
    assert.match(shown[0]?.detail ?? '', /^“Today”: 2 threads and their 3 sub-agents\./);
    assert.deepEqual(asked('archive'), [{ threadIds: ['a', 'b'], plan: 'p', token: '1' }]);
  });

  it('takes all selected groups when it is one of them', async () => {
    const members = { 'group:/h/shop': ['a'], orphans: ['o'] };
    const groups = [groupNode('threads', { key: '/h/shop', folder: '/h/shop' }), orphansNode('threads')] as const;
    const { context, views, asked, shown } = setUp(2, members);
    views.threads.choices.set({ group: 'workspace' });
    await archiveGroup(context, groups[0], [...groups, a]);
    assert.match(shown[0]?.detail ?? '', /^“shop, Sub-agents without a known parent”: 2 threads\./);
    assert.deepEqual(asked('archive'), [{ threadIds: ['a', 'o'], plan: 'p', token: '1' }]);
  });

  it('takes only the clicked group when others are selected', async () => {
    const { context, asked } = setUp(2, { 'group:today': ['a'], 'group:week': ['b'] });
    await archiveGroup(context, groupNode('threads', { key: 'week' }), [groupNode('threads', { key: 'today' })]);
    assert.deepEqual(asked('archive'), [{ threadIds: ['b'], plan: 'p', token: '1' }]);
  });

  it('unarchives in the other view', async () => {
    const { context, asked, shown } = setUp(1, { 'group:week': ['b'] });
    await unarchiveGroup(context, groupNode('archived', { key: 'week' }));
    assert.match(shown[0]?.detail ?? '', /^“Previous 7 Days”: 1 thread\./);
    assert.deepEqual(asked('unarchive'), [{ threadIds: ['b'], plan: 'p', token: '1' }]);
  });

  const nothing: [string, unknown[]][] = [
    ['no group was clicked', []],
    ['a thread was clicked', [a]],
    ['the group is empty by now', [groupNode('threads', {})]],
  ];
  for (const [name, args] of nothing) {
    it(`does nothing when ${name}`, async () => {
      const { context, asked, shown } = setUp();
      assert.deepEqual(await archiveGroup(context, ...args), []);
      assert.deepEqual([asked('plan'), shown], [[], []]);
    });
  }
});
