// What VS Code gets of each kind of row. The words are tested beside rowText.ts and groupText.ts.
import assert from 'node:assert/strict';
import { TreeItemCollapsibleState, type ThemeIcon, type TreeItem } from 'vscode';
import { CommandId, RowContext } from '../../../src/manifest';
import { PINNED_SECTION, type TreeRow } from '../../../src/protocol/methods';
import type { RowStatus } from '../../../src/shell/operations/threadStatuses';
import type { MoreNode, TreeNode } from '../../../src/shell/tree/nodes';
import { treeItem } from '../../../src/shell/tree/treeItem';
import { defaultChoices, type ViewChoices } from '../../../src/shell/viewOptions/viewChoices';
import { diskFull } from '../../support/outcomes';
import { NOW } from '../../support/row';
import { groupNode, orphansNode, threadNode } from '../fake/nodes';

interface Around {
  choices?: Partial<ViewChoices>;
  status?: RowStatus;
  failed?: number;
}

function item(node: TreeNode, { choices = {}, status, failed = 0 }: Around = {}): TreeItem {
  return treeItem(node, {
    choices: { ...defaultChoices, group: 'none', ...choices },
    statusOf: () => status,
    failedDescendants: () => failed,
    viewWidth: 300,
    now: NOW,
  });
}

const icon = ({ iconPath }: TreeItem) => {
  const { id, color } = iconPath as ThemeIcon;
  return color === undefined ? id : `${id} ${color.id}`;
};

describe("A thread's row", () => {
  it('shows its name, what is known of it, and its kind', () => {
    const shown = item(threadNode({ kind: 'subAgent', descendants: 2, gitBranch: 'main' }));
    assert.deepEqual(shown.label, { label: 'Fix the flaky checkout…', highlights: [] });
    assert.equal(shown.description, '1 h · 2');
    assert.equal(icon(shown), 'robot');
    assert.equal(shown.id, 't1');
    assert.equal(shown.contextValue, RowContext.activeParent);
    assert.equal(String(shown.resourceUri), 'codex-thread:/t1');
    assert.match(shown.accessibilityInformation?.label ?? '', /^Fix the flaky checkout tests, sub-agent, active/);
    assert.equal(shown.tooltip, undefined, 'the tooltip is looked up when it is shown');
  });

  it('shows its status with its icon and colour', () => {
    const retry = { kind: 'archive', threadIds: ['t1'] } as const;
    const status = { status: 'failed', failure: diskFull, waitsFor: null, retry } as const;
    const shown = item(threadNode(), { status });
    assert.equal(icon(shown), 'error list.errorForeground');
    assert.equal(shown.contextValue, RowContext.activeFailed);
    assert.match(String(shown.description), /^failed: /);
  });

  it('shows with its icon what a running Codex does with it', () => {
    const looks = (['running', 'waitingForApproval', 'failed', 'open', 'interrupted'] as const).map(status =>
      icon(item(threadNode({ live: { status, source: 'socket' }, pinned: true }))),
    );
    assert.deepEqual(looks, [
      'play-circle charts.green',
      'debug-pause charts.orange',
      'error list.errorForeground',
      'circle-filled charts.green',
      'debug-disconnect list.warningForeground',
    ]);
    assert.equal(icon(item(threadNode({ loaded: true }))), 'circle-filled charts.green');
  });

  it('shows how many of its descendants failed', () => {
    assert.equal(item(threadNode({ descendants: 7 }), { failed: 2 }).description, '2 failed · 1 h · 7');
  });

  it('marks what the filter found in its name, unless it is only an ancestor of a match', () => {
    const highlights = (changes: Partial<TreeRow>) =>
      (item(threadNode(changes), { choices: { filter: 'flaky' } }).label as { highlights: unknown }).highlights;
    assert.deepEqual(highlights({}), [[8, 13]]);
    assert.deepEqual(highlights({ matchesBelow: { name: 'Flaky', total: 1 } }), []);
  });

  it('shows what the filter found beyond the cut of a name', () => {
    const name = 'The checkout tests fail about once in ten runs, find out why';
    const { label } = item(threadNode({ name }), { choices: { filter: 'runs' } });
    assert.deepEqual(label, { label: '…runs, find out why', highlights: [[1, 5]] });
    const above = item(threadNode({ name, matchesBelow: { name: 'Runs', total: 1 } }), { choices: { filter: 'runs' } });
    assert.deepEqual(above.label, { label: 'The checkout…', highlights: [] });
  });

  it('cuts a long name at a word, for what is said behind it and at its depth', () => {
    const name = 'The checkout tests fail about once in ten runs, find out why and fix it for good';
    const label = (node: TreeNode) => (item(node).label as { label: string }).label;
    const [alone, parent] = [threadNode({ name }), threadNode({ name, descendants: 177, loaded: true, pinned: true })];
    assert.equal(label(alone), 'The checkout tests fail…');
    assert.equal(label(parent), 'The che…');
    assert.ok(label({ ...threadNode({ name }), depth: 5 }).length < label(alone).length);
    assert.match(item(alone).accessibilityInformation?.label ?? '', /for good, thread/);
  });

  it('leaves room for the match that is the reason for a row', () => {
    const name = 'The checkout tests fail about once in ten runs, find out why and fix it for good';
    const shown = item(threadNode({ name, matchesBelow: { name: 'Peirce: Find every caller', total: 1 } }));
    assert.deepEqual(shown.label, { label: 'The checkout…', highlights: [] });
    assert.equal(shown.description, '1 h · match: Peirce: Find every caller');
  });

  const looks: [string, Partial<TreeRow>, string][] = [
    ['is open in Codex', { loaded: true, pinned: true }, 'circle-filled charts.green'],
    ['is pinned', { pinned: true, attached: true }, 'pinned'],
    ['is attached', { attached: true, kind: 'subAgent' }, 'link'],
    ['has its parent in the other view', { detached: true, kind: 'subAgent' }, 'type-hierarchy-super'],
    [
      'is archived, between active threads',
      { between: true, archived: true, pinned: true },
      'archive disabledForeground',
    ],
    ['is active, between archived threads', { between: true, kind: 'subAgent' }, 'robot disabledForeground'],
  ];
  for (const [name, changes, look] of looks) {
    it(`that ${name} has an icon that says so`, () => {
      const shown = item(threadNode(changes));
      assert.equal(icon(shown), look);
      assert.equal(
        String(shown.resourceUri),
        changes.between === true ? 'codex-thread://between/t1' : 'codex-thread:/t1',
      );
    });
  }

  const states: [string, number, boolean, TreeItemCollapsibleState][] = [
    ['is a leaf without children', 0, false, TreeItemCollapsibleState.None],
    ['is collapsed', 2, false, TreeItemCollapsibleState.Collapsed],
    ['is expanded in a filtered tree', 2, true, TreeItemCollapsibleState.Expanded],
  ];
  for (const [name, children, expanded, state] of states) {
    it(name, () => {
      assert.equal(item({ ...threadNode({ children }), expanded }).collapsibleState, state);
    });
  }
});

describe('Other rows', () => {
  const more: MoreNode = { kind: 'more', id: '0/more', view: 'threads', parent: null, shown: 200, total: 1234 };
  const table: [string, TreeNode, Partial<ViewChoices>, Record<string, unknown>][] = [
    [
      'a day',
      groupNode('threads', { key: 'today', threads: 5 }),
      { group: 'date' },
      { label: 'Today', description: '5', icon: 'calendar', context: RowContext.group, spoken: 'Today, 5 threads' },
    ],
    [
      'the pinned threads',
      groupNode('threads', { key: PINNED_SECTION, threads: 5 }),
      { group: 'none' },
      { label: 'Pinned', description: '5', icon: 'pinned', context: RowContext.group, spoken: 'Pinned, 5 threads' },
    ],
    [
      'a workspace',
      groupNode('threads', { key: '/h/shop', folder: '/h/shop', threads: 5 }),
      { group: 'workspace' },
      {
        label: 'shop',
        description: '5 · /h',
        icon: 'folder',
        context: RowContext.group,
        spoken: 'shop, 5 threads, /h/shop',
      },
    ],
    [
      'a section',
      groupNode('threads', { key: 's', section: 'Alpha', threads: 5 }),
      { group: 'section' },
      { label: 'Alpha', description: '5', icon: 'layers', context: RowContext.section, spoken: 'Alpha, 5 threads' },
    ],
    [
      'threads without a section',
      groupNode('threads', { key: '', threads: 5 }),
      { group: 'section' },
      {
        label: 'No section',
        description: '5',
        icon: 'layers',
        context: RowContext.group,
        spoken: 'No section, 5 threads',
      },
    ],
    [
      'a section without threads',
      groupNode('threads', { key: 's', section: 'Alpha', rows: 0, threads: 0 }),
      { group: 'section' },
      {
        label: 'Alpha',
        description: '0',
        icon: 'layers',
        context: RowContext.emptySection,
        spoken: 'Alpha, 0 threads',
      },
    ],
    [
      'sub-agents without a parent',
      orphansNode('threads', 1234),
      {},
      {
        label: 'Parent unknown',
        description: '1,234',
        icon: 'question',
        context: RowContext.group,
        spoken: 'Sub-agents without a known parent, 1,234 threads',
      },
    ],
    [
      'the rest of a level',
      more,
      {},
      {
        label: 'Show more…',
        description: '200 of 1,234 shown',
        icon: 'ellipsis',
        context: undefined,
        spoken: 'Show more…, 200 of 1,234 shown',
      },
    ],
  ];
  for (const [name, node, choices, expected] of table) {
    it(name, () => {
      const shown = item(node, { choices });
      const { label, description, contextValue: context, accessibilityInformation } = shown;
      assert.deepEqual(
        { label, description, icon: icon(shown), context, spoken: accessibilityInformation?.label },
        expected,
      );
      assert.equal(shown.id, node.id);
      // An undefined one would be looked up, and VS Code would show the label again.
      assert.equal(typeof shown.tooltip, 'string');
    });
  }

  it('the rest of a level shows more when it is clicked', () => {
    assert.deepEqual(item(more).command, { command: CommandId.showMore, title: 'Show More', arguments: [more] });
  });
});
