import assert from 'node:assert/strict';
import type {
  CheckupIssue,
  FileFault,
  FoundFile,
  IssueKind,
  Listed,
  RowFacts,
  ThreadIssue,
} from '../../../src/protocol/methods';
import { issueName, issueWords } from '../../../src/shell/checkup/issueWords';

const head = { threadId: 'id-a', name: 'Euler', repairable: false, loadedBy: null };
const list = <T>(...first: T[]): Listed<T> => ({ first, more: 0 });
const active: FoundFile = { path: 'sessions/a', location: 'active' };
const archived: FoundFile = { path: 'archived_sessions/a', location: 'archived' };
const row = (changes: Partial<RowFacts> = {}): RowFacts => ({
  path: 'sessions/x',
  archived: false,
  fault: { code: 'missing' },
  onlyAs: null,
  ...changes,
});
const peirce = { threadId: 'id-p', name: 'Peirce' };
const unknown = { threadId: 'id-u', name: null };

type Case = [issue: CheckupIssue, label: string, problem: string, remedy: string];

const behind = (row: RowFacts, main: FoundFile | null, candidates = list<string>()): CheckupIssue => ({
  ...head,
  kind: 'rowBehindFile',
  row,
  main,
  candidates,
});
const missing = (fault: FileFault, mayBeTheRollout: boolean, others = list<{ path: string; fault: FileFault }>()) =>
  ({ ...head, kind: 'rolloutMissing', row: row({ fault }), mayBeTheRollout, others }) satisfies ThreadIssue;
const edges = 'Spawn edges belong to Codex, so they are kept.';
const gone =
  'Restore the file from a backup, or remove the row with "codex delete": Codex neither lists nor resumes a thread without a rollout.';
const unsure = "This file may be the thread's rollout. Fix it or move it out of the Codex home, then check again.";

const cases: Record<IssueKind, Case[]> = {
  rowBehindFile: [
    [
      behind(row(), { path: 'sessions/06/a', location: 'active' }),
      'rollout moved',
      'Its row names sessions/x (does not exist). Its rollout is sessions/06/a.',
      'Corrects the path in the row.',
    ],
    [
      behind(row({ path: '' }), archived),
      'rollout moved',
      'Its row names no rollout. Its rollout is archived_sessions/a.',
      'Corrects the path in the row, and marks the thread as archived.',
    ],
    [
      behind(row({ archived: true, fault: { code: 'otherOwner', owner: peirce } }), active),
      'rollout moved',
      'Its row names sessions/x (belongs to “Peirce”). Its rollout is sessions/a.',
      'Corrects the path in the row, and marks the thread as active.',
    ],
    [
      behind(row({ fault: null, onlyAs: 'x.zst' }), null, {
        first: ['sessions/x.zst', 'archived_sessions/x'],
        more: 1,
      }),
      'rollout moved',
      'Its row names sessions/x, which exists only as x.zst. It could mean any of these rollouts: sessions/x.zst, archived_sessions/x and 1 more.',
      'It is unclear which rollout is the right one. Move the others out of the Codex home, then check again.',
    ],
  ],
  flagAgainstLocation: [
    [
      { ...head, kind: 'flagAgainstLocation', main: active },
      'wrong archived flag',
      'Its row says that it is archived, but its rollout is sessions/a.',
      'Marks the thread as active, because Codex goes by the location of the rollout.',
    ],
    [
      { ...head, kind: 'flagAgainstLocation', main: archived },
      'wrong archived flag',
      'Its row says that it is active, but its rollout is archived_sessions/a.',
      'Marks the thread as archived, because Codex goes by the location of the rollout.',
    ],
  ],
  splitRollouts: [
    [
      { ...head, kind: 'splitRollouts', main: active, others: list('archived_sessions/b') },
      'rollouts in both folders',
      'Its main rollout is sessions/a, but the other folder has archived_sessions/b.',
      'Moves the other rollout to sessions.',
    ],
    [
      { ...head, kind: 'splitRollouts', main: archived, others: { first: ['sessions/b', 'sessions/c'], more: 1200 } },
      'rollouts in both folders',
      'Its main rollout is archived_sessions/a, but the other folder has sessions/b, sessions/c and 1,200 more.',
      'Moves the other 1,202 rollouts to archived_sessions.',
    ],
  ],
  inBothLocations: [
    [
      {
        ...head,
        kind: 'inBothLocations',
        pairs: list(
          { active: 'sessions/a', archived: 'archived_sessions/a', same: true },
          { active: 'sessions/b', archived: 'archived_sessions/b', same: false },
          { active: 'sessions/c', archived: 'archived_sessions/c', same: null },
        ),
      },
      'same file in both folders',
      'Both folders have a file of the same name: sessions/a and archived_sessions/a (identical), sessions/b and archived_sessions/b (different), sessions/c and archived_sessions/c.',
      'Keep the right file: move the other one out of the Codex home, then check again.',
    ],
  ],
  rolloutMissing: [
    [
      missing({ code: 'outside' }, false),
      'rollout missing',
      'Its row names sessions/x (outside the session folders of this Codex home). No other rollout of the thread was found.',
      gone,
    ],
    [
      missing(
        { code: 'notAbsolute' },
        false,
        list({ path: 'sessions/b', fault: { code: 'otherOwner' as const, owner: unknown } }),
      ),
      'rollout missing',
      'Its row names sessions/x (not an absolute path). No other rollout of the thread was found. Files with this id in their names: sessions/b (belongs to id-u).',
      gone,
    ],
    [
      missing({ code: 'fromWsl' }, true),
      'written in WSL',
      'Its row names sessions/x, as a Codex in WSL wrote it.',
      'No repair: the Codex in WSL would not find the thread any more. To archive it, use this extension in a WSL window.',
    ],
    [
      missing({ code: 'badName' }, true),
      'rollout missing',
      'Its row names sessions/x (not the name of a rollout).',
      unsure,
    ],
    [
      missing({ code: 'noSessionMeta' }, true),
      'rollout missing',
      'Its row names sessions/x (does not start with a session record).',
      unsure,
    ],
    [
      missing({ code: 'notARegularFile' }, true),
      'rollout missing',
      'Its row names sessions/x (a link, or not a regular file).',
      unsure,
    ],
    [
      missing({ code: 'unreadable', error: 'EACCES' }, true),
      'rollout missing',
      'Its row names sessions/x (cannot be read: EACCES).',
      unsure,
    ],
  ],
  rowMissing: [
    [
      { ...head, kind: 'rowMissing', rollouts: list('sessions/a', 'sessions/b'), others: list() },
      'not in the state DB',
      'The state DB has no row for it. Its rollouts: sessions/a, sessions/b.',
      'No repair needed: Codex adds the row when it next lists its session folders.',
    ],
    [
      {
        ...head,
        kind: 'rowMissing',
        rollouts: list(),
        others: list({ path: 'sessions/b', fault: { code: 'noSessionMeta' as const } }),
      },
      'not in the state DB',
      'The state DB has no row for it. Files with this id in their names: sessions/b (does not start with a session record).',
      'No repair needed: Codex does not treat these files as rollouts of the thread.',
    ],
  ],
  danglingEdge: [
    [
      { ...head, kind: 'danglingEdge', end: 'subAgent', parent: peirce, fault: 'unknownThread' },
      'sub-agent does not exist',
      '“Peirce” has a spawn edge to this sub-agent, which has neither a row nor a rollout.',
      `${edges} The tree does not show the sub-agent, and archiving skips it.`,
    ],
    [
      {
        ...head,
        kind: 'danglingEdge',
        end: 'subAgent',
        parent: { threadId: '', name: null },
        fault: 'notAThreadId',
      },
      'sub-agent does not exist',
      '(no id) has a spawn edge to this sub-agent, which is not a thread id.',
      `${edges} The tree does not show the sub-agent, and archiving skips it.`,
    ],
    [
      { ...head, kind: 'danglingEdge', end: 'parent', parent: unknown, fault: 'unknownThread' },
      'parent does not exist',
      'Its spawn edge names the parent id-u, which has neither a row nor a rollout.',
      `${edges} The tree shows the thread in a separate group or at the top level.`,
    ],
    [
      { ...head, kind: 'danglingEdge', end: 'parent', parent: unknown, fault: 'notAThreadId' },
      'parent does not exist',
      'Its spawn edge names the parent id-u, which is not a thread id.',
      `${edges} The tree shows the thread in a separate group or at the top level.`,
    ],
  ],
  cyclicEdges: [
    [
      {
        ...head,
        kind: 'cyclicEdges',
        threads: { first: [{ threadId: 'id-a', name: 'Euler' }, peirce, unknown], more: 3 },
      },
      'spawn edges form a cycle',
      'These threads spawned each other: “Euler” → “Peirce” → id-u → (3 more) → “Euler”.',
      `${edges} The tree shows the newest of these threads at the top level, and can archive it. Codex 0.169 itself never finishes archiving them.`,
    ],
  ],
  staleLock: [
    [
      { ...head, kind: 'staleLock' },
      'stale lock file',
      'Its writer lock file was left behind: no process holds it.',
      'No repair needed: the file does no harm, and Codex reuses it.',
    ],
  ],
};

describe('The words of an issue', () => {
  for (const [kind, variants] of Object.entries(cases)) {
    for (const [index, [issue, label, problem, remedy]] of variants.entries()) {
      it(`${kind} ${index + 1}: ${label}`, () => {
        assert.equal(issue.kind, kind);
        assert.deepEqual(issueWords(issue), { label, problem, remedy });
      });
    }
  }

  it('name a thread without a name by the beginning of its id, as the tree does', () => {
    assert.equal(issueName({ threadId: '0a1b2c3d-4444', name: 'Euler' }), 'Euler');
    assert.equal(issueName({ threadId: '0a1b2c3d-4444', name: null }), '0a1b2c3d');
    assert.equal(issueName({ threadId: '', name: null }), '(no id)');
  });
});
