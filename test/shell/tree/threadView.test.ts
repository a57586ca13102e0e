// A view with its model, over a service that counts what is asked.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { HomeProblem, OperationResult, TreeRow } from '../../../src/protocol/methods';
import { ViewId } from '../../../src/manifest';
import { createThreadView } from '../../../src/shell/tree/threadView';
import { createViewChoices } from '../../../src/shell/viewOptions/choicesStore';
import { row } from '../../support/row';
import { fakeContext, fakeService } from '../fake/service';
import { fakeVscode, strict } from '../fake/vscode';

interface Provider {
  getChildren(node?: unknown): Promise<unknown[]>;
  onDidChangeTreeData(listener: (node: unknown) => void): void;
}

/** Runs the timers of the next while, and what they have started. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe('A view', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_780_000_000_000 }));
  afterEach(() => mock.timers.reset());

  function setUp() {
    const home: { revision: number; rows: TreeRow[]; problem: HomeProblem | null } = {
      revision: 1,
      rows: [row({ threadId: 'a' }), row({ threadId: 'b' })],
      problem: null,
    };
    const answer = Promise.withResolvers<OperationResult>();
    const fake = fakeService({
      'threadTree/levels': ({ levels }) => ({
        revision: home.revision,
        problem: home.problem,
        levels: levels.map(() => ({
          rows: [...home.rows],
          total: home.rows.length,
          groups: [],
          orphans: 0,
          hidden: 0,
        })),
      }),
      'threadTree/archive': () => answer.promise,
    });
    const tree = {
      visible: true,
      message: '',
      description: '',
      badge: undefined,
      selection: [],
      onDidChangeVisibility: () => ({ dispose: () => undefined }),
      onDidChangeSelection: () => ({ dispose: () => undefined }),
      dispose: () => undefined,
    };
    let provider: Provider | undefined;
    fakeVscode.window.createTreeView = (_: string, options: { treeDataProvider: Provider }) => {
      provider = options.treeDataProvider;
      return strict('TreeView', tree);
    };
    fakeVscode.commands.executeCommand = () => Promise.resolve();
    fakeVscode.workspace.onDidChangeWorkspaceFolders = () => ({ dispose: () => undefined });
    const { service, statuses, operations, log } = fakeContext(fake.service);
    const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
    const view = createThreadView({
      viewId: ViewId.threads,
      view: 'threads',
      kind: 'archive',
      service,
      statuses,
      operations,
      choices: createViewChoices('threads', memory, () => undefined),
      folders: () => [],
      log,
      looked: () => undefined,
    });
    assert.ok(provider);
    const told: unknown[] = [];
    provider.onDidChangeTreeData(node => told.push(node));
    const reads = () => fake.requests.filter(([method]) => method === 'threadTree/levels').length;
    return { ...fake, home, answer, view, tree, provider, told, reads, operations };
  }

  it('reads nothing before it is asked for rows', async () => {
    const { view, requests, change } = setUp();
    change(2);
    await pass(1000);
    assert.deepEqual(requests, []);
    view.dispose();
  });

  it('reads its rows once after an operation, though the server then tells of the same change', async () => {
    const { view, provider, home, answer, operations, told, reads, change } = setUp();
    assert.equal((await provider.getChildren()).length, 2);
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
    assert.equal((await provider.getChildren()).length, 1);
    assert.equal(reads(), 2, 'the rows are there before VS Code asks for them');
    view.dispose();
  });

  it('reads again when the home has changed, and tells only of what is different', async () => {
    const { view, provider, home, told, reads, change } = setUp();
    const [a] = await provider.getChildren();
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

  it('reads again when another server answers, whatever its revision', async () => {
    const { view, provider, reads, change } = setUp();
    await provider.getChildren();
    change(1);
    change(null);
    await pass(1000);
    assert.equal(reads(), 2);
    view.dispose();
  });

  it('tells in words what is wrong with the Codex home', async () => {
    const { view, provider, home, tree } = setUp();
    home.problem = { code: 'unreadable', failure: { code: 'permissionDenied', path: '/h/state_5.sqlite' } };
    await provider.getChildren();
    assert.equal(tree.message, '/h/state_5.sqlite cannot be read: permission denied. Allow your user to read it.');
    view.dispose();
  });
});
