// Rows of another day in the groups of today.
import assert from 'node:assert/strict';
import { PINNED_SECTION } from '../../../src/protocol/methods';
import type { KnownLevel } from '../../../src/shell/tree/knownLevels';
import { groupAnew } from '../../../src/shell/tree/groupAnew';
import { NOW, row } from '../../support/row';

const DAY = 24 * 3600;
const tomorrow = new Date((NOW + DAY) * 1000);
const level = (parts: Partial<KnownLevel>): KnownLevel => ({
  parentId: null,
  rows: [],
  total: 0,
  groups: [],
  orphans: 0,
  ...parts,
});
const groups = ['today', 'yesterday', 'week'].map(key => ({ key, folder: null, rows: 9, threads: 9 }));

describe('Rows that were kept on another day', () => {
  it('are in the groups of today, and groups of unknown rows are left out', () => {
    const kept = [
      level({ groups, orphans: 2 }),
      level({
        parentId: 'group:today',
        rows: [row({ threadId: 'a', newestAt: NOW + DAY - 60 }), row({ threadId: 'b', descendants: 3 })],
      }),
      level({ parentId: 'group:yesterday', rows: [row({ threadId: 'c', newestAt: NOW - DAY })] }),
    ];
    const [top, ...below] = groupAnew(kept, 'threads', tomorrow);
    assert.deepEqual(
      top?.groups.map(({ key, threads }) => [key, threads]),
      [
        ['today', 1],
        ['yesterday', 4],
        ['week', 1],
      ],
    );
    assert.equal(top.orphans, 2);
    assert.deepEqual(
      below.map(({ parentId, rows }) => [parentId, rows.map(({ threadId }) => threadId)]),
      [
        ['group:today', ['a']],
        ['group:yesterday', ['b']],
        ['group:week', ['c']],
      ],
    );
  });

  it('stay in the group of the pinned ones, which is first', () => {
    const kept = [
      level({ groups }),
      level({ parentId: `group:${PINNED_SECTION}`, rows: [row({ threadId: 'p', newestAt: NOW - 5 * DAY })] }),
      level({ parentId: 'group:today', rows: [row({ threadId: 'a' })] }),
    ];
    const [top, ...below] = groupAnew(kept, 'threads', tomorrow);
    assert.deepEqual([top?.groups[0]?.key, top?.groups[1]?.key], [PINNED_SECTION, 'yesterday']);
    assert.deepEqual(below[0]?.rows[0]?.threadId, 'p');
  });

  it('keep their order within a group, and groups have that of time', () => {
    const rows = [row({ threadId: 'old', newestAt: NOW - 5 * DAY }), row({ threadId: 'new' }), row({ threadId: 'x' })];
    const [, first, second] = groupAnew(
      [level({ groups }), level({ parentId: 'group:week', rows })],
      'threads',
      tomorrow,
    );
    assert.deepEqual(
      [first, second].map(kept => kept?.rows.map(({ threadId }) => threadId)),
      [['new', 'x'], ['old']],
    );
  });

  it('go by the time of archiving in the archived view', () => {
    const rows = [row({ archivedAt: NOW + DAY, newestAt: NOW - 90 * DAY }), row({ archivedAt: null })];
    const kept = [level({ groups }), level({ parentId: 'group:today', rows })];
    assert.deepEqual(
      groupAnew(kept, 'archived', tomorrow).map(({ parentId }) => parentId),
      [null, 'group:today', 'group:yesterday'],
    );
  });

  it('are none when no row was kept', () => {
    assert.deepEqual(groupAnew([level({ groups, orphans: 1 })], 'threads', tomorrow), []);
  });
});
