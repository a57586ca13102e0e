import assert from 'node:assert/strict';
import type { RowStatus } from '../../../src/shell/operations/threadStatuses';
import { RowContext } from '../../../src/manifest';
import type { OperationStatus, TreeRow } from '../../../src/protocol/methods';
import { description, rowContext, spokenLabel } from '../../../src/shell/tree/rowText';
import { NOW, row } from '../../support/row';

const status = (of: OperationStatus, reason: string | null = null): RowStatus => ({ status: of, reason, retry: null });

describe('A row says', () => {
  const archived = { archived: true, archivedAt: NOW - 5 * 86_400 };
  const table: [string, Partial<TreeRow>, RowStatus | undefined, string, string][] = [
    ['how long ago', {}, undefined, '1 h', 'Fix the flaky checkout tests, thread, active, 1 hour ago'],
    [
      'all that is known',
      { descendants: 7, gitBranch: 'main' },
      undefined,
      '1 h · 7 below · main',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 below, branch main',
    ],
    ['its kind', { kind: 'subAgent' }, undefined, '1 h', 'Fix the flaky checkout tests, sub-agent, active, 1 hour ago'],
    [
      'when it was archived',
      { ...archived, descendants: 177 },
      undefined,
      'archived 5 days ago · 177 below',
      'Fix the flaky checkout tests, thread, archived 5 days ago, 177 below',
    ],
    [
      'that it is archived',
      { archived: true },
      undefined,
      'archived',
      'Fix the flaky checkout tests, thread, archived',
    ],
    [
      'that its parent is archived',
      { detached: true },
      undefined,
      '1 h · parent is archived',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, parent is archived',
    ],
    [
      'that its parent is active',
      { ...archived, detached: true },
      undefined,
      'archived 5 days ago · parent is active',
      'Fix the flaky checkout tests, thread, archived 5 days ago, parent is active',
    ],
    [
      'that Codex has it loaded',
      { loaded: true },
      undefined,
      'in use by Codex · 1 h',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, in use by Codex',
    ],
    [
      'how many below are loaded',
      { descendants: 7, loadedDescendants: 2 },
      undefined,
      '2 in use · 1 h · 7 below',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 2 in use, 7 below',
    ],
    [
      'no empty branch',
      { gitBranch: '' },
      undefined,
      '1 h',
      'Fix the flaky checkout tests, thread, active, 1 hour ago',
    ],
    [
      'what is done to it',
      { descendants: 7 },
      status('archiving'),
      'archiving',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 below; archiving',
    ],
    [
      'why it waits',
      {},
      status('archiving', 'the state DB is locked'),
      'archiving: the state DB is locked',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; archiving: the state DB is locked',
    ],
    [
      'why it failed',
      {},
      status('failed', 'an archived file of that name exists'),
      'failed: an archived file of that name exists',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; failed: an archived file of that name exists',
    ],
    [
      'that it was left alone, and why',
      {},
      status('skipped', 'It was changed since: it was used.'),
      'skipped: it was changed since: it was used.',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; skipped: it was changed since: it was used.',
    ],
    [
      'who uses it',
      {},
      status('inUse', 'In use by Codex (process 4711, codex). Close the thread there and try again.'),
      'in use by Codex (process 4711, codex)',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; in use by Codex (process 4711, codex). Close the thread there and try again.',
    ],
    [
      'that it is in use',
      {},
      status('inUse'),
      'in use by Codex',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; in use by Codex',
    ],
  ];
  for (const [name, changes, current, shown, spoken] of table) {
    it(name, () => {
      assert.equal(description(row(changes), current, NOW), shown);
      assert.equal(spokenLabel(row(changes), current, NOW), spoken);
    });
  }
});

it('A row says how many below it have failed', () => {
  const parent = row({ descendants: 7, gitBranch: 'main' });
  assert.equal(description(parent, undefined, NOW, 2), '2 failed · 1 h · 7 below · main');
  assert.equal(
    spokenLabel(parent, undefined, NOW, 2),
    'Fix the flaky checkout tests, thread, active, 1 hour ago, 2 failed, 7 below, branch main',
  );
});

describe("A row's context value", () => {
  const table: [OperationStatus | null, RowContext, RowContext][] = [
    [null, RowContext.active, RowContext.archived],
    ['queued', RowContext.activeBusy, RowContext.archivedBusy],
    ['archiving', RowContext.activeBusy, RowContext.archivedBusy],
    ['unarchiving', RowContext.activeBusy, RowContext.archivedBusy],
    ['failed', RowContext.activeFailed, RowContext.archivedFailed],
    ['inUse', RowContext.activeFailed, RowContext.archivedFailed],
    ['rolloutMissing', RowContext.activeFailed, RowContext.archivedFailed],
    ['skipped', RowContext.active, RowContext.archived],
    ['archived', RowContext.active, RowContext.archived],
  ];
  for (const [current, active, archived] of table) {
    it(current ?? 'without a status', () => {
      const now = current === null ? undefined : status(current);
      assert.equal(rowContext(row(), now), active);
      assert.equal(rowContext(row({ archived: true }), now), archived);
    });
  }

  it('says that an archive would take others along', () => {
    assert.equal(rowContext(row({ descendants: 2 }), undefined), RowContext.activeParent);
    assert.equal(rowContext(row({ descendants: 2 }), status('failed')), RowContext.activeParentFailed);
    assert.equal(rowContext(row({ descendants: 2 }), status('queued')), RowContext.activeBusy);
    assert.equal(rowContext(row({ descendants: 2, archived: true }), undefined), RowContext.archived);
  });
});
