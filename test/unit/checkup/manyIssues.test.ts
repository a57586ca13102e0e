import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CheckupIssue, IssueKind } from '../../../src/protocol/methods';
import type { LockHolder } from '../../../src/protocol/references';
import { generateHome, rolloutPath, writeHome } from '../../fixtures/generateHome';
import { idOf } from '../../fixtures/ids';
import type { PlannedThread } from '../../fixtures/planForest';
import { thread } from '../../fixtures/smallHomes';
import { filesBelow } from '../../support/files';
import { rolloutContents } from '../../support/home';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { withStateDb } from '../../support/openedStateDb';
import { checkupOf, repair } from '../../support/checkup';
import { makesLinks, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Asserts that every text in an issue can be shown, and is not too long. */
const assertPlain = (issue: CheckupIssue): void => {
  const texts: string[] = [];
  JSON.stringify(issue, (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  assert.ok(texts.length > 1);
  for (const text of texts) {
    assert.doesNotMatch(text, unshowable);
    assert.ok(text.length <= 400, text);
  }
};

describe('a checkup of a whole home', () => {
  const folder = temporaryFolder();
  const at = (...parts: string[]): string => path.join(folder(), ...parts);
  const move = (from: string, to: string): void => {
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  };
  const brief = ({ kind, threadId, name, repairable }: CheckupIssue): string =>
    `${repairable ? '!' : ''}${kind} ${threadId.slice(-2)} ${name ?? '-'}`;

  /** One thread for each kind of issue, and one with three issues; `0f` has none. */
  const breakEverything = (): void => {
    const threads = ['01', '02', '03', '04', '05', '06', '07', '08', '0a', '0f'].map(label =>
      thread(label, { nickname: null, name: `Thread ${label}` }),
    );
    writeHome(folder(), threads);
    const of = (label: string): PlannedThread => threads.find(({ id }) => id === idOf(label)) as PlannedThread;
    const file = (label: string, archived = false): string => rolloutPath(folder(), of(label), archived);
    const meta = (label: string): string => `{"type":"session_meta","payload":{"id":"${idOf(label)}"}}\n`;
    mkdirSync(at('archived_sessions'));
    move(file('01'), file('01', true));
    writeFileSync(file('03', true).replace('.jsonl', `_${idOf('ff')}.jsonl`), meta('03'));
    copyFileSync(file('04'), file('04', true));
    rmSync(file('05'));
    // Three at once: its row is behind its file, its rollouts are split, and one is in both folders.
    for (const end of ['fd', 'fe']) writeFileSync(file('0a').replace('.jsonl', `_${idOf(end)}.jsonl`), meta('0a'));
    writeFileSync(file('0a', true).replace('.jsonl', `_${idOf('fd')}.jsonl`), 'another');
    move(file('0a'), file('0a', true));
    change(
      folder(),
      `
      UPDATE threads SET archived = 1, archived_at = 5 WHERE id = '${idOf('02')}';
      DELETE FROM threads WHERE id = '${idOf('06')}';
      INSERT INTO thread_spawn_edges VALUES ('${idOf('0f')}', '${idOf('ee')}', 'open'), ('${idOf('07')}', '${idOf('08')}', 'open'), ('${idOf('08')}', '${idOf('07')}', 'open')`,
    );
  };

  it('finds each of many issues once, and not those that were repaired afterwards', async () => {
    breakEverything();
    const { issues, ...counts } = await checkupOf(folder(), { staleLocks: [idOf('0f')] });
    const left = [
      'inBothLocations 04 Thread 04',
      'inBothLocations 0a Thread 0a',
      'rolloutMissing 05 Thread 05',
      'rowMissing 06 -',
      'danglingEdge ee -',
      'cyclicEdges 07 Thread 07',
      'staleLock 0f Thread 0f',
    ];
    assert.deepEqual(counts, { threads: 9, rollouts: 14, leftOut: {} });
    assert.deepEqual(issues.map(brief), [
      '!rowBehindFile 01 Thread 01',
      '!rowBehindFile 0a Thread 0a',
      '!flagAgainstLocation 02 Thread 02',
      '!splitRollouts 03 Thread 03',
      '!splitRollouts 0a Thread 0a',
      ...left,
    ]);

    const contents = rolloutContents(folder());
    for (const threadId of new Set(issues.map(({ threadId }) => threadId))) repair(folder(), threadId);
    const after = await checkupOf(folder(), { staleLocks: [idOf('0f')] });
    assert.deepEqual(after.issues.map(brief), left);
    assert.deepEqual(rolloutContents(folder()), contents);
  });

  it('does not repair a loaded thread, and says which Codex has it', async () => {
    breakEverything();
    const holder = { pid: 4711, command: 'codex' };
    const { issues } = await checkupOf(folder(), {
      loaded: new Map<string, LockHolder>([
        [idOf('01'), holder],
        [idOf('05'), { pid: 1, command: null }],
      ]),
    });
    const [loaded, ...others] = issues;
    assert.deepEqual([loaded?.threadId, loaded?.repairable, loaded?.loadedBy], [idOf('01'), false, holder]);
    assert.equal(others.filter(({ repairable }) => repairable).length, 4);
    assert.ok(
      others.every(({ loadedBy }) => loadedBy === null),
      'without a Codex that has it loaded, thread 05 could not be repaired either',
    );
  });

  it('names every thread in an issue, from its row or from session_index.jsonl', async () => {
    writeHome(folder(), [thread('01', { nickname: null, name: 'One' }), thread('02', { nickname: null, name: 'Two' })]);
    const [one, two] = [thread('01'), thread('02')].map(each => rolloutPath(folder(), each)) as [string, string];
    change(
      folder(),
      `
      UPDATE threads SET rollout_path = '${two}' WHERE id = '${idOf('01')}';
      INSERT INTO thread_spawn_edges VALUES ('${idOf('01')}', '${idOf('ee')}', 'open'), ('${idOf('ff')}', '${idOf('02')}', 'open')`,
    );
    writeFileSync(one.replace(idOf('01'), idOf('03')), `{"type":"session_meta","payload":{"id":"${idOf('02')}"}}\n`);
    const { issues } = await checkupOf(folder(), {
      read: use => withStateDb(folder(), db => use(db, id => (id === idOf('ee') ? 'Before 0.148' : undefined))),
    });
    const [behind, noRow, toSubAgent, toParent] = issues;
    assert.ok(behind?.kind === 'rowBehindFile' && noRow?.kind === 'rowMissing');
    assert.ok(toSubAgent?.kind === 'danglingEdge' && toParent?.kind === 'danglingEdge');
    assert.deepEqual(behind.row.fault, { code: 'otherOwner', owner: { threadId: idOf('02'), name: 'Two' } });
    assert.deepEqual(noRow.others.first[0]?.fault, {
      code: 'otherOwner',
      owner: { threadId: idOf('02'), name: 'Two' },
    });
    assert.deepEqual([noRow.name, behind.name], [null, 'One']);
    assert.deepEqual([toSubAgent.name, toSubAgent.parent.name], ['Before 0.148', 'One']);
    assert.deepEqual([toParent.name, toParent.parent], ['Two', { threadId: idOf('ff'), name: null }]);
  });

  it('lists 5,000 issues of a kind, and counts the rest', async () => {
    generateHome(folder(), 1, { threads: 1, roots: 1 });
    change(
      folder(),
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5003)
      INSERT INTO thread_spawn_edges SELECT '${idOf('01')}', 'sub-agent ' || i, 'open' FROM n`,
    );
    const { issues, leftOut } = await checkupOf(folder());
    assert.equal(issues.length, 5000);
    assert.deepEqual(leftOut, { danglingEdge: 3 });
  });

  it('opens no rollout of a thread whose row and file agree', async () => {
    const threads = generateHome(folder(), 2, { threads: 40, roots: 0.5, archived: 0.5 });
    // An empty rollout belongs to nobody: opening it would give an issue.
    for (const file of filesBelow(at('sessions')).concat(filesBelow(at('archived_sessions')))) writeFileSync(file, '');
    assert.deepEqual(await checkupOf(folder()), {
      threads: threads.length,
      rollouts: threads.length,
      issues: [],
      leftOut: {},
    });
  });

  it('repairs a home that was moved as a whole row by row', async () => {
    const threads = generateHome(folder(), 3, { threads: 60, roots: 0.3, archived: 0.4 });
    const rows = query(folder(), 'SELECT * FROM threads ORDER BY id');
    change(folder(), `UPDATE threads SET rollout_path = replace(rollout_path, '${folder()}', '/home/before/.codex')`);
    const { issues } = await checkupOf(folder());
    assert.deepEqual(
      issues.map(({ kind, repairable }) => [kind, repairable]),
      threads.map(() => ['rowBehindFile', true]),
    );
    for (const { id } of threads) assert.ok(repair(folder(), id).change);
    assert.deepEqual(query(folder(), 'SELECT * FROM threads ORDER BY id'), rows, 'rows as before the move');
  });

  it('a home without session folders, and one without threads', async () => {
    writeHome(folder(), [thread('01', { rollout: 'missing' })]);
    assert.deepEqual(
      (await checkupOf(folder())).issues.map(({ kind }) => kind),
      ['rolloutMissing'],
    );
    change(folder(), 'DELETE FROM threads');
    assert.deepEqual(await checkupOf(folder()), { threads: 0, rollouts: 0, issues: [], leftOut: {} });
  });

  const hasLinks = runsOn('unix', makesLinks);
  const link = folderLinks();
  const hostile: { title: string; runs?: boolean; breaks: () => void; finds: IssueKind[] }[] = [
    {
      title: 'texts that must not be shown unchanged',
      breaks: () =>
        change(
          folder(),
          `
      UPDATE threads SET name = char(27) || '[31m' || char(0x202e) || 'evil', rollout_path = '/tmp/' || char(10, 0x202e, 27) || '[2J[link](command:x)';
      INSERT INTO thread_spawn_edges VALUES (char(27) || '[31m', char(0x200b) || char(10) || 'child', 'open')`,
        ),
      finds: ['rowBehindFile', 'danglingEdge'],
    },
    {
      title: 'a path of a million characters',
      runs: runsOn('unix', 'expects the error of a name that is too long'),
      breaks: () => change(folder(), "UPDATE threads SET rollout_path = '/' || hex(zeroblob(500000))"),
      finds: ['rolloutMissing'],
    },
    {
      title: 'a path with a NUL',
      breaks: () =>
        change(folder(), `UPDATE threads SET rollout_path = '${at('sessions')}' || char(0) || '/../../etc/passwd'`),
      finds: ['rowBehindFile'],
    },
    {
      title: 'a path that leads out of the home',
      breaks: () => {
        move(rolloutPath(folder(), thread('01')), at('out.jsonl'));
        change(folder(), `UPDATE threads SET rollout_path = '${at('sessions')}/../out.jsonl'`);
      },
      finds: ['rolloutMissing'],
    },
    {
      title: 'a linked folder below sessions that leads out of the home',
      breaks: () => {
        const file = rolloutPath(folder(), thread('01'));
        move(path.dirname(file), at('outside'));
        link(path.dirname(file), at('outside'));
      },
      finds: ['rolloutMissing'],
    },
    {
      title: 'a link in the archive with the rollout’s name',
      runs: hasLinks,
      breaks: () => {
        const file = rolloutPath(folder(), thread('01'));
        mkdirSync(at('archived_sessions'));
        move(file, at(path.basename(file)));
        symlinkSync(at(path.basename(file)), rolloutPath(folder(), thread('01'), true));
      },
      finds: ['rolloutMissing'],
    },
    {
      title: 'columns with other types',
      breaks: () =>
        change(
          folder(),
          `
      UPDATE threads SET rollout_path = x'00ff', archived = 'no', name = x'80', title = 3.5;
      INSERT INTO thread_spawn_edges VALUES (x'00', 7, 'open')`,
        ),
      finds: ['rowBehindFile', 'danglingEdge'],
    },
  ];
  for (const { title, runs = true, breaks, finds } of hostile) {
    if (!runs) continue;
    it(`hostile: ${title}`, async () => {
      writeHome(folder(), [thread('01')]);
      breaks();
      const outside = (): string[] => readdirSync(folder()).filter(name => name.includes('out'));
      const before = outside();
      const { issues } = await checkupOf(folder());
      assert.deepEqual(
        issues.map(({ kind }) => kind),
        finds,
      );
      issues.forEach(assertPlain);
      const planned = repair(folder(), idOf('01'));
      assert.equal(planned.failure === undefined, issues[0]?.repairable);
      assert.deepEqual(outside(), before);
      assert.deepEqual(planned.change?.files ?? [], []);
    });
  }
});
