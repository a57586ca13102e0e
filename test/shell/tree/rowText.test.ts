import assert from 'node:assert/strict';
import type { RowStatus } from '../../../src/shell/operations/threadStatuses';
import type { Failure } from '../../../src/protocol/failures';
import { RowContext } from '../../../src/manifest';
import type { OperationStatus, TreeRow } from '../../../src/protocol/methods';
import { description, rowContext, spokenLabel } from '../../../src/shell/tree/rowText';
import { NOW, row } from '../../support/row';

const status = (of: OperationStatus, failure: Failure | null = null): RowStatus => ({
  status: of,
  failure,
  waitsFor: null,
  retry: null,
});
const taken: Failure = { code: 'destinationTaken', destination: '/h/a.jsonl', location: 'archived' };

describe('A row says', () => {
  const archived = { archived: true, archivedAt: NOW - 5 * 86_400 };
  const table: [string, Partial<TreeRow>, RowStatus | undefined, string, string][] = [
    ['how long ago', {}, undefined, '1 h', 'Fix the flaky checkout tests, thread, active, 1 hour ago'],
    [
      'all that is known',
      { descendants: 7, gitBranch: 'main' },
      undefined,
      '1 h · 7 sub-agents · main',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents, branch main',
    ],
    ['its kind', { kind: 'subAgent' }, undefined, '1 h', 'Fix the flaky checkout tests, sub-agent, active, 1 hour ago'],
    [
      'when it was archived',
      { ...archived, descendants: 177 },
      undefined,
      'archived 5 days ago · 177 sub-agents',
      'Fix the flaky checkout tests, thread, archived 5 days ago, 177 sub-agents',
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
      'open in Codex · 1 h',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, open in Codex',
    ],
    [
      'how many sub-agents are loaded',
      { descendants: 7, loadedDescendants: 2 },
      undefined,
      '2 open in Codex · 1 h · 7 sub-agents',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 2 open in Codex, 7 sub-agents',
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
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents; archiving',
    ],
    [
      'what it waits for',
      {},
      { ...status('archiving'), waitsFor: 'stateDb' },
      'waiting because another program has the state DB locked',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; waiting because another program has the state DB locked',
    ],
    [
      'why it failed',
      {},
      status('failed', taken),
      'failed: an archived file of that name exists',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; failed: an archived file of that name exists',
    ],
    [
      'that it was skipped, and why',
      {},
      status('skipped', { code: 'changedSince', what: 'used' }),
      'skipped: used since',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; skipped: used since',
    ],
    [
      'in which Codex it is open',
      {},
      status('loaded', { code: 'loaded', holder: { pid: 4711, command: 'codex' } }),
      'open in Codex (process 4711, codex)',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; open in Codex (process 4711, codex)',
    ],
    [
      'that it is open in Codex',
      {},
      status('loaded'),
      'open in Codex',
      'Fix the flaky checkout tests, thread, active, 1 hour ago; open in Codex',
    ],
  ];
  for (const [name, changes, current, shown, spoken] of table) {
    it(name, () => {
      assert.equal(description(row(changes), current, NOW), shown);
      assert.equal(spokenLabel(row(changes), current, NOW), spoken);
    });
  }
});

it('A row says how many sub-agents have failed', () => {
  const parent = row({ descendants: 7, gitBranch: 'main' });
  assert.equal(description(parent, undefined, NOW, 2), '2 failed · 1 h · 7 sub-agents · main');
  assert.equal(
    spokenLabel(parent, undefined, NOW, 2),
    'Fix the flaky checkout tests, thread, active, 1 hour ago, 2 failed, 7 sub-agents, branch main',
  );
});

describe("A row's context value", () => {
  const table: [OperationStatus | null, RowContext, RowContext][] = [
    [null, RowContext.active, RowContext.archived],
    ['queued', RowContext.activeBusy, RowContext.archivedBusy],
    ['archiving', RowContext.activeBusy, RowContext.archivedBusy],
    ['unarchiving', RowContext.activeBusy, RowContext.archivedBusy],
    ['failed', RowContext.activeFailed, RowContext.archivedFailed],
    ['loaded', RowContext.activeFailed, RowContext.archivedFailed],
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

  it('says that an archive would also move others', () => {
    assert.equal(rowContext(row({ descendants: 2 }), undefined), RowContext.activeParent);
    assert.equal(rowContext(row({ descendants: 2 }), status('failed')), RowContext.activeParentFailed);
    assert.equal(rowContext(row({ descendants: 2 }), status('queued')), RowContext.activeBusy);
    assert.equal(rowContext(row({ descendants: 2, archived: true }), undefined), RowContext.archived);
  });
});
