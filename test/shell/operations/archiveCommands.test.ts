// Which threads each command is about, and what it asks of the server. The rest of its way is in run.test.ts.
import assert from 'node:assert/strict';
import type { CommandHandler } from '../../../src/shell/commandContext';
import { archive, archiveSubAgents, unarchive } from '../../../src/shell/operations/archiveCommands';
import type { ViewName } from '../../../src/shell/tree/nodes';
import type { ThreadView } from '../../../src/shell/tree/threadView';
import { groupNode, orphansNode, threadNode } from '../fake/nodes';
import { fakeQuickPick } from '../fake/quickInput';
import { planOf } from '../../support/outcomes';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeSettings } from '../fake/workspace';
import { fakeWindow } from '../fake/window';
import { row } from '../../support/row';

const [a, b] = [threadNode({ threadId: 'a', name: 'Fix it' }), threadNode({ threadId: 'b' })];

const between = threadNode({ threadId: 'between', archived: true, between: true });

/** `plan`: how many threads an operation would move; `members`: the threads of each group. */
function setUp(plan = 8, members: Record<string, string[]> = {}, held: (view: ViewName) => void = () => undefined) {
  fakeSettings();
  const answer = (status: 'archived' | 'unarchived') => () => ({
    operation: 'o1',
    reports: [{ threadId: 'a', status }],
    names: { a: 'Fix it' },
  });
  const { service, requests } = fakeService({
    'threadTree/plan': () => planOf(plan),
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
  const holding = (view: ViewName): Pick<ThreadView, 'keepFocus'> => ({
    keepFocus: work => {
      held(view);
      return work();
    },
  });
  const views = fakeViews({
    threads: { selection: () => [a], chosen: () => Promise.resolve([a]), ...holding('threads') },
    archived: { selection: () => [b], chosen: () => Promise.resolve([b]), ...holding('archived') },
  });
  const context = fakeContext(service, { views });
  const asked = (method: string) => requests.filter(([name]) => name === `threadTree/${method}`).map(([, of]) => of);
  return { context, requests, shown, asked, views };
}

describe('Archive and unarchive', () => {
  const table: [string, CommandHandler, unknown[], string, object][] = [
    ['the clicked row', archive, [b], 'archive', { threadIds: ['b'] }],
    ['the selected rows', archive, [a, [a, b]], 'archive', { threadIds: ['a', 'b'] }],
    ['the focused row, from the palette', archive, [], 'archive', { threadIds: ['a'] }],
    ["the focused row of the command's own view", unarchive, [], 'unarchive', { threadIds: ['b'] }],
    ['ids of another extension', archive, [['x', 'y']], 'archive', { threadIds: ['x', 'y'] }],
    ['a greyed row of the other view', unarchive, [between], 'unarchive', { threadIds: ['between'] }],
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

  it('keep the focus in the view in which the row is', async () => {
    for (const [command, node, expected] of [
      [archive, a, 'threads'],
      [unarchive, b, 'archived'],
      [unarchive, between, 'threads'],
    ] as const) {
      const held: string[] = [];
      const { context } = setUp(8, {}, name => held.push(name));
      await command(context, node);
      assert.deepEqual(held, [expected]);
    }
  });

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

  it('ask about what the palette is to archive, even if it is one thread, and name it', async () => {
    const { context, shown } = setUp(1);
    await archive(context);
    assert.deepEqual([shown[0]?.text, shown[0]?.detail?.startsWith('“Fix it”.')], ['Archive 1 thread?', true]);
    await archive(context, a);
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['Archive 1 thread?', 'Archived 1 thread.', 'Archived “Fix it”.'],
    );
  });

  it('keep the focus beside what was archived by a row, and only then', async () => {
    const { context, views } = setUp(1);
    const kept: string[] = [];
    const keepFocus = async <T>(work: () => Promise<T>): Promise<T> => {
      kept.push('begin');
      const result = await work();
      kept.push('end');
      return result;
    };
    Object.assign(views.threads, { keepFocus });
    await archive(context);
    await archive(context, 'x');
    assert.deepEqual(kept, []);
    await archive(context, a);
    assert.deepEqual(kept, ['begin', 'end']);
  });

  it('do nothing for a row that stands for no thread', async () => {
    const { context, requests } = setUp();
    assert.deepEqual(await archive(context, { kind: 'more' }), []);
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
    await archive(context, groupNode('threads', { key: 'today' }));
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
    await archive(context, groups[0], [...groups, a]);
    assert.match(shown[0]?.detail ?? '', /^“shop, Sub-agents without a known parent”: 2 threads\./);
    assert.deepEqual(asked('archive'), [{ threadIds: ['a', 'o'], plan: 'p', token: '1' }]);
  });

  it('takes only the clicked group when others are selected', async () => {
    const { context, asked } = setUp(2, { 'group:today': ['a'], 'group:week': ['b'] });
    await archive(context, groupNode('threads', { key: 'week' }), [groupNode('threads', { key: 'today' })]);
    assert.deepEqual(asked('archive'), [{ threadIds: ['b'], plan: 'p', token: '1' }]);
  });

  it('unarchives in the other view', async () => {
    const { context, asked, shown } = setUp(1, { 'group:week': ['b'] });
    await unarchive(context, groupNode('archived', { key: 'week' }));
    assert.match(shown[0]?.detail ?? '', /^“Previous 7 Days”: 1 thread\./);
    assert.deepEqual(asked('unarchive'), [{ threadIds: ['b'], plan: 'p', token: '1' }]);
  });

  it('takes selected threads along, each once, and asks', async () => {
    const { context, asked, shown } = setUp(3, { 'group:today': ['a', 'b'] });
    const today = groupNode('threads', { key: 'today' });
    const [inside, elsewhere] = [threadNode({ threadId: 'a' }, today), threadNode({ threadId: 'c' })];
    await archive(context, today, [today, inside, elsewhere]);
    assert.deepEqual(asked('archive'), [{ threadIds: ['a', 'b', 'c'], plan: 'p', token: '1' }]);
    assert.match(shown[0]?.detail ?? '', /^3 threads\./);
  });

  it('does nothing when the group is empty by now', async () => {
    const { context, asked, shown } = setUp();
    assert.deepEqual(await archive(context, groupNode('threads', {})), []);
    assert.deepEqual([asked('plan'), shown], [[], []]);
  });

  it('does nothing in a filtered view, where the group shows only some of its threads, and says so', async () => {
    const { context, views, asked, shown } = setUp(2, { 'group:today': ['a'] });
    views.threads.choices.set({ filter: 'fix' });
    assert.deepEqual(await archive(context, groupNode('threads', {})), []);
    assert.match(shown[0]?.text ?? '', /^A filtered view shows only some threads of a group\./);
    assert.deepEqual([asked('members'), asked('plan')], [[], []]);
  });
});
