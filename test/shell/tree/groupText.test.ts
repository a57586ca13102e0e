import assert from 'node:assert/strict';
import { PINNED_SECTION, type TreeGroup } from '../../../src/protocol/methods';
import { groupDescription, groupLabel, spokenGroup, type Grouping } from '../../../src/shell/tree/groupText';

describe('A group says', () => {
  const table: [string, Grouping, Partial<TreeGroup>, string, string, string][] = [
    ['its day', 'date', { key: 'today' }, 'Today', '12', 'Today, 12 threads'],
    ['the day before', 'date', { key: 'yesterday', threads: 1 }, 'Yesterday', '1', 'Yesterday, 1 thread'],
    ['its days', 'date', { key: 'week', threads: 1234 }, 'Previous 7 Days', '1,234', 'Previous 7 Days, 1,234 threads'],
    ['more of them', 'date', { key: 'month' }, 'Previous 30 Days', '12', 'Previous 30 Days, 12 threads'],
    ['that it is of pinned threads', 'date', { key: PINNED_SECTION }, 'Pinned', '12', 'Pinned, 12 threads'],
    ['the same', 'workspace', { key: PINNED_SECTION }, 'Pinned', '12', 'Pinned, 12 threads'],
    ['its month', 'date', { key: '2026-09' }, 'September 2026', '12', 'September 2026, 12 threads'],
    ['that there is no date', 'date', { key: '1970-01' }, 'Without a date', '12', 'Without a date, 12 threads'],
    ['that the date is none', 'date', { key: 'NaN-NaN' }, 'Without a date', '12', 'Without a date, 12 threads'],
    [
      'its folder',
      'workspace',
      { folder: '/home/dev/shop' },
      'shop',
      '12 · /home/dev',
      'shop, 12 threads, /home/dev/shop',
    ],
    [
      'a folder of Windows',
      'workspace',
      { folder: 'C:\\dev\\shop' },
      'shop',
      '12 · C:\\dev',
      'shop, 12 threads, C:\\dev\\shop',
    ],
    ['a folder at the top', 'workspace', { folder: '/shop' }, 'shop', '12 · /', 'shop, 12 threads, /shop'],
    ['the top itself', 'workspace', { folder: '/' }, '/', '12', '/, 12 threads, /'],
    ['the name of a section', 'section', { key: 's', section: 'Alpha' }, 'Alpha', '12', 'Alpha, 12 threads'],
    [
      'a section whose name cannot be shown',
      'section',
      { key: 's', section: '' },
      'Section without a name',
      '12',
      'Section without a name, 12 threads',
    ],
    ['that there is no section', 'section', { key: '' }, 'No section', '12', 'No section, 12 threads'],
    ['that there is no folder', 'workspace', { key: '', folder: null }, 'No folder', '12', 'No folder, 12 threads'],
  ];
  for (const [name, by, changes, label, description, spoken] of table) {
    it(name, () => {
      const group = { key: changes.folder ?? '', folder: null, rows: 3, threads: 12, ...changes };
      assert.deepEqual(
        [groupLabel(group, by), groupDescription(group), spokenGroup(group, by)],
        [label, description, spoken],
      );
    });
  }
});
