// Homes that an interrupted Codex, or a move by hand, left broken: what the real Codex 0.169 can no longer do with a
// thread, that `threadTree/check` finds the issue, and that Codex can do everything again after `threadTree/repair`.
//
// Observed on Codex 0.169 with a paginated thread whose file was moved but whose row was not, in either direction: a
// list that scans the folders (useStateDbOnly false) shows it where its file is, and a list from the state DB does not
// show it; thread/read answers from the row; thread/resume, thread/archive and thread/unarchive fail, and the scan does
// not fix the row. The same happens in a home that was moved as a whole. If only the flag is wrong, a scan corrects it,
// and resume fails until then.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { sourceKinds } from '../../src/protocol/thread';
import type { CheckupResult, IssueKind, OperationResult } from '../../src/protocol/methods';
import { readHomeState } from './homeState';
import { startCodex, startOurs } from '../support/codex';
import { eventually, patience } from '../support/eventually';
import { copySample, labelsOf, type SampleName } from '../support/sampleHome';
import { openDatabase, rolloutPathOf, withDatabase } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { systemPath } from '../support/systemPath';
import { temporaryFolder } from '../support/temporaryFolder';

/**
 * What Codex is asked, each time in a new process, and where a list from the state DB shows the thread, or how the
 * request ends.
 */
type Question = 'list' | 'resume' | 'archive' | 'unarchive';
type Answers = [Question, string][];

interface Case {
  title: string;
  sample: SampleName;
  /** The thread that Codex is asked about. */
  label: string;
  breaks: (home: string, threadId: string) => void | Promise<void>;
  before: Answers;
  /** How many issues of each kind are found. */
  found: Partial<Record<IssueKind, number>>;
  after: Answers;
}

const noRollout = 'no rollout found for thread id ID';
const notArchived = 'no archived rollout found for thread id ID';
const isArchived = 'session ID is archived. Run `codex unarchive ID` to unarchive it first.';
const stuck: Answers = [
  ['list', 'nowhere'],
  ['archive', noRollout],
  ['unarchive', notArchived],
];
const worksArchived: Answers = [
  ['list', 'archived'],
  ['resume', isArchived],
  ['unarchive', 'done'],
  ['list', 'active'],
  ['resume', 'done'],
  ['archive', 'done'],
];
const worksActive: Answers = [
  ['list', 'active'],
  ['resume', 'done'],
  ['archive', 'done'],
  ['list', 'archived'],
  ['unarchive', 'done'],
  ['resume', 'done'],
];

const archivedPath = (home: string, rollout: string): string =>
  path.join(home, 'archived_sessions', path.basename(rollout));
const moveToArchive = (home: string, rollout: string): void => {
  mkdirSync(path.join(home, 'archived_sessions'), { recursive: true });
  renameSync(rollout, archivedPath(home, rollout));
};
const set = (home: string, assignments: string, threadId: string): void =>
  withDatabase(home, database => void database.prepare(`UPDATE threads SET ${assignments} WHERE id = ?`).run(threadId));

/**
 * Codex moves the rollout, then writes the row, for which it waits while the state DB is locked: it is killed there.
 * Descendants that would have been next stay where they are.
 */
async function killCodexIn(
  method: 'thread/archive' | 'thread/unarchive',
  home: string,
  threadId: string,
): Promise<void> {
  const rollout = rolloutPathOf(home, threadId);
  const codex = startCodex(home);
  const database = openDatabase(home);
  try {
    await codex.initialize();
    database.exec('BEGIN IMMEDIATE');
    // It is killed before it answers.
    const answer = codex.ask(method, { threadId }).then(
      () => 'answered',
      () => 'killed',
    );
    await eventually(() => assert.ok(!existsSync(rollout), `${method} moves the rollout first`), 10_000, 5);
    await codex.kill();
    assert.equal(await answer, 'killed');
  } finally {
    await codex.close();
    database.close();
  }
}

const cases: Case[] = [
  {
    title: 'R, with Codex really killed while archiving',
    sample: 'family',
    label: 'R',
    breaks: (home, threadId) => killCodexIn('thread/archive', home, threadId),
    before: [...stuck, ['resume', noRollout]],
    found: { rowBehindFile: 1 },
    after: worksArchived,
  },
  {
    title: 'R, with Codex really killed while unarchiving',
    sample: 'family-archived',
    label: 'R',
    breaks: (home, threadId) => killCodexIn('thread/unarchive', home, threadId),
    before: [...stuck, ['resume', isArchived]],
    found: { rowBehindFile: 1 },
    after: worksActive,
  },
  ...['T', 'A1x'].flatMap((label): Case[] => [
    {
      title: `${label}, its file archived but not its row`,
      sample: 'family',
      label,
      breaks: (home, threadId) => moveToArchive(home, rolloutPathOf(home, threadId)),
      before: [...stuck, ['resume', noRollout]],
      found: { rowBehindFile: 1 },
      after: worksArchived,
    },
    {
      title: `${label}, its row archived but not its file`,
      sample: 'family',
      label,
      breaks: (home, threadId) =>
        set(
          home,
          `archived = 1, archived_at = 1795333500, rollout_path = '${archivedPath(home, rolloutPathOf(home, threadId))}'`,
          threadId,
        ),
      before: [...stuck, ['resume', isArchived]],
      found: { rowBehindFile: 1 },
      after: worksActive,
    },
  ]),
  {
    title: 'a reverted thread whose newest rollout alone was moved',
    sample: 'revert-and-fork',
    label: 'S',
    breaks: (home, threadId) => moveToArchive(home, rolloutPathOf(home, threadId)),
    before: [...stuck, ['resume', noRollout]],
    found: { rowBehindFile: 1, splitRollouts: 1 },
    after: worksArchived,
  },
  {
    title: 'a flag that wrongly says archived',
    sample: 'family',
    label: 'T',
    breaks: (home, threadId) => set(home, 'archived = 1, archived_at = 1795333500', threadId),
    before: [['resume', isArchived]],
    found: { flagAgainstLocation: 1 },
    after: worksActive,
  },
  {
    title: 'a home that was moved as a whole',
    sample: 'family',
    label: 'R',
    breaks: home =>
      withDatabase(
        home,
        database =>
          void database
            .prepare('UPDATE threads SET rollout_path = replace(rollout_path, ?, ?)')
            .run(home, systemPath('/gone/.codex')),
      ),
    before: [...stuck, ['resume', noRollout]],
    found: { rowBehindFile: 10 },
    after: worksActive,
  },
];

describe('repair, and the real Codex afterwards', () => {
  const folder = temporaryFolder();
  const testStart = Date.now();
  let home = '';
  beforeEach(() => {
    home = folder();
  });

  /** Runs `use` with a server that ends then. */
  const during = async <T>(server: StdioClient, use: (server: StdioClient) => Promise<T>): Promise<T> => {
    try {
      await server.initialize();
      return await use(server);
    } finally {
      await server.close();
    }
  };
  const placeInLists = (threadId: string): Promise<string> =>
    during(startCodex(home), async codex => {
      const isListed = async (archived: boolean): Promise<boolean> => {
        const params = { archived, limit: 100, useStateDbOnly: true, sourceKinds };
        const { data } = await codex.request<{ data: { id: string }[] }>('thread/list', params);
        return data.some(({ id }) => id === threadId);
      };
      const [active, archived] = [await isListed(false), await isListed(true)];
      return active ? (archived ? 'both' : 'active') : archived ? 'archived' : 'nowhere';
    });
  const answers = async (questions: Answers, threadId: string): Promise<Answers> => {
    const found: Answers = [];
    for (const [question] of questions) {
      const answer =
        question === 'list'
          ? await placeInLists(threadId)
          : await during(
              startCodex(home),
              async codex => (await codex.ask(`thread/${question}`, { threadId })).error?.message ?? 'done',
            );
      found.push([question, answer.replaceAll(threadId, 'ID')]);
    }
    return found;
  };
  const askOurs = <T>(method: string, params?: object): Promise<T> =>
    during(startOurs(home), ours => ours.request<T>(method, params));
  const state = (): object => {
    const { files, rows } = readHomeState(home, testStart);
    // A repair creates the day folders that it needs, and an undo leaves them.
    return { files: Object.fromEntries(Object.entries(files).filter(([, content]) => content !== 'folder')), rows };
  };

  for (const { title, sample, label, breaks, before, found, after } of cases) {
    it(title, async () => {
      const threadId = labelsOf(sample)[label] ?? '';
      copySample(sample, home);
      await breaks(home, threadId);
      assert.deepEqual(await answers(before, threadId), before, 'Codex, before');

      const broken = state();
      const check = await askOurs<CheckupResult>('threadTree/check');
      const kinds = check.issues.map(({ kind }) => kind);
      assert.deepEqual(
        Object.fromEntries(kinds.map(kind => [kind, kinds.filter(other => other === kind).length])),
        found,
      );
      const threadIds = [...new Set(check.issues.filter(({ repairable }) => repairable).map(issue => issue.threadId))];
      const repair = (): Promise<OperationResult> => askOurs<OperationResult>('threadTree/repair', { threadIds });
      const { operation, reports } = await repair();
      assert.deepEqual(
        reports,
        threadIds.map(threadId => ({ threadId, status: 'repaired' })),
      );

      const undone = await askOurs<OperationResult>('threadTree/undo', { operation });
      assert.deepEqual(new Set(undone.reports.map(({ status }) => status)), new Set(['restored']));
      assert.deepEqual(state(), broken, 'undone, it is as it was');

      await repair();
      assert.deepEqual((await askOurs<CheckupResult>('threadTree/check')).issues, []);
      assert.deepEqual(await answers(after, threadId), after, 'Codex, afterwards');
    }).timeout(60_000 * patience);
  }

  it('skips a thread that a running Codex has loaded, until it is released', async () => {
    const threadId = labelsOf('revert-and-fork').S ?? '';
    copySample('revert-and-fork', home);
    // The earlier rollout: Codex resumes the thread from the newest one.
    moveToArchive(
      home,
      rolloutPathOf(home, threadId)
        .replace('07-43-44', '07-43-43')
        .replace(/_[0-9a-f-]+\.jsonl$/, '.jsonl'),
    );
    const codex = startCodex(home);
    try {
      await codex.initialize();
      assert.equal((await codex.ask('thread/resume', { threadId })).error, undefined);
      const { issues } = await askOurs<CheckupResult>('threadTree/check');
      assert.deepEqual(
        issues.map(({ kind, repairable }) => [kind, repairable]),
        [['splitRollouts', false]],
      );
      assert.ok(issues[0]?.loadedBy, 'a running Codex has it loaded');
      const broken = state();
      const { reports } = await askOurs<OperationResult>('threadTree/repair', { threadIds: [threadId] });
      assert.deepEqual(
        reports.map(({ status }) => status),
        ['loaded'],
      );
      assert.deepEqual(state(), broken);
    } finally {
      await codex.close();
    }
    const { reports } = await askOurs<OperationResult>('threadTree/repair', { threadIds: [threadId] });
    assert.deepEqual(reports, [{ threadId, status: 'repaired' }]);
    assert.deepEqual((await askOurs<CheckupResult>('threadTree/check')).issues, []);
  });
});
