import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { TreeView } from 'vscode';
import { ViewId } from '../../../src/manifest';
import { UserFacingError } from '../../../src/shell/errors';
import { createReveal } from '../../../src/shell/tree/reveal';
import type { ThreadNode, TreeNode } from '../../../src/shell/tree/nodes';
import { defaultChoices, type ViewChoices } from '../../../src/shell/viewOptions/viewChoices';
import { row } from '../../support/row';
import { threadNode } from '../fake/nodes';
import { fakeLog, fakeService, fakeViews, settled } from '../fake/service';
import { strict } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeCommands } from '../fake/workspace';

const node = threadNode({ threadId: 'a', name: 'Fix it' });

describe('Showing a thread in its tree', () => {
  afterEach(() => mock.timers.reset());

  /** `found`: its row; `shownWith`: whether the view has it with these options. */
  function setUp({
    visible = true,
    press,
    chosen = {},
    found = () => node,
    shownWith = () => false,
  }: {
    visible?: boolean;
    press?: string;
    chosen?: Partial<ViewChoices>;
    found?: (choices: ViewChoices) => ThreadNode | null;
    shownWith?: (options: { filter: string; exec: boolean }) => boolean;
  }) {
    const log: string[] = [];
    const { executed } = fakeCommands();
    const { shown } = fakeWindow(() => press);
    const { service } = fakeService({
      'threadTree/path': ({ options }) => ({
        rows: options !== undefined && shownWith(options) ? [row({ threadId: 'a', name: 'Fix it' })] : [],
        inOrphans: false,
        group: null,
      }),
    });
    const { choices } = fakeViews().threads;
    choices.set(chosen);
    const tree = {
      visible,
      get message() {
        return undefined;
      },
      set message(text: unknown) {
        log.push(`message ${JSON.stringify(text)}`);
      },
      reveal: (revealed: TreeNode, options: object) => {
        log.push(`reveal ${revealed.kind === 'thread' ? revealed.row.threadId : ''} ${JSON.stringify(options)}`);
        return Promise.resolve();
      },
    };
    const reveal = createReveal({
      viewId: ViewId.threads,
      view: 'threads',
      tree: strict('TreeView', tree) as unknown as TreeView<TreeNode>,
      model: { find: () => Promise.resolve(found(choices.get())) },
      service,
      choices,
      folders: () => [],
      log: fakeLog().log,
      readStale: () => log.push('read what is stale'),
    });
    return { reveal, log, executed, shown, choices };
  }
  const revealed = 'reveal a {"select":true,"focus":true}';

  it('selects its row, as of now', async () => {
    const { reveal, log, executed } = setUp({});
    assert.equal(await reveal('a'), true);
    assert.deepEqual(log, ['read what is stale', revealed]);
    assert.deepEqual(executed, []);
  });

  it('opens a hidden view, and waits until it has its height', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { reveal, log, executed } = setUp({ visible: false });
    const done = reveal('a');
    await settled();
    assert.deepEqual(executed, [['codexThreadTree.threads.focus']]);
    mock.timers.tick(299);
    await settled();
    assert.deepEqual(log, ['read what is stale']);
    mock.timers.tick(1);
    assert.equal(await done, true);
    assert.deepEqual(log, ['read what is stale', 'message ""', revealed]);
  });

  it('says no when the view does not have the thread', async () => {
    const { reveal, shown, log } = setUp({ found: () => null });
    assert.equal(await reveal('a'), false);
    assert.deepEqual([shown, log], [[], ['read what is stale']]);
  });

  it('says which option hides the thread, and shows it on demand', async () => {
    const { reveal, shown, choices, log } = setUp({
      chosen: { filter: 'x', exec: false },
      found: ({ exec }) => (exec ? node : null),
      shownWith: ({ exec }) => exec,
      press: 'Show It',
    });
    assert.equal(await reveal('a'), true);
    await settled();
    assert.deepEqual(
      shown.map(({ text, buttons }) => [text, buttons]),
      [['“Fix it” is hidden: exec runs are not shown.', ['Show It']]],
    );
    assert.deepEqual([choices.get().filter, choices.get().exec], ['x', true]);
    assert.equal(log.at(-1), revealed);
  });

  it('shows an error of what follows the message', async () => {
    let looked = 0;
    const { reveal, shown } = setUp({
      chosen: { filter: 'x' },
      found: () => {
        if (looked++ > 0) {
          throw new UserFacingError('Gone.');
        }
        return null;
      },
      shownWith: ({ filter }) => filter === '',
      press: 'Show It',
    });
    await reveal('a');
    await settled();
    assert.deepEqual(
      shown.map(({ kind, text }) => [kind, text]),
      [
        ['info', 'The filter hides “Fix it”.'],
        ['error', 'Gone.'],
      ],
    );
  });

  it('changes no option when the message is closed', async () => {
    const { reveal, choices, log } = setUp({
      chosen: { filter: 'x' },
      found: () => null,
      shownWith: ({ filter }) => filter === '',
    });
    assert.equal(await reveal('a'), true);
    await settled();
    assert.deepEqual([choices.get(), log], [{ ...defaultChoices, filter: 'x' }, ['read what is stale']]);
  });
});
