// Rows that are damaged or hostile, with the real server: each costs at most itself.
import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OperationResult, ThreadDetails, TreeListResponse, TreeRow } from '../../../src/protocol/methods';
import { idOf } from '../../fixtures/ids';
import { assertFailure, type ExpectedFailure } from '../../support/expectedFailure';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../../support/home';
import { makesLinks, runsOn } from '../../support/runsOn';
import { threadServers, type TestServer } from '../../support/server';
import { change, query } from '../../support/stateDb';
import type { Refusal } from '../../support/stdioClient';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('bad input: rows', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => mkdirSync(home()));

  const list = async (server: TestServer, view = 'threads', parentId: string | null = null): Promise<TreeRow[]> => {
    const { rows, problem } = await server.request<TreeListResponse>('threadTree/list', { view, parentId });
    assert.equal(problem, null);
    return rows;
  };
  const archive = async (server: TestServer, ...threadIds: string[]): Promise<string[]> => {
    const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds });
    return reports.map(({ threadId, status }) => `${threadId} ${status}`);
  };

  it('NULL in every column that allows it', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    // The real schema forbids most of it, so this uses the same table without constraints.
    change(
      home(),
      `CREATE TABLE loose AS SELECT * FROM threads; DROP TABLE threads; ALTER TABLE loose RENAME TO threads;
      UPDATE threads SET ${columnsOf(home())
        .filter(column => column !== 'id')
        .map(column => `${column} = NULL`)
        .join(', ')} WHERE id = '${ids.C}'`,
    );
    const server = await start(home());
    const [row] = await list(server, 'threads', ids.P);
    assert.deepEqual(row, {
      threadId: ids.C,
      parentId: ids.P,
      name: ids.C.slice(0, 8),
      kind: 'other',
      archived: false,
      archivedAt: null,
      recencyAt: 0,
      newestAt: 0,
      gitBranch: null,
      children: 0,
      descendants: 0,
      detached: false,
      between: false,
      attached: false,
      pinned: false,
      loaded: false,
      loadedDescendants: 0,
      live: null,
      liveDescendants: { waiting: 0, running: 0 },
      matchesBelow: null,
    });
    const details = await server.request<ThreadDetails>('threadTree/details', { threadId: ids.C });
    assert.deepEqual([details.thread.path, details.rollout, details.tokensUsed], [null, null, null]);
    assert.deepEqual(await archive(server, ids.P), [`${ids.P} archived`, `${ids.C} archived`]);
    assert.equal(server.log(), '');
  });

  it('bytes in every text column', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    const before = rolloutContents(home());
    change(
      home(),
      `UPDATE threads SET ${columnsOf(home())
        .filter(
          column => !['id', 'archived', 'archived_at', 'rollout_path'].includes(column) && !column.endsWith('_id'),
        )
        .map(column => `${column} = x'ff00fe41c3'`)
        .join(', ')}
      WHERE id = '${ids.C}'; UPDATE threads SET rollout_path = CAST(rollout_path AS BLOB) WHERE id = '${ids.C}'`,
    );
    const server = await start(home());
    const [row] = await list(server, 'threads', ids.P);
    assert.deepEqual([row?.threadId, row?.kind, row?.descendants], [ids.C, 'other', 1]);
    await server.request('threadTree/details', { threadId: ids.C });
    assert.deepEqual(await archive(server, ids.P), [`${ids.P} archived`, `${ids.G} archived`, `${ids.C} archived`]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  const sources: { source: string; kind: TreeRow['kind'] }[] = [
    { source: 'cli', kind: 'main' },
    { source: 'vscode', kind: 'main' },
    { source: 'exec', kind: 'exec' },
    { source: 'mcp', kind: 'other' },
    { source: 'telepathy', kind: 'other' },
    { source: '', kind: 'other' },
    { source: '{', kind: 'other' },
    { source: 'null', kind: 'other' },
    { source: '[]', kind: 'other' },
    { source: '7', kind: 'other' },
    { source: '{}', kind: 'other' },
    { source: '{"custom":"x"}', kind: 'other' },
    { source: '{"subagent":"review"}', kind: 'subAgent' },
    { source: '{"subagent":{"other":"x"}}', kind: 'subAgent' },
    { source: '{"subagent":null}', kind: 'other' },
    { source: '{"subagent":{"thread_spawn":null}}', kind: 'other' },
    { source: '{"subagent":{"thread_spawn":{"parent_thread_id":"../../etc","depth":1}}}', kind: 'other' },
    { source: '{"__proto__":{"subagent":"review"}}', kind: 'other' },
    { source: `{"subagent":"${'x'.repeat(100_000)}`, kind: 'other' },
    { source: '['.repeat(100_000), kind: 'other' },
  ];
  it('sources that are unknown, broken JSON or very long', async () => {
    const ids = drawHome(home(), Object.fromEntries(sources.map((_, at) => [`t${at}`, null])));
    for (const [at, { source }] of sources.entries())
      change(home(), `UPDATE threads SET source = '${source}' WHERE id = '${ids[`t${at}`]}'`);
    const server = await start(home());
    const rows = await list(server, 'all');
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      sources.map(({ kind }) => kind),
    );
    for (const { threadId } of rows) await server.request('threadTree/details', { threadId });
    await server.request('thread/list', { sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'subAgent', 'unknown'] });
    assert.equal(
      (await archive(server, ...Object.values(ids))).filter(report => report.endsWith(' archived')).length,
      sources.length,
    );
    assert.equal(server.log(), '');
  });

  const badIds = [
    '',
    '../../etc/passwd',
    '01A20000-0000-7000-8000-00000000000A',
    '01a2000000007000800000000000000b',
    'a\u0007b',
    `${'x'.repeat(5000)}`,
    '01a20000-0000-7000-8000-00000000000g',
    '__proto__',
  ];
  it('ids that are not UUIDs: leaves out the rows, and says so once', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(
      home(),
      badIds
        .map(
          id => `INSERT INTO threads (id, rollout_path, created_at, updated_at, source, model_provider, cwd, title, sandbox_policy, approval_mode)
      VALUES ('${id}', '/x', 1, 1, 'cli', 'openai', '/', '', '', '')`,
        )
        .join('; '),
    );
    const server = await start(home());
    assert.deepEqual(
      (await list(server, 'all')).map(({ threadId }) => threadId),
      [ids.P, ids.C],
    );
    change(home(), `UPDATE threads SET name = 'new' WHERE id = '${ids.P}'`);
    assert.equal((await list(server))[0]?.name, 'new');
    assert.equal(
      server
        .log()
        .split('\n')
        .filter(line => line !== '').length,
      1,
    );
    assert.match(server.log(), /state_5\.sqlite: rows of "threads" whose id is not a UUID are left out: 8\./);
    for (const threadId of badIds) {
      await assert.rejects(server.request('thread/archive', { threadId }), (error: Refusal) => error.code === -32600);
      assert.deepEqual(await archive(server, threadId), [`${threadId} rolloutMissing`]);
    }
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
  });

  it('edges to ids that are not UUIDs: reports and skips each, and continues with its sub-agents', async () => {
    const ids = drawHome(home(), { P: null, C: null });
    change(
      home(),
      `INSERT INTO thread_spawn_edges VALUES ('${ids.P}', '../../etc/passwd', 'open'), ('../../etc/passwd', '${ids.C}', 'open')`,
    );
    const server = await start(home());
    assert.deepEqual(await archive(server, ids.P), [
      '../../etc/passwd skipped',
      `${ids.P} archived`,
      `${ids.C} archived`,
    ]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
  });

  it('an edge whose ids are bytes or numbers', async () => {
    const ids = drawHome(home(), { P: null, C: null, D: null });
    change(
      home(),
      `INSERT INTO thread_spawn_edges VALUES (CAST('${ids.P}' AS BLOB), CAST('${ids.C}' AS BLOB), 'open'), (7, '${ids.D}', 8)`,
    );
    const server = await start(home());
    assert.deepEqual(await archive(server, ids.P), [`${ids.P} archived`, `${ids.C} archived`]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', D: 'active' });
  });

  it('a row whose id is bytes is not a row of that thread', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const before = rolloutContents(home());
    change(home(), `UPDATE threads SET id = CAST(id AS BLOB) WHERE id = '${ids.C}'`);
    const server = await start(home());
    const shown = (await list(server, 'all')).map(({ threadId }) => threadId);
    assert.deepEqual(shown, [ids.P]);
    await archive(server, ids.P);
    assert.deepEqual(rolloutContents(home()), before);
    assert.deepEqual(placesOf(home(), { P: ids.P }), { P: 'archived' });
  });

  it('deceptive text is shown as short plain text', async () => {
    const ids = drawHome(home(), {
      P: {
        parent: null,
        name: '\u202egnp.exe\u202c\u001b[31m\u0001 [x](command:evil)\nsecond line',
        branch: 'ma\u200bin\u0007',
      },
      Q: { parent: null, name: 'x'.repeat(1_000_000) },
      R: { parent: null, name: '\u200b\u200d' },
    });
    const server = await start(home());
    const rows = new Map((await list(server)).map(row => [row.threadId, row]));
    assert.deepEqual(
      [rows.get(ids.P)?.name, rows.get(ids.P)?.gitBranch],
      ['gnp.exe [x](command:evil) second line', 'main'],
    );
    assert.equal(rows.get(ids.Q)?.name.length, 200);
    assert.equal(rows.get(ids.R)?.name, 'R');
    assert.ok((await server.request<ThreadDetails>('threadTree/details', { threadId: ids.Q })).name.length <= 2000);
  });

  const hasLinks = runsOn('unix', makesLinks);
  const paths: {
    title: string;
    runs?: boolean;
    make: (rollout: string) => string;
    failure: ExpectedFailure;
  }[] = [
    {
      title: 'outside the home',
      make: rollout => {
        const outside = path.join(folder(), path.basename(rollout));
        copyFileSync(rollout, outside);
        return outside;
      },
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'outside, through ..',
      make: rollout => {
        copyFileSync(rollout, path.join(folder(), path.basename(rollout)));
        return `${home()}/sessions/../../${path.basename(rollout)}`;
      },
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'outside, through a linked folder in sessions',
      runs: hasLinks,
      make: rollout => {
        mkdirSync(path.join(folder(), 'outside'));
        copyFileSync(rollout, path.join(folder(), 'outside', path.basename(rollout)));
        symlinkSync(path.join(folder(), 'outside'), path.join(home(), 'sessions/linked'));
        return path.join(home(), 'sessions/linked', path.basename(rollout));
      },
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'a link in sessions to a file outside',
      runs: hasLinks,
      make: rollout => {
        const outside = path.join(folder(), 'outside.jsonl');
        copyFileSync(rollout, outside);
        const link = path.join(home(), 'sessions', path.basename(rollout));
        symlinkSync(outside, link);
        return link;
      },
      failure: { code: 'notARegularFile' },
    },
    {
      title: 'a program',
      make: () => process.execPath,
      failure: { code: 'rolloutOutside', path: process.execPath },
    },
    {
      title: 'a device',
      runs: runsOn('unix', 'names a device of Unix; those of Windows are in windowsRows.test.ts'),
      make: () => '/dev/zero',
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'the state DB',
      make: () => path.join(home(), 'state_5.sqlite'),
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'a file in sessions that is not a rollout',
      make: () => {
        writeFileSync(path.join(home(), 'sessions/notes.jsonl'), '{}');
        return path.join(home(), 'sessions/notes.jsonl');
      },
      failure: { code: 'badRolloutName' },
    },
    {
      title: 'relative',
      runs: runsOn('unix', 'no relative path leads to another drive'),
      make: rollout => path.relative(process.cwd(), rollout),
      failure: { code: 'rolloutOutside', location: 'active' },
    },
    {
      title: 'with a NUL in it',
      make: rollout => `${rollout}' || char(0) || 'x`,
      failure: { code: 'rolloutMissing', location: 'active' },
    },
    {
      title: 'five thousand characters',
      make: () => `${home()}/sessions/${'x'.repeat(5000)}`,
      // Windows does not tell a name that is too long from one that is not there.
      failure: { code: process.platform === 'win32' ? 'rolloutMissing' : 'refused' },
    },
    { title: 'empty', make: () => '', failure: { code: 'rolloutMissing', location: 'active' } },
    {
      title: 'another thread’s',
      make: () => rolloutOf(home(), idOf(4)),
      failure: { code: 'otherOwner', owner: { threadId: idOf(4), name: 'other' } },
    },
    {
      title: 'a missing file',
      make: rollout => {
        rmSync(rollout);
        return rollout;
      },
      failure: { code: 'rolloutMissing', location: 'active' },
    },
  ];
  for (const { title, runs = true, make, failure } of paths) {
    if (!runs) continue;
    it(`a rollout path: ${title}. Nothing of that thread is touched`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P', G: 'C', other: null });
      change(home(), `UPDATE threads SET rollout_path = '${make(rolloutOf(home(), ids.C))}' WHERE id = '${ids.C}'`);
      const [before, row] = [rolloutContents(home()), query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`)];
      const server = await start(home());
      const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
      assert.deepEqual(
        reports.map(report => `${report.threadId} ${report.status}`),
        [
          `${ids.P} archived`,
          `${ids.G} archived`,
          `${ids.C} ${failure.code === 'rolloutMissing' ? failure.code : 'failed'}`,
        ],
      );
      assertFailure(reports[2]?.failure, failure);
      assert.deepEqual(query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`), row);
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual(placesOf(home(), { P: ids.P, G: ids.G }), { P: 'archived', G: 'archived' });
      const { rollout } = await server.request<ThreadDetails>('threadTree/details', { threadId: ids.C });
      assert.ok(rollout === null || rollout.path.startsWith(path.join(home(), 'sessions') + path.sep));
      await server
        .request('thread/read', { threadId: ids.C })
        .catch((error: Refusal) => assert.doesNotMatch(error.message, /Internal error/));
      await server.request('thread/list', {});
      assert.ok(existsSync(process.execPath));
      assert.equal(server.log(), '');
    });
  }
});

function columnsOf(home: string): string[] {
  return query(home, "SELECT name FROM pragma_table_info('threads')").map(({ name }) => String(name));
}
