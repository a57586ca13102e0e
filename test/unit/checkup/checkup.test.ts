import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { CheckupIssue, FaultyFile, FileFault, FoundFile, Listed, RowFacts } from '../../../src/protocol/methods';
import { statusOfFailure } from '../../../src/server/threads/failureStatus';
import { idOf } from '../../fixtures/ids';
import { drawHome, rolloutContents } from '../../support/home';
import { makesLinks, runsOn } from '../../support/runsOn';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { checkupOf, repair } from '../../support/checkup';

/** The ids of the threads in every home here. B is archived. */
const [A, B, C] = [idOf(1), idOf(2), idOf(3)];
/** A thread that does not exist. */
const X = idOf(9);
const labels = new Map([
  [A, 'A'],
  [B, 'B'],
  [C, 'C'],
  [X, 'X'],
]);

const nameOf = (id: string, end = '.jsonl'): string =>
  `rollout-2026-05-01T00-0${Number.parseInt(id.slice(-1), 16) - 1}-00-${id}${end}`;
const meta = (id: string): string => `{"type":"session_meta","payload":{"id":"${id}"}}\n`;

/** An issue with ids as letters, names of rollouts without their times, and paths with `/`. */
function readable(issue: CheckupIssue, home: string): unknown {
  const text = JSON.stringify(issue)
    .replaceAll(JSON.stringify(path.sep).slice(1, -1), '/')
    .replaceAll(home.replaceAll(path.sep, '/'), '~')
    .replaceAll(/rollout-[\dT-]{19}-/g, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, id => labels.get(id) ?? id);
  return JSON.parse(text);
}

/** The issue as a repair returns it, without names. */
function withoutNames(issue: CheckupIssue): unknown {
  return JSON.parse(JSON.stringify(issue), (key, value: unknown) => (key === 'name' ? null : value));
}

interface Case {
  title: string;
  /** Why the case is left out on Windows, if it is. */
  onUnix?: string;
  /** Breaks a home of the active A, the archived B and A's active sub-agent C. */
  breaks: (home: Home) => void;
  finds: CheckupIssue[];
}

interface Home {
  at: (...parts: string[]) => string;
  /** The path of a thread's rollout. */
  rollout: (id: string) => string;
  /** Moves it, to the other folder by default. */
  move: (id: string, to?: string) => string;
  copy: (id: string, to: string) => string;
  put: (file: string, text: string | Buffer) => string;
  sql: (statements: string) => void;
}

const day = 'sessions/2026/05/01';

/** The data of issues, as the cases need it. A thread's name is its letter. */
const ref = (letter: string) => ({ threadId: letter, name: letter });
const unnamed = (threadId: string) => ({ threadId, name: null });
const fixable = { repairable: true, loadedBy: null };
const unfixable = { repairable: false, loadedBy: null };
const list = <T>(...first: T[]): Listed<T> => ({ first, more: 0 });
const active = (name: string): FoundFile => ({ path: `${day}/${name}`, location: 'active' });
const archived = (name: string): FoundFile => ({ path: `archived_sessions/${name}`, location: 'archived' });
const row = (rowPath: string, fault: FileFault | null, isArchived = false): RowFacts => ({
  path: rowPath,
  archived: isArchived,
  fault,
  onlyAs: null,
});
const gone = (rowPath: string, isArchived = false): RowFacts => row(rowPath, { code: 'missing' }, isArchived);
const behind = (letter: string, row: RowFacts, main: FoundFile): CheckupIssue => ({
  kind: 'rowBehindFile',
  ...ref(letter),
  ...fixable,
  row,
  main,
  candidates: list(),
});
const unclear = (letter: string, row: RowFacts, ...candidates: string[]): CheckupIssue => ({
  kind: 'rowBehindFile',
  ...ref(letter),
  ...unfixable,
  row,
  main: null,
  candidates: list(...candidates),
});
const wrongFlag = (letter: string, main: FoundFile): CheckupIssue => ({
  kind: 'flagAgainstLocation',
  ...ref(letter),
  ...fixable,
  main,
});
const split = (letter: string, main: FoundFile, ...others: string[]): CheckupIssue => ({
  kind: 'splitRollouts',
  ...ref(letter),
  ...fixable,
  main,
  others: list(...others),
});
const double = (letter: string, same: boolean | null): CheckupIssue => ({
  kind: 'inBothLocations',
  ...ref(letter),
  ...unfixable,
  pairs: list({ active: `${day}/${letter}.jsonl`, archived: `archived_sessions/${letter}.jsonl`, same }),
});
const missing = (letter: string, row: RowFacts, ...others: FaultyFile[]): CheckupIssue => ({
  kind: 'rolloutMissing',
  ...ref(letter),
  ...unfixable,
  row,
  mayBeTheRollout: false,
  others: list(...others),
});
const perhaps = (letter: string, rowPath: string, fault: FileFault): CheckupIssue => ({
  kind: 'rolloutMissing',
  ...ref(letter),
  ...unfixable,
  row: row(rowPath, fault),
  mayBeTheRollout: true,
  others: list(),
});
const noRow = (letter: string, rollouts: Listed<string>, others: Listed<FaultyFile>): CheckupIssue => ({
  kind: 'rowMissing',
  ...unnamed(letter),
  ...unfixable,
  rollouts,
  others,
});
const dangling = (
  subAgent: { threadId: string; name: string | null },
  end: 'subAgent' | 'parent',
  parent: { threadId: string; name: string | null },
  fault: 'notAThreadId' | 'unknownThread',
): CheckupIssue => ({ kind: 'danglingEdge', ...subAgent, ...unfixable, end, parent, fault });
const cycle = (...letters: [string, ...string[]]): CheckupIssue => ({
  kind: 'cyclicEdges',
  ...ref(letters[0]),
  ...unfixable,
  threads: list(...letters.map(ref)),
});

const cases: Case[] = [
  {
    title: 'rowBehindFile: killed while archiving',
    breaks: home => home.move(A),
    finds: [behind('A', gone(`${day}/A.jsonl`), archived('A.jsonl'))],
  },
  {
    title: 'rowBehindFile: killed while unarchiving',
    breaks: home => home.move(B),
    finds: [behind('B', gone('archived_sessions/B.jsonl', true), active('B.jsonl'))],
  },
  {
    title: 'rowBehindFile: in another day folder',
    breaks: home => home.move(A, home.at('sessions/2026/06/30', nameOf(A))),
    finds: [behind('A', gone(`${day}/A.jsonl`), { path: 'sessions/2026/06/30/A.jsonl', location: 'active' })],
  },
  {
    title: 'rowBehindFile: compressed meanwhile, and moved',
    breaks: home => {
      rmSync(home.rollout(A));
      home.put(home.at('archived_sessions', nameOf(A, '.jsonl.zst')), zstdCompressSync(meta(A)));
    },
    finds: [behind('A', gone(`${day}/A.jsonl`), archived('A.jsonl.zst'))],
  },
  {
    title: 'rowBehindFile: both forms moved, the row names the compressed one',
    breaks: home => {
      home.put(home.at('archived_sessions', nameOf(A, '.jsonl.zst')), zstdCompressSync(meta(A)));
      home.move(A);
      home.sql(`UPDATE threads SET rollout_path = rollout_path || '.zst' WHERE id = '${A}'`);
    },
    finds: [behind('A', gone(`${day}/A.jsonl.zst`), archived('A.jsonl.zst'))],
  },
  {
    title: 'rowBehindFile: the home was moved',
    breaks: home =>
      home.sql(
        `UPDATE threads SET rollout_path = replace(rollout_path, '${home.at()}', '/gone/.codex') WHERE id = '${B}'`,
      ),
    finds: [behind('B', gone('/gone/.codex/archived_sessions/B.jsonl', true), archived('B.jsonl'))],
  },
  ...(runsOn('windows', 'only Windows takes /mnt/c for a path of WSL')
    ? [
        {
          title: 'rolloutMissing: a Codex in WSL that uses the same home wrote the row',
          breaks: (home: Home) =>
            home.sql(`UPDATE threads SET rollout_path = '/mnt/c/.codex/sessions/x.jsonl' WHERE id = '${A}'`),
          finds: [perhaps('A', '/mnt/c/.codex/sessions/x.jsonl', { code: 'fromWsl' })],
        },
      ]
    : []),
  {
    title: 'rowBehindFile: the home was copied, and the old one still exists',
    breaks: home => {
      const old = home.copy(A, home.at('old/sessions', nameOf(A)));
      home.sql(`UPDATE threads SET rollout_path = '${old}' WHERE id = '${A}'`);
    },
    finds: [behind('A', row('old/sessions/A.jsonl', { code: 'outside' }), active('A.jsonl'))],
  },
  {
    title: 'rowBehindFile: a hard link outside the home',
    breaks: home => {
      linkSync(home.rollout(A), home.at(nameOf(A)));
      home.sql(`UPDATE threads SET rollout_path = '${home.at(nameOf(A))}' WHERE id = '${A}'`);
    },
    finds: [behind('A', row('A.jsonl', { code: 'outside' }), active('A.jsonl'))],
  },
  {
    title: 'rowBehindFile: a relative path',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = 'sessions/x.jsonl' WHERE id = '${A}'`),
    finds: [behind('A', row('sessions/x.jsonl', { code: 'notAbsolute' }), active('A.jsonl'))],
  },
  {
    title: 'rowBehindFile: no path',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '' WHERE id = '${A}'`),
    finds: [behind('A', row('', { code: 'notAbsolute' }), active('A.jsonl'))],
  },
  {
    title: 'rowBehindFile: two rows name one file',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '${home.rollout(A)}' WHERE id = '${C}'`),
    finds: [behind('C', row(`${day}/A.jsonl`, { code: 'otherOwner', owner: ref('A') }), active('C.jsonl'))],
  },
  {
    title: 'rowBehindFile: several rollouts that it could be',
    breaks: home => {
      home.copy(A, home.at('sessions/2026', nameOf(A)));
      home.move(A, home.at('sessions', nameOf(A)));
    },
    finds: [unclear('A', gone(`${day}/A.jsonl`), 'sessions/2026/A.jsonl', 'sessions/A.jsonl')],
  },
  {
    title: 'rowBehindFile: a compressed form stayed where the row says',
    breaks: home => {
      home.put(`${home.rollout(A)}.zst`, zstdCompressSync(meta(A)));
      home.move(A);
    },
    finds: [
      unclear(
        'A',
        { ...row(`${day}/A.jsonl`, null), onlyAs: 'A.jsonl.zst' },
        `${day}/A.jsonl.zst`,
        'archived_sessions/A.jsonl',
      ),
    ],
  },

  {
    title: 'flagAgainstLocation: the flag says archived',
    breaks: home => home.sql(`UPDATE threads SET archived = 1, archived_at = 5 WHERE id = '${A}'`),
    finds: [wrongFlag('A', active('A.jsonl'))],
  },
  {
    title: 'flagAgainstLocation: the flag says active',
    breaks: home => home.sql(`UPDATE threads SET archived = 0, archived_at = NULL WHERE id = '${B}'`),
    finds: [wrongFlag('B', archived('B.jsonl'))],
  },
  {
    title: 'flagAgainstLocation: below a linked folder',
    onUnix: makesLinks,
    breaks: home => {
      renameSync(home.at('sessions'), home.at('real'));
      symlinkSync('real', home.at('sessions'));
      home.sql(
        `UPDATE threads SET rollout_path = replace(rollout_path, '${home.at('sessions')}', '${home.at('real')}'), archived = 1, archived_at = 5 WHERE id = '${A}'`,
      );
    },
    finds: [wrongFlag('A', active('A.jsonl'))],
  },

  {
    title: 'splitRollouts: a reverted thread, killed while archiving',
    breaks: home => home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)), meta(A)),
    finds: [split('A', active('A.jsonl'), 'archived_sessions/A_X.jsonl')],
  },
  {
    title: 'splitRollouts: a compressed form that Codex left behind',
    breaks: home => home.put(home.at(day, nameOf(B, '.jsonl.zst')), zstdCompressSync(meta(B))),
    finds: [split('B', archived('B.jsonl'), `${day}/B.jsonl.zst`)],
  },
  {
    title: 'splitRollouts: a compressed form that was being written',
    breaks: home => {
      home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)), meta(A));
      home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl.zst`)), zstdCompressSync(meta(A)).subarray(0, 9));
    },
    finds: [split('A', active('A.jsonl'), 'archived_sessions/A_X.jsonl', 'archived_sessions/A_X.jsonl.zst')],
  },
  {
    title: 'splitRollouts: the row’s own rollout moved, but neither the others nor the row',
    breaks: home => {
      home.put(home.at(day, nameOf(A, `_${X}.jsonl`)), meta(A));
      home.put(home.at(day, nameOf(A, `_${C}.jsonl`)), meta(A));
      home.move(A);
    },
    finds: [
      behind('A', gone(`${day}/A.jsonl`), archived('A.jsonl')),
      split('A', archived('A.jsonl'), `${day}/A_C.jsonl`, `${day}/A_X.jsonl`),
    ],
  },

  {
    title: 'inBothLocations: identical',
    breaks: home => home.copy(A, home.at('archived_sessions', nameOf(A))),
    finds: [double('A', true)],
  },
  {
    title: 'inBothLocations: different, of the same size',
    breaks: home => {
      home.put(home.rollout(A), `${meta(A)}1`);
      home.put(home.at('archived_sessions', nameOf(A)), `${meta(A)}2`);
    },
    finds: [double('A', false)],
  },
  {
    title: 'inBothLocations: too large to compare',
    breaks: home => {
      const copy = home.copy(A, home.at('archived_sessions', nameOf(A)));
      for (const file of [copy, home.at(day, nameOf(A))]) truncateSync(file, 65 * 1024 * 1024);
    },
    finds: [double('A', null)],
  },

  {
    title: 'rolloutMissing',
    breaks: home => rmSync(home.rollout(A)),
    finds: [missing('A', gone(`${day}/A.jsonl`))],
  },
  {
    title: 'rolloutMissing: the file with its name is another thread’s',
    breaks: home => {
      home.put(home.move(A), meta(C));
    },
    finds: [
      missing('A', gone(`${day}/A.jsonl`), {
        path: 'archived_sessions/A.jsonl',
        fault: { code: 'otherOwner', owner: ref('C') },
      }),
    ],
  },
  {
    title: 'rolloutMissing: a link to the rollout',
    onUnix: makesLinks,
    breaks: home => {
      const real = home.move(A, home.at('elsewhere', nameOf(A)));
      symlinkSync(real, home.at(day, nameOf(A)));
    },
    finds: [perhaps('A', `${day}/A.jsonl`, { code: 'notARegularFile' })],
  },
  {
    title: 'rolloutMissing: a file with another name, and an archived rollout',
    breaks: home => {
      home.copy(A, home.at('sessions/notes.jsonl'));
      home.move(A);
      home.sql(`UPDATE threads SET rollout_path = '${home.at('sessions/notes.jsonl')}' WHERE id = '${A}'`);
    },
    finds: [perhaps('A', 'sessions/notes.jsonl', { code: 'badName' })],
  },
  {
    title: 'rolloutMissing: a path that the system refuses',
    onUnix: 'Windows calls a path that is too long missing',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '/${'x'.repeat(5000)}' WHERE id = '${A}'`),
    finds: [perhaps('A', `/${'x'.repeat(398)}…`, { code: 'unreadable', error: 'ENAMETOOLONG' })],
  },
  {
    title: 'rolloutMissing: damaged, with another of its rollouts elsewhere',
    breaks: home => {
      home.copy(A, home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)));
      home.put(home.rollout(A), 'broken');
    },
    finds: [perhaps('A', `${day}/A.jsonl`, { code: 'noSessionMeta' })],
  },

  {
    title: 'rowMissing',
    breaks: home => home.sql(`DELETE FROM threads WHERE id = '${B}'`),
    finds: [noRow('B', list('archived_sessions/B.jsonl'), list())],
  },
  {
    title: 'rowMissing: the file with its name is another thread’s',
    breaks: home => home.put(home.at('sessions', nameOf(X)), meta(A)),
    finds: [noRow('X', list(), list({ path: 'sessions/X.jsonl', fault: { code: 'otherOwner', owner: ref('A') } }))],
  },

  {
    title: 'danglingEdge: no such sub-agent',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${A}', '${X}', 'open')`),
    finds: [dangling(unnamed('X'), 'subAgent', ref('A'), 'unknownThread')],
  },
  {
    title: 'danglingEdge: not a thread id',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${A}', '../x', 'open')`),
    finds: [dangling(unnamed('../x'), 'subAgent', ref('A'), 'notAThreadId')],
  },
  {
    title: 'danglingEdge: no such parent',
    breaks: home => home.sql(`UPDATE thread_spawn_edges SET parent_thread_id = '${X}'`),
    finds: [dangling(ref('C'), 'parent', unnamed('X'), 'unknownThread')],
  },
  {
    title: 'cyclicEdges',
    breaks: home =>
      home.sql(`INSERT INTO thread_spawn_edges VALUES ('${C}', '${B}', 'open'), ('${B}', '${A}', 'closed')`),
    finds: [cycle('A', 'C', 'B')],
  },
  {
    title: 'cyclicEdges: to itself',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${B}', '${B}', 'open')`),
    finds: [cycle('B')],
  },
];

describe('a checkup', () => {
  const folder = temporaryFolder();
  const homeOf = (): Home => {
    const at = (...parts: string[]): string => path.join(folder(), ...parts);
    const into = (file: string): string => {
      mkdirSync(path.dirname(file), { recursive: true });
      return file;
    };
    const paths = {
      active: (id: string) => at(day, nameOf(id)),
      archived: (id: string) => at('archived_sessions', nameOf(id)),
    };
    const rollout = (id: string): string => (id === B ? paths.archived(id) : paths.active(id));
    return {
      at,
      rollout,
      move: (id, to = id === B ? paths.active(id) : paths.archived(id)) => {
        renameSync(rollout(id), into(to));
        return to;
      },
      copy: (id, to) => {
        copyFileSync(rollout(id), into(to));
        return to;
      },
      put: (file, text) => {
        writeFileSync(into(file), text);
        return file;
      },
      sql: statements => change(folder(), statements),
    };
  };
  const draw = (): void => void drawHome(folder(), { A: null, B: { parent: null, archived: true }, C: 'A' });

  const rows = (): object[] => [
    ...query(folder(), 'SELECT * FROM threads ORDER BY id'),
    ...query(folder(), 'SELECT * FROM thread_spawn_edges ORDER BY child_thread_id'),
  ];

  it('finds nothing in a home where everything is in order', async () => {
    draw();
    assert.deepEqual(await checkupOf(folder()), { threads: 3, rollouts: 3, issues: [], leftOut: {} });
  });

  for (const { title, breaks, finds, onUnix } of cases) {
    if (onUnix !== undefined && !runsOn('unix', onUnix)) continue;
    it(title, async () => {
      draw();
      breaks(homeOf());
      const contents = rolloutContents(folder());
      const before = rows();
      const { issues } = await checkupOf(folder());
      assert.deepEqual(
        issues.map(issue => readable(issue, folder())),
        finds,
      );

      const [issue] = issues;
      const { failure } = repair(folder(), issue?.threadId ?? A);
      if (issue?.repairable) {
        assert.equal(failure, undefined);
        assert.deepEqual((await checkupOf(folder())).issues, [], 'all is right afterwards');
        const again = repair(folder(), issue.threadId).failure;
        assert.deepEqual(again, { code: 'nothingToRepair' }, 'a second repair finds nothing to do');
      } else {
        assert.ok(issue && failure);
        const isOfEdges = issue.kind === 'danglingEdge' || issue.kind === 'cyclicEdges';
        assert.deepEqual(
          failure,
          isOfEdges ? { code: 'nothingToRepair' } : { code: 'notRepairable', issue: withoutNames(issue) },
        );
        const status = isOfEdges ? 'skipped' : issue.kind === 'rolloutMissing' ? 'rolloutMissing' : 'failed';
        assert.equal(statusOfFailure(failure), status);
        assert.deepEqual(rows(), before);
      }
      assert.deepEqual(rolloutContents(folder()), contents, 'nothing is lost');
    });
  }
});
