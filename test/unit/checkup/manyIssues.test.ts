import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IssueKind, CheckupIssue } from '../../../src/protocol/methods';
import { generateHome, rolloutPath, writeHome } from '../../fixtures/generateHome';
import type { PlannedThread } from '../../fixtures/planForest';
import { idOf, thread } from '../../fixtures/smallHomes';
import { change, filesBelow, query, rolloutContents } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';
import { checkHome, repair } from '../../support/checkup';

/** Every text of a finding, and everything in it that must not be shown. */
const unshowable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const assertPlain = ({ threadId, name, problem, remedy }: CheckupIssue): void => {
  for (const text of [threadId, name, problem, remedy]) {
    assert.doesNotMatch(text, unshowable);
    assert.ok(text.length < 3000, text);
  }
  assert.notEqual(name, '');
};

describe('the check of a home', () => {
  const folder = temporaryFolder();
  const at = (...parts: string[]): string => path.join(folder(), ...parts);
  const move = (from: string, to: string): void => {
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  };
  const brief = ({ kind, threadId, name, repairable }: CheckupIssue): string =>
    `${repairable ? '!' : ''}${kind} ${threadId.slice(-2)} ${name}`;

  /** One thread for each kind, and one with three things wrong; `0f` is what is right. */
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
    // All at once: behind its file, split, and a double.
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

  it('in which everything is wrong at once: each thing is found once, and what can be repaired is gone afterwards', async () => {
    breakEverything();
    const { issues, ...counts } = await checkHome(folder(), { staleLocks: [idOf('0f')] });
    const left = [
      'inBothPlaces 04 Thread 04',
      'inBothPlaces 0a Thread 0a',
      'rolloutMissing 05 Thread 05',
      'rowMissing 06 019f0000',
      'danglingEdge ee 019f0000',
      'cyclicEdges 07 Thread 07',
      'staleLock 0f Thread 0f',
    ];
    assert.deepEqual(counts, { threads: 9, rollouts: 14, leftOut: {} });
    assert.deepEqual(issues.map(brief), [
      '!rowBehindFile 01 Thread 01',
      '!rowBehindFile 0a Thread 0a',
      '!flagAgainstPlace 02 Thread 02',
      '!splitRollouts 03 Thread 03',
      '!splitRollouts 0a Thread 0a',
      ...left,
    ]);

    const contents = rolloutContents(folder());
    for (const threadId of new Set(issues.map(({ threadId }) => threadId))) repair(folder(), threadId);
    const after = await checkHome(folder(), { staleLocks: [idOf('0f')] });
    assert.deepEqual(after.issues.map(brief), left);
    assert.deepEqual(rolloutContents(folder()), contents);
  });

  it('a thread in use is not repaired, and who has it is said', async () => {
    breakEverything();
    const { issues } = await checkHome(folder(), {
      held: new Map([
        [idOf('01'), { pid: 4711, command: 'codex\u202e' }],
        [idOf('05'), { pid: 1, command: undefined }],
      ]),
    });
    const [held, ...others] = issues;
    assert.deepEqual(
      [held?.repairable, held?.remedy],
      [false, 'In use by Codex (process 4711, codex). Close the thread there and try again.'],
    );
    assert.equal(others.filter(({ repairable }) => repairable).length, 4);
    assert.match(
      others.find(({ kind }) => kind === 'rolloutMissing')?.remedy ?? '',
      /^Nothing is done: without a rollout/,
    );
  });

  it('lists 5,000 findings of a kind and counts the others', async () => {
    generateHome(folder(), 1, { threads: 1, roots: 1 });
    change(
      folder(),
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5003)
      INSERT INTO thread_spawn_edges SELECT '${idOf('01')}', 'child ' || i, 'open' FROM n`,
    );
    const { issues, leftOut } = await checkHome(folder());
    assert.equal(issues.length, 5000);
    assert.deepEqual(leftOut, { danglingEdge: 3 });
  });

  it('opens no rollout of a thread whose row and file agree', async () => {
    const threads = generateHome(folder(), 2, { threads: 40, roots: 0.5, archived: 0.5 });
    // Without contents a rollout is nobody's: whoever opened it would say so.
    for (const file of filesBelow(at('sessions')).concat(filesBelow(at('archived_sessions')))) writeFileSync(file, '');
    assert.deepEqual(await checkHome(folder()), {
      threads: threads.length,
      rollouts: threads.length,
      issues: [],
      leftOut: {},
    });
  });

  it('a home that was moved as a whole is repaired row by row', async () => {
    const threads = generateHome(folder(), 3, { threads: 60, roots: 0.3, archived: 0.4 });
    const rows = query(folder(), 'SELECT * FROM threads ORDER BY id');
    change(folder(), `UPDATE threads SET rollout_path = replace(rollout_path, '${folder()}', '/home/before/.codex')`);
    const { issues } = await checkHome(folder());
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
      (await checkHome(folder())).issues.map(({ kind }) => kind),
      ['rolloutMissing'],
    );
    change(folder(), 'DELETE FROM threads');
    assert.deepEqual(await checkHome(folder()), { threads: 0, rollouts: 0, issues: [], leftOut: {} });
  });

  const hostile: { title: string; breaks: () => void; finds: IssueKind[] }[] = [
    {
      title: 'texts that are not to be shown',
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
        symlinkSync(at('outside'), path.dirname(file));
      },
      finds: ['rolloutMissing'],
    },
    {
      title: 'a link in the archive, of the rollout’s name',
      breaks: () => {
        const file = rolloutPath(folder(), thread('01'));
        mkdirSync(at('archived_sessions'));
        move(file, at(path.basename(file)));
        symlinkSync(at(path.basename(file)), rolloutPath(folder(), thread('01'), true));
      },
      finds: ['rolloutMissing'],
    },
    {
      title: 'columns of other types',
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
  for (const { title, breaks, finds } of hostile) {
    it(`hostile: ${title}`, async () => {
      writeHome(folder(), [thread('01')]);
      breaks();
      const outside = (): string[] => readdirSync(folder()).filter(name => name.includes('out'));
      const before = outside();
      const { issues } = await checkHome(folder());
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
