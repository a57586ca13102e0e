// What is kept of a view's rows.
import assert from 'node:assert/strict';
import type { TreeGroup, TreeRow } from '../../../src/protocol/methods';
import { knownLevels, ROWS_FORMAT, type ShownLevel } from '../../../src/shell/tree/knownLevels';
import type { GroupNode, MoreNode, OrphansNode, ThreadNode } from '../../../src/shell/tree/nodes';
import { row } from '../../support/row';

const thread = (changes: Partial<TreeRow>, expanded = false): ThreadNode => ({
  kind: 'thread',
  id: '',
  parent: null,
  depth: 0,
  expanded,
  row: row(changes),
});
const group = (key: string, expanded: boolean): GroupNode => ({
  kind: 'group',
  id: '',
  view: 'threads',
  parent: null,
  depth: 0,
  expanded,
  group: { key, folder: null, rows: 1, threads: 1 },
});
const many = (count: number) => Array.from({ length: count }, (_, at) => thread({ threadId: `t${at}` }));

describe('What is kept of rows', () => {
  it('has these fields in this format: others need another format, as a newer extension reads what an older one kept', () => {
    const group: Required<TreeGroup> = { key: 'today', folder: null, section: '', rows: 1, threads: 1 };
    const fields = (value: object) => Object.keys(value).sort().join(' ');
    assert.deepEqual(
      [ROWS_FORMAT, fields(row()), fields(group)],
      [
        1,
        'archived archivedAt attached between children descendants detached gitBranch kind live liveDescendants loaded ' +
          'loadedDescendants matchesBelow name newestAt parentId pinned recencyAt threadId',
        'folder key rows section threads',
      ],
    );
    const levels = knownLevels([{ parent: null, nodes: [thread({})] }]);
    assert.equal(fields(levels[0] ?? {}), 'groups orphans parentId rows total');
  });

  it('has groups, the rows of those that are open at first, and orphans', () => {
    const [today, week] = [group('today', true), group('week', false)];
    const orphans: OrphansNode = {
      kind: 'orphans',
      id: '',
      view: 'threads',
      parent: null,
      depth: 0,
      expanded: false,
      count: 3,
    };
    const levels: ShownLevel[] = [
      { parent: null, nodes: [today, week, orphans] },
      { parent: week, nodes: many(1) },
      { parent: today, nodes: many(2) },
    ];
    const kept = knownLevels(levels);
    assert.deepEqual(
      kept.map(({ parentId, rows, total, groups, orphans }) => [parentId, rows.length, total, groups.length, orphans]),
      [
        [null, 0, 0, 2, 3],
        ['group:today', 2, 2, 0, 0],
      ],
    );
  });

  it('does not say what a running Codex does', () => {
    const busy = thread({
      loaded: true,
      loadedDescendants: 2,
      live: { status: 'running', source: 'socket' },
      liveDescendants: { waiting: 1, running: 1 },
      descendants: 4,
    });
    assert.deepEqual(knownLevels([{ parent: null, nodes: [busy] }])[0]?.rows, [row({ descendants: 4 })]);
  });

  it('has no more rows than fit on a screen, and says how many there are', () => {
    const more: MoreNode = { kind: 'more', id: '', view: 'threads', parent: null, shown: 200, total: 5000 };
    const [top] = knownLevels([{ parent: null, nodes: [...many(200), more] }]);
    assert.deepEqual([top?.rows.length, top?.total], [60, 5000]);
    assert.deepEqual(
      knownLevels([{ parent: null, nodes: many(70) }]).map(({ total }) => total),
      [70],
    );
  });

  it('is nothing without a top level', () => {
    assert.deepEqual(knownLevels([]), []);
    assert.deepEqual(knownLevels([{ parent: null, nodes: [] }]), []);
  });
});
