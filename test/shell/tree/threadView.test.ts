// A view with its model, over a service that counts what is asked.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { TreeItem, type CancellationToken, type TreeItemLabel } from 'vscode';
import type { HomeProblem, LiveStatus, OperationResult, TreeRow } from '../../../src/protocol/methods';
import { ViewId } from '../../../src/manifest';
import { CancelledError, UserFacingError } from '../../../src/shell/errors';
import type { TreeNode } from '../../../src/shell/tree/nodes';
import { createThreadView } from '../../../src/shell/tree/threadView';
import { createViewChoices } from '../../../src/shell/viewOptions/choicesStore';
import { knownLevels, type ShownLevel } from '../../../src/shell/tree/knownLevels';
import type { LastRows } from '../../../src/shell/tree/lastRows';
import { noLastRows } from '../../support/noLastRows';
import { diskFull, loaded, reports, unarchive } from '../../support/outcomes';
import { row } from '../../support/row';
import { threadDetails } from '../../support/threadDetails';
import { fakeContext, fakeLog, fakeMemento, fakeService, settled } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeCommands, fakeFolders, fakeSettings } from '../fake/workspace';

/** Runs the timers of the next while, and what they have started. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** 30 seconds before midnight. */
const LATE = new Date(2026, 5, 15, 23, 59, 30).getTime();

describe('A view', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: LATE - 3_600_000 }));
  afterEach(() => mock.timers.reset());

  function setUp(view: 'threads' | 'archived' = 'threads', lastRows: LastRows = noLastRows) {
    const home: { revision: number; rows: TreeRow[]; hidden: number; problem: HomeProblem | null; error?: Error } = {
      revision: 1,
      rows: [row({ threadId: 'a' }), row({ threadId: 'b' })],
      hidden: 0,
      problem: null,
    };
    const answer = Promise.withResolvers<OperationResult>();
    let details = (): ReturnType<typeof threadDetails> => threadDetails();
    const fake = fakeService({
      'threadTree/levels': ({ levels }) => {
        if (home.error !== undefined) {
          throw home.error;
        }
        return {
          revision: home.revision,
          problem: home.problem,
          openGroups: [],
          levels: levels.map(({ parentId, offset = 0, limit = 0 }) => {
            const rows = parentId === null ? home.rows : [row({ threadId: `${parentId}1` })];
            return {
              rows: rows.slice(offset, offset + limit),
              total: rows.length,
              groups: [],
              orphans: 0,
              hidden: home.hidden,
            };
          }),
        };
      },
      'threadTree/path': ({ threadId }) => ({
        rows: threadId === 'a' ? [row({ threadId })] : [row({ threadId: 'a' }), row({ threadId })],
        inOrphans: false,
        group: null,
      }),
      'threadTree/details': () => details(),
      'threadTree/archive': () => answer.promise,
    });
    const viewOf = fakeTreeViews();
    const { context: keys } = fakeCommands(viewId => viewOf<TreeNode>(viewId).focused);
    const folders = fakeFolders('/h/shop');
    const settings = fakeSettings();
    const { log, lines } = fakeLog();
    const { service, statuses, operations } = fakeContext(fake.service);
    const choices = createViewChoices(view, fakeMemento(), () => undefined);
    const looked: (HomeProblem | null)[] = [];
    const created = createThreadView({
      viewId: ViewId[view],
      view,
      kind: view === 'threads' ? 'archive' : 'unarchive',
      service,
      statuses,
      operations,
      choices,
      folders: () => ['/h/shop'],
      lastRows,
      log,
      looked: problem => looked.push(problem),
    });
    const shown = viewOf<TreeNode>(ViewId[view]);
    const reads = () => fake.requests.filter(([method]) => method === 'threadTree/levels').length;
    return {
      ...fake,
      home,
      answer,
      view: created,
      tree: shown.tree,
      shown,
      told: shown.told,
      reads,
      operations,
      statuses,
      choices,
      keys,
      folders,
      settings,
      lines,
      looked,
      answerDetails: (next: typeof details) => {
        details = next;
      },
    };
  }

  describe('reads its rows', () => {
    it('when VS Code asks for them, and not before', async () => {
      const { view, requests, change } = setUp();
      change(2);
      view.refresh();
      await pass(1000);
      assert.deepEqual(requests, []);
      view.dispose();
    });

    it('once after an operation, though the server then tells of the same change', async () => {
      const { view, shown, home, answer, operations, told, reads, change } = setUp();
      assert.equal((await shown.children()).length, 2);
      const running = operations.run({ kind: 'archive', threadIds: ['a'] });
      home.revision = 2;
      home.rows = home.rows.slice(1);
      change(2);
      await pass(1000);
      assert.equal(reads(), 1, 'rows keep their place while the operation runs');
      answer.resolve({ operation: 'o', reports: [{ threadId: 'a', status: 'archived' }], names: {} });
      await running;
      change(2);
      await pass(1000);
      assert.equal(reads(), 2);
      assert.deepEqual(told, [undefined]);
      assert.equal((await shown.children()).length, 1);
      assert.equal(reads(), 2, 'the rows are there before VS Code asks for them');
      view.dispose();
    });

    it('only to cut names anew when its width is set', async () => {
      const { view, shown, home, settings, told, reads } = setUp();
      home.rows = [row({ name: 'Find out why the checkout tests fail, and fix them' })];
      const [node] = await shown.children();
      assert.ok(node);
      const label = () => (shown.item(node).label as TreeItemLabel).label;
      const narrow = label();
      settings.change('codexThreadTree.viewWidth', 900);
      assert.deepEqual([narrow, label()], ['Find out why the…', home.rows[0]?.name]);
      assert.deepEqual([told, reads()], [[undefined], 1]);
      view.dispose();
    });

    it('when the home has changed, and tells only of what is different', async () => {
      const { view, shown, home, told, reads, change } = setUp();
      const [a] = await shown.children();
      home.revision = 2;
      change(2);
      await pass(1000);
      assert.deepEqual([reads(), told], [2, []]);
      home.revision = 3;
      home.rows = [row({ threadId: 'a', name: 'Renamed' }), row({ threadId: 'b' })];
      change(3);
      await pass(1000);
      assert.deepEqual([reads(), told], [3, [[a]]]);
      view.dispose();
    });

    it('when another server answers, whatever its revision', async () => {
      const { view, shown, reads, change } = setUp();
      await shown.children();
      change(1);
      change(null);
      await pass(1000);
      assert.equal(reads(), 2);
      view.dispose();
    });

    it('once for many changes in a row, and at least twice a second while they last', async () => {
      const { view, shown, home, reads, change } = setUp();
      await shown.children();
      for (let at = 0; at < 12; at++) {
        change(++home.revision);
        await pass(50);
      }
      assert.equal(reads(), 2);
      await pass(100);
      assert.equal(reads(), 3);
      view.dispose();
    });

    it('not while it is hidden, but when it is shown again', async () => {
      const { view, shown, home, reads, change } = setUp();
      await shown.children();
      shown.show(false);
      change(++home.revision);
      await pass(1000);
      assert.equal(reads(), 1);
      shown.show(true);
      await pass(0);
      assert.equal(reads(), 2);
      shown.show(false);
      shown.show(true);
      await pass(0);
      assert.equal(reads(), 2, 'nothing has changed since');
      view.dispose();
    });

    it('as of now when a thread is to be shown', async () => {
      const { view, shown, home, reads, change } = setUp();
      await shown.children();
      shown.show(false);
      change(++home.revision);
      await pass(1000);
      home.rows = [row({ threadId: 'a' }), row({ threadId: 'c' })];
      const done = view.reveal('a');
      await settled();
      await pass(300);
      assert.equal(await done, true);
      assert.equal(reads(), 2);
      assert.deepEqual(
        shown.revealed.map(node => node.kind === 'thread' && node.row.threadId),
        ['a'],
      );
      view.dispose();
    });

    it('when the user refreshes it', async () => {
      const { view, shown, reads } = setUp();
      await shown.children();
      view.refresh();
      await pass(0);
      assert.equal(reads(), 2);
      view.dispose();
    });

    for (const [group, expected] of [
      ['date', 2],
      ['none', 1],
    ] as const) {
      it(`${expected === 1 ? 'not again' : 'again'} on a new day, when they are grouped by ${group}`, async () => {
        const { view, shown, choices, reads } = setUp();
        choices.set({ group });
        await shown.children();
        await pass(3_600_000 - 60_000);
        assert.equal(reads(), 1);
        await pass(120_000);
        assert.equal(reads(), expected);
        view.dispose();
      });
    }

    it('a page at a time', async () => {
      const { view, shown, home, told, reads } = setUp();
      home.rows = Array.from({ length: 250 }, (_, at) => row({ threadId: `t${at}` }));
      const more = (await shown.children()).at(-1);
      assert.equal(more?.kind, 'more');
      assert.deepEqual(await shown.children(more), []);
      void view.showMore(more);
      assert.deepEqual(told, [undefined]);
      assert.equal((await shown.children()).length, 250);
      assert.equal(reads(), 2);
      view.dispose();
    });

    it('a page at a time, and moves the focus to the first row of the next one', async () => {
      const { view, shown, home } = setUp();
      home.rows = Array.from({ length: 250 }, (_, at) => row({ threadId: `t${at}` }));
      const more = (await shown.children()).at(-1);
      assert.equal(more?.kind, 'more');
      await view.showMore(more);
      assert.deepEqual(shown.revealed, [(await shown.children())[200]]);
      assert.equal(shown.focused, shown.revealed[0]);
      home.rows = home.rows.slice(0, 200);
      await view.showMore(more);
      assert.equal(shown.revealed.length, 1, 'there is no next page');
      view.dispose();
    });
  });

  describe('shows what it showed last', () => {
    const last = (...ids: string[]): LastRows & { kept: () => unknown } => {
      let shown: (() => Iterable<ShownLevel>) | undefined;
      const level = { total: ids.length, groups: [], orphans: 0 };
      return {
        dispose: () => undefined,
        of: () => Promise.resolve([{ parentId: null, rows: ids.map(threadId => row({ threadId })), ...level }]),
        keep: (_, next) => {
          shown = next;
        },
        kept: () => shown && knownLevels(shown())[0]?.rows.map(({ threadId }) => threadId),
      };
    };
    const ids = (nodes: readonly TreeNode[]) => nodes.map(node => node.kind === 'thread' && node.row.threadId);

    it('before it reads anything, says so, and then shows what it has read', async () => {
      const lastRows = last('a', 'old');
      const { view, shown, told, reads } = setUp('threads', lastRows);
      const before = await shown.children();
      assert.deepEqual([ids(before), reads(), lastRows.kept()], [['a', 'old'], 0, undefined]);
      assert.equal(shown.tree.description, 'last known · by date');
      await pass(150);
      assert.deepEqual([reads(), told, shown.tree.description], [1, [undefined], 'by date']);
      const after = await shown.children();
      assert.deepEqual([ids(after), reads(), lastRows.kept()], [['a', 'b'], 1, ['a', 'b']]);
      assert.equal(after[0], before[0], 'the row of a thread that is still there stays the same');
      assert.notEqual(view.movedAt(), 0, 'so that no button is hit by a click meant for another row');
      view.dispose();
    });

    it('and reads the rows when VS Code has those of all groups, or does not ask for some', async () => {
      for (const asksForGroup of [true, false]) {
        const group = { key: 'today', folder: null, rows: 1, threads: 1 };
        const below = { parentId: 'group:today', rows: [row({ threadId: 'a' })], total: 1, groups: [], orphans: 0 };
        const levels = [{ parentId: null, rows: [], total: 0, groups: [group], orphans: 0 }, below];
        const lastRows = { ...last(), dispose: () => undefined, of: () => Promise.resolve(levels) };
        const { view, shown, reads } = setUp('threads', lastRows);
        const [today] = await shown.children();
        await pass(500);
        assert.equal(reads(), 0);
        if (asksForGroup) assert.deepEqual(ids(await shown.children(today)), ['a']);
        await pass(asksForGroup ? 150 : 500);
        assert.equal(reads(), 1);
        await pass(2000);
        assert.equal(reads(), 1);
        view.dispose();
      }
    });

    it('and goes on saying so when the home has a problem', async () => {
      const { view, shown, home } = setUp('threads', last('a'));
      home.problem = { code: 'unreadable', failure: { code: 'homeMissing', path: '/x' } };
      await shown.children();
      await pass(150);
      assert.deepEqual([ids(await shown.children()), shown.tree.description], [['a'], 'last known · by date']);
      home.problem = null;
      view.refresh();
      await pass(1);
      assert.deepEqual([ids(await shown.children()), shown.tree.description], [['a', 'b'], 'by date']);
      view.dispose();
    });

    it('and goes on saying so when nothing can be read', async () => {
      const lastRows = last('a');
      const { view, shown, home } = setUp('threads', lastRows);
      home.error = new UserFacingError('Gone.');
      await shown.children();
      await pass(150);
      assert.deepEqual(ids(await shown.children()), ['a']);
      assert.deepEqual([shown.tree.description, lastRows.kept()], ['last known · by date', undefined]);
      assert.equal(shown.tree.message, 'Gone. Refresh to try again.');
      delete home.error;
      view.refresh();
      await pass(1);
      assert.deepEqual([shown.tree.description, ids(await shown.children())], ['by date', ['a', 'b']]);
      view.dispose();
    });
  });

  describe('keeps the focus', () => {
    it('beside a row that an operation of this view has taken away, until the rows are read', async () => {
      const { view, shown, home, answer, operations, told } = setUp();
      const [a, b] = await shown.children();
      assert.ok(a && b);
      shown.focus(a);
      const running = view.keepFocus(() => operations.run({ kind: 'archive', threadIds: ['a'] }));
      home.rows = home.rows.slice(1);
      answer.resolve({ operation: 'o', reports: [{ threadId: 'a', status: 'archived' }], names: {} });
      await running;
      assert.deepEqual([shown.revealed, told], [[b], [undefined]]);
      view.dispose();
    });

    it('in sight, without taking the keyboard', async () => {
      const { view, shown } = setUp();
      const [a, b] = await shown.children();
      assert.ok(a && b);
      await view.showFocus();
      assert.deepEqual(shown.revealed, []);
      shown.focus(b);
      await view.showFocus();
      shown.show(false);
      await view.showFocus();
      assert.deepEqual(shown.revealed, [b]);
      view.dispose();
    });

    it('where it is, when another program has taken the row away: the user may be elsewhere', async () => {
      const { view, shown, home, told, change } = setUp();
      const [a] = await shown.children();
      assert.ok(a);
      shown.focus(a);
      home.rows = home.rows.slice(1);
      change(++home.revision);
      await pass(1000);
      assert.deepEqual([shown.revealed, told], [[], [undefined]]);
      view.dispose();
    });
  });

  describe('says', () => {
    it('what is wrong with the Codex home', async () => {
      const { view, shown, home, tree, looked } = setUp();
      home.problem = { code: 'unreadable', failure: { code: 'permissionDenied', path: '/h/state_5.sqlite' } };
      await shown.children();
      assert.equal(tree.message, '/h/state_5.sqlite cannot be read: permission denied. Allow your user to read it.');
      assert.deepEqual(looked, [home.problem]);
      view.dispose();
    });

    it('what was looked for, if the user asked for a home that is not there', async () => {
      const { view, shown, home, tree } = setUp();
      home.problem = { code: 'wrongHome', failure: { code: 'homeNotAbsolute', value: '"~/.codex"' } };
      await shown.children();
      assert.equal(
        tree.message,
        'The setting Codex Home is “"~/.codex"”, which is not an absolute path. Write the whole path; a leading ~ stands for your user folder, and ${env:NAME} for a variable that is set.',
      );
      view.dispose();
    });

    it('nothing of a home that is not there: the welcome text does', async () => {
      const { view, shown, home, tree, looked } = setUp();
      home.problem = { code: 'noHome', failure: { code: 'homeMissing', path: '/h' } };
      await shown.children();
      assert.deepEqual([tree.message, looked], ['', [home.problem]]);
      view.dispose();
    });

    const errors: [string, Error, string | undefined, string[]][] = [
      ['that a read has failed', new UserFacingError('Gone.'), 'Gone. Refresh to try again.', ['error: Gone.']],
      ['nothing of a read that was cancelled', new CancelledError(), undefined, []],
    ];
    for (const [name, error, message, logged] of errors) {
      it(name, async () => {
        const { view, shown, home, tree, lines } = setUp();
        home.error = error;
        assert.deepEqual(await shown.children(), []);
        assert.deepEqual([tree.message, lines], [message, logged]);
        view.dispose();
      });
    }

    it('that a read has failed because of a bug, whose stack is in the log', async () => {
      const { view, shown, home, tree, lines } = setUp();
      home.error = new TypeError('x is undefined');
      await shown.children();
      assert.equal(tree.message, 'Thread Tree for Codex ran into a bug (x is undefined). Refresh to try again.');
      assert.match(lines.join(), /^error: TypeError: x is undefined\n +at /);
      view.dispose();
    });

    it('what is chosen for it, and how much that hides', async () => {
      const { view, shown, home, tree, choices, keys } = setUp();
      assert.deepEqual([tree.description, keys['codexThreadTree.threads.changed']], ['by date', false]);
      choices.set({ exec: false });
      assert.equal(tree.description, 'by date');
      home.hidden = 3;
      await shown.children();
      assert.equal(tree.description, 'by date · 3 hidden');
      assert.equal(keys['codexThreadTree.threads.hiding'], 'options');
      view.dispose();
    });

    for (const [view, kind, one, many] of [
      ['threads', 'archive', '1 thread could not be archived', '2 threads could not be archived'],
      ['archived', 'unarchive', '1 thread could not be unarchived', '2 threads could not be unarchived'],
    ] as const) {
      it(`in its badge how many threads failed: ${kind}`, async () => {
        const { view: created, tree, statuses } = setUp(view);
        const request = { kind, threadIds: ['a'] };
        const finish = (count: number) =>
          statuses.finish('1', { request, reports: reports([[count, 'failed', diskFull]]), cancelled: false });
        finish(1);
        assert.equal(tree.badge, undefined, 'not before some time has passed');
        await pass(50);
        assert.deepEqual(tree.badge, { value: 1, tooltip: one });
        finish(2);
        await pass(50);
        assert.deepEqual(tree.badge, { value: 2, tooltip: many });
        statuses.clear();
        await pass(50);
        assert.equal(tree.badge, undefined);
        created.dispose();
      });
    }

    it('in its badge how many threads wait for the user, until another server answers', () => {
      const [{ view, tree, notify, change }, archived] = [setUp('threads'), setUp('archived')];
      const live = (...all: LiveStatus[]) =>
        [notify, archived.notify].forEach(tell =>
          tell('threadTree/live', {
            threads: all.map((status, at) => ({ threadId: `t${at}`, status, source: 'socket' })),
          }),
        );
      live('waitingForApproval', 'running', 'waitingForInput');
      assert.deepEqual(tree.badge, { value: 2, tooltip: '2 threads wait for you' });
      assert.equal(archived.tree.badge, undefined);
      live('running', 'waitingForInput', 'failed');
      assert.deepEqual(tree.badge, { value: 1, tooltip: '1 thread waits for you' });
      change(null);
      assert.equal(tree.badge, undefined);
      view.dispose();
      archived.view.dispose();
    });

    it('nothing in its badge of the failures of the other view', async () => {
      const { view, tree, statuses } = setUp('threads');
      statuses.finish('1', { request: unarchive, reports: reports([[1, 'failed', diskFull]]), cancelled: false });
      await pass(50);
      assert.equal(tree.badge, undefined);
      view.dispose();
    });
  });

  describe('repaints', () => {
    it('the rows whose status has changed, all at once', async () => {
      const { view, shown, told, statuses } = setUp();
      const [a, b] = await shown.children();
      assert.ok(a && b);
      statuses.record('1', [{ threadId: 'a', status: 'archiving' }]);
      statuses.record('1', [{ threadId: 'b', status: 'queued' }]);
      statuses.record('1', [{ threadId: 'elsewhere', status: 'queued' }]);
      await pass(50);
      assert.deepEqual(told, [[a, b]]);
      assert.equal(shown.item(a).description, 'archiving');
      view.dispose();
    });

    it('the ancestors of threads that failed, but not of those that are loaded', async () => {
      const { view, shown, told, statuses, requests } = setUp();
      const [a] = await shown.children();
      assert.ok(a);
      const failures = reports([
        [1, 'failed', diskFull],
        [1, 'loaded', loaded],
      ]);
      statuses.finish('1', { request: { kind: 'archive', threadIds: [] }, reports: failures, cancelled: false });
      await pass(50);
      await pass(50);
      assert.deepEqual(
        requests.filter(([method]) => method === 'threadTree/path').map(([, params]) => params),
        [{ view: 'threads', threadId: 'failed0' }],
      );
      assert.deepEqual(told, [[a]]);
      assert.match(String(shown.item(a).description), /^1 failed · /);
      view.dispose();
    });

    it('everything each minute while it is visible, without a request', async () => {
      const { view, shown, told, reads } = setUp();
      await shown.children();
      await pass(60_000);
      assert.deepEqual(told, [undefined]);
      shown.show(false);
      await pass(60_000);
      assert.deepEqual([told.length, reads()], [1, 1]);
      view.dispose();
    });

    it('everything when another choice is made, with rows that are read again', async () => {
      const { view, shown, told, choices, requests, change } = setUp();
      await shown.children();
      shown.show(false);
      change(2);
      await pass(1000);
      choices.set({ sort: 'name' });
      shown.show(true);
      assert.deepEqual(told, [undefined]);
      await shown.children();
      await pass(1000);
      const options = requests.map(([, params]) => (params as { options: { sort: string } }).options.sort);
      assert.deepEqual(options, ['recency', 'name']);
      view.dispose();
    });

    it('everything when other folders are opened, if it shows only their threads', async () => {
      for (const [scope, expected] of [
        ['all', []],
        ['workspace', [undefined]],
      ] as const) {
        const { view, shown, told, choices, folders } = setUp();
        choices.set({ scope });
        await shown.children();
        folders.change('/h/app');
        assert.deepEqual(told, expected, scope);
        view.dispose();
      }
    });

    it('nothing after it is disposed of', async () => {
      const { view, shown, told, statuses, change, reads } = setUp();
      await shown.children();
      change(2);
      statuses.record('1', [{ threadId: 'a', status: 'archiving' }]);
      view.dispose();
      change(3);
      await pass(120_000);
      assert.deepEqual([told, reads(), shown.isDisposed], [[], 1, true]);
    });
  });

  describe('knows', () => {
    it('which threads are selected, as long as it is visible', async () => {
      const { view, shown, home } = setUp();
      home.rows = Array.from({ length: 201 }, (_, at) => row({ threadId: `t${at}` }));
      const nodes = await shown.children();
      shown.select(...nodes.slice(-2));
      assert.deepEqual(
        view.selection(),
        nodes.filter(node => node.kind === 'thread' && node.row.threadId === 't199'),
      );
      shown.show(false);
      assert.deepEqual(view.selection(), []);
      view.dispose();
    });

    it('which rows a command of the palette is about, as long as it is visible', async () => {
      const { view, shown, home } = setUp();
      home.rows = Array.from({ length: 201 }, (_, at) => row({ threadId: `t${at}` }));
      const [a, b, ...others] = await shown.children();
      const more = others.at(-1);
      assert.ok(a && b && more);
      assert.deepEqual(await view.chosen(), [], 'none has the focus');
      shown.focus(a);
      assert.deepEqual(await view.chosen(), [a]);
      shown.select(b, more);
      assert.deepEqual(await view.chosen(), [a], 'the focused row is not selected');
      shown.select(a, b, more);
      assert.deepEqual(await view.chosen(), [a, b]);
      shown.focus(more);
      assert.deepEqual(await view.chosen(), [], 'it stands for no thread');
      shown.focus(a);
      shown.show(false);
      assert.deepEqual(await view.chosen(), []);
      view.dispose();
    });

    it('when its rows have moved, and does not count that one says something else', async () => {
      const { view, shown, home, change } = setUp();
      await shown.children();
      home.rows = [row({ threadId: 'a', name: 'Renamed' }), row({ threadId: 'b' })];
      change(++home.revision);
      await pass(1000);
      assert.equal(view.movedAt(), 0);
      home.rows = home.rows.reverse();
      change(++home.revision);
      await pass(100);
      assert.equal(view.movedAt(), Date.now());
      view.dispose();
    });

    it("each row's parent, and the options of its requests", async () => {
      const { view, shown, choices } = setUp();
      const [a] = await shown.children();
      assert.ok(a);
      const [inside] = await shown.children(a);
      assert.ok(inside);
      assert.deepEqual(
        [a, inside].map(node => shown.provider.getParent?.(node)),
        [null, a],
      );
      choices.set({ scope: 'workspace' });
      assert.deepEqual(view.options().folders, ['/h/shop']);
      view.dispose();
    });

    it('that the user selects rows, and not that selected rows disappear', async () => {
      const { view, shown } = setUp();
      let selected = 0;
      view.onDidSelect(() => selected++);
      const [a] = await shown.children();
      assert.ok(a);
      shown.select(a);
      assert.equal(selected, 1);
      shown.select();
      assert.equal(selected, 1);
      view.dispose();
    });
  });

  describe('has a tooltip', () => {
    const tooltipOf = async ({ shown }: ReturnType<typeof setUp>) => {
      const [a] = await shown.children();
      assert.ok(a);
      const item = shown.item(a);
      const resolved = await shown.provider.resolveTreeItem?.(item, a, {} as CancellationToken);
      assert.ok(resolved instanceof TreeItem && typeof resolved.tooltip === 'string');
      return resolved.tooltip;
    };

    it('that is read when it is shown', async () => {
      const fake = setUp();
      assert.match(await tooltipOf(fake), /^Fix the flaky checkout tests\nthread, active, .*\nCreated: /);
      assert.deepEqual(fake.requests.at(-1), ['threadTree/details', { threadId: 'a' }]);
      fake.view.dispose();
    });

    const errors: [string, Error, string][] = [
      ['that says what went wrong', new UserFacingError('Gone.'), 'Fix the flaky checkout tests\n\nGone.'],
      ['with the name alone when it was cancelled', new CancelledError(), 'Fix the flaky checkout tests'],
    ];
    for (const [name, error, expected] of errors) {
      it(name, async () => {
        const fake = setUp();
        fake.answerDetails(() => {
          throw error;
        });
        assert.equal(await tooltipOf(fake), expected);
        fake.view.dispose();
      });
    }
  });
});
