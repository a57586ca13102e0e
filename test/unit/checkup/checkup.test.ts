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
import type { CheckupResult, CheckupIssue } from '../../../src/protocol/methods';
import { change, drawHome, idOf, query, rolloutContents } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';
import { checkHome, repair } from '../../support/checkup';

/** The ids of the threads that every home here has; `B` is archived. */
const [A, B, C] = [idOf(1), idOf(2), idOf(3)];
/** A thread that there is not. */
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

/** Ids by their letters, and names of rollouts without their times. */
function readable(text: string, home: string): string {
  return text
    .replaceAll(home, '~')
    .replaceAll(/rollout-[\dT-]{19}-/g, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, id => labels.get(id) ?? id);
}

interface Case {
  title: string;
  /** Breaks a home of the active A, the archived B and A's active child C. */
  breaks: (home: Home) => void;
  /** `kind thread: problem` and, behind an arrow, the remedy; `!` when a repair takes it. */
  finds: string[];
}

interface Home {
  at: (...parts: string[]) => string;
  /** The rollout of a thread, where it is. */
  rollout: (id: string) => string;
  /** Moves it, to the other folder by default. */
  move: (id: string, to?: string) => string;
  copy: (id: string, to: string) => string;
  put: (file: string, text: string | Buffer) => string;
  sql: (statements: string) => void;
}

const day = 'sessions/2026/05/01';
const edgeKinds = new Set<string>(['danglingEdge', 'cyclicEdges']);

const cases: Case[] = [
  {
    title: 'rowBehindFile: killed in mid-archive',
    breaks: home => home.move(A),
    finds: [
      `!rowBehindFile A: Its row names ${day}/A.jsonl, which does not exist. The rollout of the thread is archived_sessions/A.jsonl. → The row will name the rollout where it is, and say that the thread is archived.`,
    ],
  },
  {
    title: 'rowBehindFile: killed in mid-unarchive',
    breaks: home => home.move(B),
    finds: [
      `!rowBehindFile B: Its row names archived_sessions/B.jsonl, which does not exist. The rollout of the thread is ${day}/B.jsonl. → The row will name the rollout where it is, and say that the thread is active.`,
    ],
  },
  {
    title: 'rowBehindFile: in another day folder',
    breaks: home => home.move(A, home.at('sessions/2026/06/30', nameOf(A))),
    finds: [
      `!rowBehindFile A: Its row names ${day}/A.jsonl, which does not exist. The rollout of the thread is sessions/2026/06/30/A.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: compressed meanwhile, and moved',
    breaks: home => {
      rmSync(home.rollout(A));
      home.put(home.at('archived_sessions', nameOf(A, '.jsonl.zst')), zstdCompressSync(meta(A)));
    },
    finds: [
      `!rowBehindFile A: Its row names ${day}/A.jsonl, which does not exist. The rollout of the thread is archived_sessions/A.jsonl.zst. → The row will name the rollout where it is, and say that the thread is archived.`,
    ],
  },
  {
    title: 'rowBehindFile: both forms moved, the row names the compressed one',
    breaks: home => {
      home.put(home.at('archived_sessions', nameOf(A, '.jsonl.zst')), zstdCompressSync(meta(A)));
      home.move(A);
      home.sql(`UPDATE threads SET rollout_path = rollout_path || '.zst' WHERE id = '${A}'`);
    },
    finds: [
      `!rowBehindFile A: Its row names ${day}/A.jsonl.zst, which does not exist. The rollout of the thread is archived_sessions/A.jsonl.zst. → The row will name the rollout where it is, and say that the thread is archived.`,
    ],
  },
  {
    title: 'rowBehindFile: the home was moved',
    breaks: home =>
      home.sql(
        `UPDATE threads SET rollout_path = replace(rollout_path, '${home.at()}', '/gone/.codex') WHERE id = '${B}'`,
      ),
    finds: [
      '!rowBehindFile B: Its row names /gone/.codex/archived_sessions/B.jsonl, which does not exist. The rollout of the thread is archived_sessions/B.jsonl. → The row will name the rollout where it is.',
    ],
  },
  {
    title: 'rowBehindFile: the home was copied, and the old one is there',
    breaks: home => {
      const old = home.copy(A, home.at('old/sessions', nameOf(A)));
      home.sql(`UPDATE threads SET rollout_path = '${old}' WHERE id = '${A}'`);
    },
    finds: [
      `!rowBehindFile A: Its row names old/sessions/A.jsonl, which is not in the session folders of this Codex home. The rollout of the thread is ${day}/A.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: a hard link outside of the home',
    breaks: home => {
      linkSync(home.rollout(A), home.at(nameOf(A)));
      home.sql(`UPDATE threads SET rollout_path = '${home.at(nameOf(A))}' WHERE id = '${A}'`);
    },
    finds: [
      `!rowBehindFile A: Its row names A.jsonl, which is not in the session folders of this Codex home. The rollout of the thread is ${day}/A.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: a relative path',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = 'sessions/x.jsonl' WHERE id = '${A}'`),
    finds: [
      `!rowBehindFile A: Its row names sessions/x.jsonl, which is not an absolute path. The rollout of the thread is ${day}/A.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: no path',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '' WHERE id = '${A}'`),
    finds: [
      `!rowBehindFile A: Its row names no rollout. The rollout of the thread is ${day}/A.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: two rows name one file',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '${home.rollout(A)}' WHERE id = '${C}'`),
    finds: [
      `!rowBehindFile C: Its row names ${day}/A.jsonl, which belongs to thread A. The rollout of the thread is ${day}/C.jsonl. → The row will name the rollout where it is.`,
    ],
  },
  {
    title: 'rowBehindFile: no telling which of several',
    breaks: home => {
      home.copy(A, home.at('sessions/2026', nameOf(A)));
      home.move(A, home.at('sessions', nameOf(A)));
    },
    finds: [
      `rowBehindFile A: Its row names ${day}/A.jsonl, which does not exist. These rollouts of the thread are there: sessions/2026/A.jsonl, sessions/A.jsonl. → Nothing is done: it cannot be told which of them is meant. Move the others out of the home, and check again.`,
    ],
  },
  {
    title: 'rowBehindFile: a compressed form stayed where the row says',
    breaks: home => {
      home.put(`${home.rollout(A)}.zst`, zstdCompressSync(meta(A)));
      home.move(A);
    },
    finds: [
      `rowBehindFile A: Its row names ${day}/A.jsonl, which is there only as A.jsonl.zst. These rollouts of the thread are there: ${day}/A.jsonl.zst, archived_sessions/A.jsonl. → Nothing is done: it cannot be told which of them is meant. Move the others out of the home, and check again.`,
    ],
  },

  {
    title: 'flagAgainstPlace: said to be archived',
    breaks: home => home.sql(`UPDATE threads SET archived = 1, archived_at = 5 WHERE id = '${A}'`),
    finds: [
      `!flagAgainstPlace A: Its row says that it is archived, but its rollout is ${day}/A.jsonl. → The row will say that the thread is active: for Codex the place of the rollout counts.`,
    ],
  },
  {
    title: 'flagAgainstPlace: said to be active',
    breaks: home => home.sql(`UPDATE threads SET archived = 0, archived_at = NULL WHERE id = '${B}'`),
    finds: [
      '!flagAgainstPlace B: Its row says that it is active, but its rollout is archived_sessions/B.jsonl. → The row will say that the thread is archived: for Codex the place of the rollout counts.',
    ],
  },
  {
    title: 'flagAgainstPlace: below a linked folder',
    breaks: home => {
      renameSync(home.at('sessions'), home.at('real'));
      symlinkSync('real', home.at('sessions'));
      home.sql(
        `UPDATE threads SET rollout_path = replace(rollout_path, '${home.at('sessions')}', '${home.at('real')}'), archived = 1, archived_at = 5 WHERE id = '${A}'`,
      );
    },
    finds: [
      `!flagAgainstPlace A: Its row says that it is archived, but its rollout is ${day}/A.jsonl. → The row will say that the thread is active: for Codex the place of the rollout counts.`,
    ],
  },

  {
    title: 'splitRollouts: a reverted thread in mid-archive',
    breaks: home => home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)), meta(A)),
    finds: [
      `!splitRollouts A: Its rollouts lie in both folders: ${day}/A.jsonl, and apart from it archived_sessions/A_X.jsonl. → That one will be moved to sessions, where the rollout of the row is.`,
    ],
  },
  {
    title: 'splitRollouts: a compressed form that Codex left behind',
    breaks: home => home.put(home.at(day, nameOf(B, '.jsonl.zst')), zstdCompressSync(meta(B))),
    finds: [
      `!splitRollouts B: Its rollouts lie in both folders: archived_sessions/B.jsonl, and apart from it ${day}/B.jsonl.zst. → That one will be moved to archived_sessions, where the rollout of the row is.`,
    ],
  },
  {
    title: 'splitRollouts: a compressed form that was being written',
    breaks: home => {
      home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)), meta(A));
      home.put(home.at('archived_sessions', nameOf(A, `_${X}.jsonl.zst`)), zstdCompressSync(meta(A)).subarray(0, 9));
    },
    finds: [
      `!splitRollouts A: Its rollouts lie in both folders: ${day}/A.jsonl, and apart from it archived_sessions/A_X.jsonl, archived_sessions/A_X.jsonl.zst. → Those 2 will be moved to sessions, where the rollout of the row is.`,
    ],
  },
  {
    title: 'splitRollouts: the row’s own moved, others and the row did not',
    breaks: home => {
      home.put(home.at(day, nameOf(A, `_${X}.jsonl`)), meta(A));
      home.put(home.at(day, nameOf(A, `_${C}.jsonl`)), meta(A));
      home.move(A);
    },
    finds: [
      `!rowBehindFile A: Its row names ${day}/A.jsonl, which does not exist. The rollout of the thread is archived_sessions/A.jsonl. → The row will name the rollout where it is, and say that the thread is archived.`,
      `!splitRollouts A: Its rollouts lie in both folders: archived_sessions/A.jsonl, and apart from it ${day}/A_C.jsonl, ${day}/A_X.jsonl. → Those 2 will be moved to archived_sessions, where the rollout of the row is.`,
    ],
  },

  {
    title: 'inBothPlaces: identical',
    breaks: home => home.copy(A, home.at('archived_sessions', nameOf(A))),
    finds: [
      `inBothPlaces A: Files of one name lie in both folders: ${day}/A.jsonl and archived_sessions/A.jsonl (identical). → Nothing is done: only you can tell which is the right one. Move the other out of the home, and check again.`,
    ],
  },
  {
    title: 'inBothPlaces: different, of one size',
    breaks: home => {
      home.put(home.rollout(A), `${meta(A)}1`);
      home.put(home.at('archived_sessions', nameOf(A)), `${meta(A)}2`);
    },
    finds: [
      `inBothPlaces A: Files of one name lie in both folders: ${day}/A.jsonl and archived_sessions/A.jsonl (different). → Nothing is done: only you can tell which is the right one. Move the other out of the home, and check again.`,
    ],
  },
  {
    title: 'inBothPlaces: too large to be compared',
    breaks: home => {
      const copy = home.copy(A, home.at('archived_sessions', nameOf(A)));
      for (const file of [copy, home.at(day, nameOf(A))]) truncateSync(file, 65 * 1024 * 1024);
    },
    finds: [
      `inBothPlaces A: Files of one name lie in both folders: ${day}/A.jsonl and archived_sessions/A.jsonl. → Nothing is done: only you can tell which is the right one. Move the other out of the home, and check again.`,
    ],
  },

  {
    title: 'rolloutMissing',
    breaks: home => rmSync(home.rollout(A)),
    finds: [
      `rolloutMissing A: Its row names ${day}/A.jsonl, which does not exist, and no rollout of the thread was found. → Nothing is done: without a rollout Codex neither lists nor resumes a thread. Restore the file from a backup, or remove the row with "codex delete".`,
    ],
  },
  {
    title: 'rolloutMissing: what has its name is another thread’s',
    breaks: home => {
      home.put(home.move(A), meta(C));
    },
    finds: [
      `rolloutMissing A: Its row names ${day}/A.jsonl, which does not exist, and no rollout of the thread was found: archived_sessions/A.jsonl belongs to thread C. → Nothing is done: without a rollout Codex neither lists nor resumes a thread. Restore the file from a backup, or remove the row with "codex delete".`,
    ],
  },
  {
    title: 'rolloutMissing: a link to the rollout',
    breaks: home => {
      const real = home.move(A, home.at('elsewhere', nameOf(A)));
      symlinkSync(real, home.at(day, nameOf(A)));
    },
    finds: [
      `rolloutMissing A: Its row names ${day}/A.jsonl, which is a link or not a regular file. → Nothing is done: it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.`,
    ],
  },
  {
    title: 'rolloutMissing: of another name, beside an archived one',
    breaks: home => {
      home.copy(A, home.at('sessions/notes.jsonl'));
      home.move(A);
      home.sql(`UPDATE threads SET rollout_path = '${home.at('sessions/notes.jsonl')}' WHERE id = '${A}'`);
    },
    finds: [
      'rolloutMissing A: Its row names sessions/notes.jsonl, which does not have the name of a rollout. → Nothing is done: it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.',
    ],
  },
  {
    title: 'rolloutMissing: a path that the system refuses',
    breaks: home => home.sql(`UPDATE threads SET rollout_path = '/${'x'.repeat(5000)}' WHERE id = '${A}'`),
    finds: [
      `rolloutMissing A: Its row names /${'x'.repeat(398)}…, which cannot be looked at (ENAMETOOLONG). → Nothing is done: it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.`,
    ],
  },
  {
    title: 'rolloutMissing: damaged, and another of its own lies elsewhere',
    breaks: home => {
      home.copy(A, home.at('archived_sessions', nameOf(A, `_${X}.jsonl`)));
      home.put(home.rollout(A), 'broken');
    },
    finds: [
      `rolloutMissing A: Its row names ${day}/A.jsonl, which does not begin with a session's record. → Nothing is done: it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.`,
    ],
  },

  {
    title: 'rowMissing',
    breaks: home => home.sql(`DELETE FROM threads WHERE id = '${B}'`),
    finds: [
      'rowMissing B: It has no row in the state DB, but a rollout: archived_sessions/B.jsonl. → Nothing is done: Codex makes the row when it next lists its session folders.',
    ],
  },
  {
    title: 'rowMissing: what has its name is another thread’s',
    breaks: home => home.put(home.at('sessions', nameOf(X)), meta(A)),
    finds: [
      'rowMissing X: There is no row for what has this id in its name: sessions/X.jsonl belongs to thread A. → Nothing is done: Codex does not take it for a rollout of this thread.',
    ],
  },

  {
    title: 'danglingEdge: no such child',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${A}', '${X}', 'open')`),
    finds: [
      "danglingEdge X: A spawn edge leads from A to the child X, which has neither a row nor a rollout. → Nothing is done: spawn edges are Codex's own. The tree does not show that child, and an archive passes it over.",
    ],
  },
  {
    title: 'danglingEdge: no thread id',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${A}', '../x', 'open')`),
    finds: [
      "danglingEdge ../x: A spawn edge leads from A to the child ../x, which is not a thread id. → Nothing is done: spawn edges are Codex's own. The tree does not show that child, and an archive passes it over.",
    ],
  },
  {
    title: 'danglingEdge: no such parent',
    breaks: home => home.sql(`UPDATE thread_spawn_edges SET parent_thread_id = '${X}'`),
    finds: [
      "danglingEdge C: Its spawn edge names the parent X, which has neither a row nor a rollout. → Nothing is done: spawn edges are Codex's own. The tree shows a thread without its parent in a group of its own or at the top level.",
    ],
  },
  {
    title: 'cyclicEdges',
    breaks: home =>
      home.sql(`INSERT INTO thread_spawn_edges VALUES ('${C}', '${B}', 'open'), ('${B}', '${A}', 'closed')`),
    finds: [
      "cyclicEdges A: The spawn edges lead in a circle: A → C → B → A. → Nothing is done: spawn edges are Codex's own. The tree shows the newest of the circle at the top level, and archives it; Codex 0.169 itself never comes to an end with such a branch.",
    ],
  },
  {
    title: 'cyclicEdges: to itself',
    breaks: home => home.sql(`INSERT INTO thread_spawn_edges VALUES ('${B}', '${B}', 'open')`),
    finds: [
      "cyclicEdges B: The spawn edges lead in a circle: B → B. → Nothing is done: spawn edges are Codex's own. The tree shows the newest of the circle at the top level, and archives it; Codex 0.169 itself never comes to an end with such a branch.",
    ],
  },
];

describe('the check of thread records', () => {
  const folder = temporaryFolder();
  const homeOf = (): Home => {
    const at = (...parts: string[]): string => path.join(folder(), ...parts);
    const into = (file: string): string => {
      mkdirSync(path.dirname(file), { recursive: true });
      return file;
    };
    const places = {
      active: (id: string) => at(day, nameOf(id)),
      archived: (id: string) => at('archived_sessions', nameOf(id)),
    };
    const rollout = (id: string): string => (id === B ? places.archived(id) : places.active(id));
    return {
      at,
      rollout,
      move: (id, to = id === B ? places.active(id) : places.archived(id)) => {
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
  const line = ({ kind, threadId, problem, remedy, repairable }: CheckupIssue): string =>
    `${repairable ? '!' : ''}${kind} ${readable(`${threadId}: ${problem} → ${remedy}`, folder())}`;
  const lines = ({ issues }: CheckupResult): string[] => issues.map(line);
  const draw = (): void => void drawHome(folder(), { A: null, B: { parent: null, archived: true }, C: 'A' });

  const records = (): object[] => [
    ...query(folder(), 'SELECT * FROM threads ORDER BY id'),
    ...query(folder(), 'SELECT * FROM thread_spawn_edges ORDER BY child_thread_id'),
  ];

  it('finds nothing in a home where all is right', async () => {
    draw();
    assert.deepEqual(await checkHome(folder()), { threads: 3, rollouts: 3, issues: [], leftOut: {} });
  });

  for (const { title, breaks, finds } of cases) {
    it(title, async () => {
      draw();
      breaks(homeOf());
      const contents = rolloutContents(folder());
      const before = records();
      const found = await checkHome(folder());
      assert.deepEqual(lines(found), finds);

      const [first] = found.issues;
      const planned = repair(folder(), first?.threadId ?? A);
      if (first?.repairable) {
        assert.equal(planned.failure, undefined);
        assert.deepEqual(lines(await checkHome(folder())), [], 'all is right afterwards');
        assert.equal(
          repair(folder(), first.threadId).failure?.status,
          'skipped',
          'a second repair finds nothing to do',
        );
      } else {
        const hasReason = first && !edgeKinds.has(first.kind);
        assert.equal(
          planned.failure?.reason,
          hasReason ? `${first.problem} ${first.remedy}` : 'There is nothing to repair.',
        );
        assert.deepEqual(records(), before);
      }
      assert.deepEqual(rolloutContents(folder()), contents, 'nothing is lost');
    });
  }
});
