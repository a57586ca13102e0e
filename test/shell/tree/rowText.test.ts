import assert from 'node:assert/strict';
import type { RowStatus } from '../../../src/shell/operations/threadStatuses';
import type { Failure } from '../../../src/protocol/failures';
import { RowContext } from '../../../src/manifest';
import type { OperationStatus, TreeRow } from '../../../src/protocol/methods';
import { description, pickerDescription, rowContext, spokenLabel } from '../../../src/shell/tree/rowText';
import { weigh } from '../../../src/shell/words/statuses';
import { NOW, row } from '../../support/row';

const status = (of: OperationStatus, failure: Failure | null = null): RowStatus => ({
  status: of,
  failure,
  waitsFor: null,
  retry: weigh(of) === 'failed' ? { kind: 'archive', threadIds: ['t1'] } : null,
});
const taken: Failure = { code: 'destinationTaken', destination: '/h/a.jsonl', location: 'archived' };

function shownText(of: TreeRow, current: RowStatus | undefined): string {
  const { main, more } = description(of, current, NOW);
  return [main, more].filter(text => text !== '').join(' · ');
}

describe('A row says', () => {
  const archived = { archived: true, archivedAt: NOW - 5 * 86_400 };
  const table: [string, Partial<TreeRow>, RowStatus | undefined, string, string][] = [
    ['how long ago', {}, undefined, '1 h', 'Fix the flaky checkout tests, thread, active, 1 hour ago'],
    [
      'all that is known',
      { descendants: 7, gitBranch: 'main' },
      undefined,
      '1 h · 7',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents, branch main',
    ],
    ['its kind', { kind: 'subAgent' }, undefined, '1 h', 'Fix the flaky checkout tests, sub-agent, active, 1 hour ago'],
    [
      'when it was archived',
      { ...archived, descendants: 177 },
      undefined,
      '5 days · 177',
      'Fix the flaky checkout tests, thread, archived 5 days ago, 177 sub-agents',
    ],
    ['that it is archived', { archived: true }, undefined, '1 h', 'Fix the flaky checkout tests, thread, archived'],
    [
      'that its parent is archived, but only to who asks for more',
      { detached: true },
      undefined,
      '1 h',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, parent is archived',
    ],
    [
      'that its parent is active, but only to who asks for more',
      { ...archived, detached: true },
      undefined,
      '5 days',
      'Fix the flaky checkout tests, thread, archived 5 days ago, parent is active',
    ],
    [
      'that Codex has it loaded',
      { loaded: true },
      undefined,
      'open · 1 h',
      'Fix the flaky checkout tests, thread, open in Codex, active, 1 hour ago',
    ],
    [
      'how many sub-agents are loaded',
      { descendants: 7, loadedDescendants: 2 },
      undefined,
      '2 open · 1 h · 7',
      'Fix the flaky checkout tests, thread, 7 sub-agents (2 open in Codex), active, 1 hour ago',
    ],
    [
      'that it runs, and not when it did',
      { loaded: true, live: { status: 'running', source: 'disk' }, descendants: 7 },
      undefined,
      'running · 7',
      'Fix the flaky checkout tests, thread, running, 7 sub-agents',
    ],
    [
      'that it waits',
      { loaded: true, live: { status: 'waitingForApproval', source: 'socket' } },
      undefined,
      'waits for approval',
      'Fix the flaky checkout tests, thread, waits for approval',
    ],
    [
      'that its turn was interrupted',
      { live: { status: 'interrupted', source: 'disk' } },
      undefined,
      'interrupted · 1 h',
      'Fix the flaky checkout tests, thread, turn interrupted, active, 1 hour ago',
    ],
    [
      'how many sub-agents wait and run, rather than how many are loaded',
      { descendants: 7, loadedDescendants: 4, liveDescendants: { waiting: 1, running: 3 } },
      undefined,
      '1 waits · 3 run · 1 h · 7',
      'Fix the flaky checkout tests, thread, 7 sub-agents (1 waits, 3 run), active, 1 hour ago',
    ],
    [
      'when something was last active in its subtree',
      { recencyAt: NOW - 30 * 86_400, newestAt: NOW - 300, descendants: 7 },
      undefined,
      '5 min · 7',
      'Fix the flaky checkout tests, thread, active, 5 minutes ago, 7 sub-agents',
    ],
    [
      'that it is pinned, and attached to the thread above it',
      { pinned: true, attached: true },
      undefined,
      'pinned · attached · 1 h',
      'Fix the flaky checkout tests, thread, pinned, attached, active, 1 hour ago',
    ],
    [
      'that it is archived, between active threads',
      { ...archived, between: true, descendants: 2 },
      undefined,
      'archived · 2',
      'Fix the flaky checkout tests, thread, archived 5 days ago, 2 sub-agents',
    ],
    [
      'that it is active, between archived threads',
      { between: true, descendants: 2 },
      undefined,
      'active · 2',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 2 sub-agents',
    ],
    [
      'for which match it is shown',
      { descendants: 7, matchesBelow: { name: 'Peirce: Find every caller', total: 1 } },
      undefined,
      '1 h · 7 · match: Peirce: Find every caller',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents, match: Peirce: Find every caller',
    ],
    [
      'for which matches it is shown',
      { matchesBelow: { name: 'Peirce: Find every caller', total: 1234 } },
      undefined,
      '1 h · 1,234 matches: Peirce: Find every caller, …',
      'Fix the flaky checkout tests, thread, active, 1 hour ago, 1,234 matches: Peirce: Find every caller, …',
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
      assert.equal(shownText(row(changes), current), shown);
      assert.equal(spokenLabel(row(changes), current, NOW), spoken);
    });
  }
});

it('A row says how many sub-agents have failed', () => {
  const parent = row({ descendants: 7, gitBranch: 'main' });
  assert.deepEqual(description(parent, undefined, NOW, 2), {
    main: '2 failed · 1 h · 7',
    states: '2 failed',
    more: '',
  });
  assert.equal(
    spokenLabel(parent, undefined, NOW, 2),
    'Fix the flaky checkout tests, thread, 7 sub-agents (2 failed), active, 1 hour ago, branch main',
  );
});

it('A row in a picker says in which view it is', () => {
  const changes = { descendants: 7, gitBranch: 'main', loaded: true };
  assert.equal(pickerDescription(row(changes), NOW), 'open in Codex · 1 h · 7 sub-agents · main');
  assert.equal(
    pickerDescription(row({ archived: true, archivedAt: NOW - 86_400, detached: true }), NOW),
    'archived yesterday · parent is active',
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
    const archived = row({ descendants: 2, archived: true });
    assert.equal(rowContext(archived, undefined), RowContext.archivedParent);
    assert.equal(rowContext(archived, status('failed')), RowContext.archivedParentFailed);
  });

  it('offers no retry that cannot help', () =>
    assert.equal(rowContext(row(), { ...status('rolloutMissing'), retry: null }), RowContext.active));
});
