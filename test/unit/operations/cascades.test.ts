import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationKind } from '../../../src/protocol/operations';
import { subtreeSource, sessionFolders } from '../../../src/server/operations/subtreeSource';
import { planCascades } from '../../../src/server/operations/cascades';
import { moveIn } from '../../../src/server/operations/planMove';
import { operationId } from '../../../src/server/operations/lease';
import { idOf } from '../../fixtures/ids';
import { filesBelow } from '../../support/files';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../../support/home';
import { sqlProcesses } from '../../support/sqlProcess';
import { change, query, stateDbOf } from '../../support/stateDb';
import { rejectedFailure } from '../../support/thrownFailure';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

describe('cascades on a home', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const never = new AbortController().signal;

  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  /** Archives or unarchives a subtree; returns `thread status` for each report, by label, and the failures. */
  const cascade = async (
    operation: OperationKind,
    ids: Record<string, string>,
    root: string,
    signal = never,
  ): Promise<{ reports: string[]; failures: Failure[] }> => {
    const { reports } = await opened.cascade(operation, [ids[root] ?? root], { signal });
    return {
      reports: brief(reports, ids),
      failures: reports.flatMap(({ failure }) => failure ?? []),
    };
  };
  it('archives a subtree and unarchives it again', async () => {
    const ids = drawHome(home(), { P: null, A: 'P', B: { parent: 'P', edge: 'closed' }, A1: 'A', other: null });
    const before = rolloutContents(home());
    assert.deepEqual((await cascade('archive', ids, 'P')).reports, [
      'P archived',
      'A1 archived',
      'B archived',
      'A archived',
    ]);
    assert.deepEqual(placesOf(home(), ids), {
      P: 'archived',
      A: 'archived',
      B: 'archived',
      A1: 'archived',
      other: 'active',
    });
    assert.deepEqual((await cascade('unarchive', ids, 'P')).reports, [
      'P unarchived',
      'A unarchived',
      'B unarchived',
      'A1 unarchived',
    ]);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', A: 'active', B: 'active', A1: 'active', other: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('archives the descendants of kept roots, and an undo restores exactly those', async () => {
    const ids = drawHome(home(), { P: null, A: 'P', A1: 'A', Q: null, B: 'Q', other: null });
    const before = placesOf(home(), ids);
    const { operation, reports } = await opened.cascade('archive', [ids.P, ids.Q], { keep: new Set([ids.P, ids.Q]) });
    assert.deepEqual(brief(reports, ids), ['A1 archived', 'A archived', 'B archived']);
    assert.deepEqual(placesOf(home(), ids), { ...before, A: 'archived', A1: 'archived', B: 'archived' });
    await opened.undo(operation);
    assert.deepEqual(placesOf(home(), ids), before);
  });

  it('moves exactly the threads of a plan, and reports those that came later', async () => {
    const ids = drawHome(home(), {
      P: null,
      C: 'P',
      noRow: 'P',
      loaded: 'P',
      archived: { parent: 'P', archived: true },
      Q: { parent: null, archived: true },
      R: { parent: null, rollout: 'nowhere' },
    });
    change(home(), `DELETE FROM threads WHERE id = '${ids.noRow}'`);
    const roots = [ids.P, ids.Q, ids.R];
    const plan = await opened.run((lease, model) =>
      Promise.resolve(planCascades(lease.home, model, roots, { kind: 'archive' })),
    );
    const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
    assert.deepEqual(
      plan.map(({ root, threadIds }) => [root, ...threadIds].map(id => labels.get(id)).join(' ')),
      ['P P loaded noRow C', 'Q', 'R'],
    );
    change(home(), `UPDATE threads SET archived = 0 WHERE id = '${ids.archived}'`);
    const only = new Set(plan.flatMap(({ threadIds }) => threadIds));
    const { reports } = await opened.cascade('archive', roots, { only });
    assert.deepEqual(
      brief(reports, ids).filter(report => report.endsWith(' archived') || report.endsWith(' skipped')),
      ['archived skipped', 'P archived', 'loaded archived', 'noRow archived', 'C archived'],
    );
    assert.deepEqual(reports.find(({ threadId }) => threadId === ids.archived)?.failure, { code: 'notInPlan' });
  });

  it('archiving keeps a file’s time; unarchiving sets it to now, and moves to the day folder in its name', async () => {
    const ids = drawHome(home(), { P: null });
    const time = statSync(rolloutOf(home(), ids.P)).mtimeMs;
    await cascade('archive', ids, 'P');
    assert.equal(statSync(rolloutOf(home(), ids.P)).mtimeMs, time);
    const begun = Date.now();
    await cascade('unarchive', ids, 'P');
    const file = rolloutOf(home(), ids.P);
    assert.equal(path.relative(home(), path.dirname(file)), path.join('sessions', '2026', '05', '01'));
    assert.ok(statSync(file).mtimeMs >= begun - 1 && statSync(file).mtimeMs <= Date.now() + 1);
  });

  it('knows where a thread is from its row, otherwise from the name of its rollout', async () => {
    const ids = drawHome(home(), {
      active: null,
      archived: { parent: null, archived: true },
      row: { parent: null, rollout: 'missing' },
      noRow: null,
      noRowArchived: { parent: null, archived: true },
      nowhere: { parent: 'active', rollout: 'nowhere' },
    });
    change(home(), `DELETE FROM threads WHERE id IN ('${ids.noRow}', '${ids.noRowArchived}')`);
    const source = await opened.run((lease, model) =>
      Promise.resolve(subtreeSource(model, sessionFolders(lease.home), new Map())),
    );
    const locations = Object.fromEntries(Object.entries(ids).map(([label, id]) => [label, source.locationOf(id)]));
    assert.deepEqual(locations, {
      active: 'active',
      archived: 'archived',
      row: 'active',
      noRow: 'active',
      noRowArchived: 'archived',
      nowhere: 'missing',
    });
    assert.equal(source.locationOf('../../etc/passwd'), 'invalidId');
    assert.equal(source.locationOf(ids.active.toUpperCase()), 'invalidId');
  });

  it('moves the rollout of a thread without a row, and creates none', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(home(), `DELETE FROM threads WHERE id = '${ids.C}'`);
    assert.deepEqual((await cascade('archive', ids, 'P')).reports, ['P archived', 'C archived']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'no row, archived' });
  });

  it('moves by names alone if there is no state DB', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    rmSync(stateDbOf(home()));
    assert.deepEqual((await cascade('archive', ids, 'P')).reports, ['P archived']);
    assert.deepEqual(filesBelow(path.join(home(), 'archived_sessions')), [rolloutOf(home(), ids.P)]);
    assert.ok(!readdirSync(home()).includes('state_5.sqlite'));
  });

  const hasLinks = runsOn('unix', makesLinks);
  const link = folderLinks();
  const failures: {
    title: string;
    runs?: boolean;
    prepare: (ids: Record<'P' | 'C' | 'G', string>) => void;
    status?: string;
    /** `file` is the path in C's row. */
    failure: (file: string, ids: Record<'P' | 'C' | 'G', string>) => Failure;
    file?: string;
  }[] = [
    {
      title: 'a trigger refuses its row',
      prepare: ({ C }) =>
        change(
          home(),
          `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${C}' BEGIN SELECT RAISE(ABORT, 'no, not this'); END`,
        ),
      failure: () => ({ code: 'rowNotWritten', because: { code: 'rowRefused', cause: 'no, not this' } }),
    },
    {
      title: 'an archived file has its name',
      prepare: ({ C }) => writeFileSync(archivedFile(rolloutOf(home(), C)), 'older'),
      failure: file => ({ code: 'destinationTaken', destination: archivedFile(file), location: 'archived' }),
      file: 'both',
    },
    {
      title: 'a folder in the archive has its name',
      prepare: ({ C }) => mkdirSync(archivedFile(rolloutOf(home(), C))),
      failure: file => ({ code: 'refused', error: 'EISDIR', path: archivedFile(file), makingFolder: false }),
    },
    {
      title: 'its rollout is missing',
      prepare: ({ C }) => rmSync(rolloutOf(home(), C)),
      status: 'rolloutMissing',
      failure: file => ({ code: 'rolloutMissing', path: file, location: 'active' }),
      file: 'no file',
    },
    {
      title: 'its rollout is outside',
      prepare: ({ C }) => {
        const outside = path.join(home(), path.basename(rolloutOf(home(), C)));
        copyFileSync(rolloutOf(home(), C), outside);
        change(home(), `UPDATE threads SET rollout_path = '${outside}' WHERE id = '${C}'`);
      },
      failure: file => ({ code: 'rolloutOutside', path: file, location: 'active' }),
      file: 'row elsewhere',
    },
    {
      title: 'its path is too long',
      runs: runsOn('unix', 'expects the error of a name that is too long'),
      prepare: ({ C }) =>
        change(home(), `UPDATE threads SET rollout_path = '${home()}/sessions/${'x'.repeat(300)}' WHERE id = '${C}'`),
      failure: file => ({ code: 'refused', error: 'ENAMETOOLONG', path: file, makingFolder: false }),
      file: 'row elsewhere',
    },
    {
      title: 'its rollout is another thread’s',
      prepare: ({ C, G }) => writeFileSync(rolloutOf(home(), C), `{"type":"session_meta","payload":{"id":"${G}"}}\n`),
      failure: (file, { G }) => ({ code: 'otherOwner', path: file, owner: { threadId: G, name: null } }),
    },
  ];
  for (const { title, runs = true, prepare, status = 'failed', failure, file = 'active' } of failures) {
    if (!runs) continue;
    it(`a thread that cannot be moved does not stop the others: ${title}`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
      mkdirSync(path.join(home(), 'archived_sessions'));
      prepare(ids);
      const [before, row] = [rolloutContents(home()), query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`)];
      const { reports, failures: found } = await cascade('archive', ids, 'P');
      assert.deepEqual(reports, ['P archived', 'G archived', `C ${status}`]);
      assert.deepEqual(found, [failure(String(row[0]?.rollout_path), ids)]);
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual(query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`), row);
      const locations = placesOf(home(), ids);
      assert.deepEqual([locations.P, locations.G], ['archived', 'archived']);
      if (file === 'active') assert.equal(locations.C, 'active');
    });
  }

  function archivedFile(file: string): string {
    return path.join(home(), 'archived_sessions', path.basename(file));
  }

  it('if the database ends a transaction, its threads fail, and all files are put back', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P', E: 'P' });
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.C}' BEGIN SELECT RAISE(ROLLBACK, 'disk on fire'); END`,
    );
    const before = rolloutContents(home());
    const { reports, failures: found } = await cascade('archive', ids, 'P');
    assert.deepEqual(reports, ['P archived', 'E failed', 'D failed', 'C failed']);
    const because: Failure = { code: 'stateDbNotWritable', path: stateDbOf(home()), cause: 'disk on fire' };
    assert.deepEqual(found, Array(3).fill({ code: 'rowNotWritten', because }));
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', D: 'active', E: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('cancelled while the database is locked: nothing moves', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const abort = new AbortController();
    const statuses: string[] = [];
    const { reports } = await opened.cascade('archive', [ids.P], {
      signal: abort.signal,
      onStatus: ({ status, waitsFor }) => {
        statuses.push(status);
        if (status === 'archiving' && waitsFor === 'stateDb') abort.abort();
      },
    });
    assert.deepEqual(reports, [
      { threadId: ids.P, status: 'skipped', failure: { code: 'cancelled' } },
      { threadId: ids.C, status: 'skipped', failure: { code: 'cancelled' } },
    ]);
    assert.ok(statuses.includes('archiving'));
    assert.equal(filesBelow(path.join(home(), 'archived_sessions')).length, 0);
  });

  it('skips what Codex has moved meanwhile', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P' });
    const [first, second, third] = await opened.run(lease => {
      change(home(), `UPDATE threads SET archived = 1 WHERE id = '${ids.C}'`);
      rmSync(rolloutOf(home(), ids.D));
      const threadIds = [ids.C, ids.D, ids.P];
      const plan = moveIn(sessionFolders(lease.home), 'archive');
      return lease.journalled(
        { operation: operationId('archive'), kind: 'archive', roots: threadIds, threads: threadIds },
        mover => mover.change(threadIds, plan, { onWait: () => undefined, signal: never }),
      );
    });
    assert.equal(first?.failure?.code, 'movedMeanwhile');
    assert.equal(second?.failure?.code, 'rolloutMissing');
    assert.deepEqual(third, {});
    assert.match(fileAt(ids.C), /^sessions/);
  });

  function fileAt(id: string): string {
    return path.relative(home(), rolloutOf(home(), id));
  }

  const other = idOf(99);

  it('all rollouts of a reverted thread move, or none', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const [main, second] = [rolloutOf(home(), ids.C), rolloutOf(home(), ids.C).replace('.jsonl', `_${other}.jsonl`)];
    copyFileSync(main, second);
    mkdirSync(path.join(home(), 'archived_sessions', path.basename(second)), { recursive: true });
    assert.deepEqual((await cascade('archive', ids, 'P')).reports, ['P archived', 'C failed']);
    assert.deepEqual(filesBelow(path.join(home(), 'sessions')), [main, second]);
    rmSync(path.join(home(), 'archived_sessions', path.basename(second)), { recursive: true });
    assert.deepEqual((await cascade('archive', ids, 'P')).reports, ['P alreadyArchived', 'C archived']);
    assert.deepEqual(filesBelow(path.join(home(), 'sessions')), []);
    assert.equal(
      query(home(), `SELECT rollout_path FROM threads WHERE id = '${ids.C}'`)[0]?.rollout_path,
      path.join(home(), 'archived_sessions', path.basename(main)),
    );
  });

  it('does not overwrite a copy in another day folder: nothing of that thread moves', async () => {
    const ids = drawHome(home(), { P: null });
    const main = rolloutOf(home(), ids.P);
    const copy = path.join(home(), 'sessions/2026/04/30', path.basename(main));
    mkdirSync(path.dirname(copy), { recursive: true });
    writeFileSync(copy, `${readFileSync(main, 'utf8')}and more\n`);
    const before = rolloutContents(home());
    const { reports, failures: found } = await cascade('archive', ids, 'P');
    assert.deepEqual(reports, ['P failed']);
    const [failure] = found;
    assert.ok(failure?.code === 'twoOfOneName');
    assert.deepEqual([failure.first, failure.second].sort(), [copy, main].sort());
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('works in a home that was moved behind a link, where rows have the old path', async () => {
    const real = path.join(home(), 'real');
    mkdirSync(real);
    const ids = drawHome(real, { P: null, C: 'P' });
    link(path.join(home(), 'codex'), real);
    change(real, `UPDATE threads SET rollout_path = replace(rollout_path, '${real}', '${path.join(home(), 'codex')}')`);
    const linked = openOperations(path.join(home(), 'codex'));
    assert.deepEqual(brief((await linked.cascade('archive', [ids.P])).reports, ids), ['P archived', 'C archived']);
    linked.close();
    assert.deepEqual(placesOf(real, { P: ids.P }), { P: 'archived' });
  });

  const archives: { title: string; runs?: boolean; prepare: () => void; error: string; makingFolder: boolean }[] = [
    {
      title: 'the archive is a file',
      prepare: () => writeFileSync(path.join(home(), 'archived_sessions'), ''),
      error: 'EEXIST',
      makingFolder: true,
    },
    {
      title: 'the archive is a dangling link',
      runs: hasLinks,
      prepare: () => symlinkSync('nowhere', path.join(home(), 'archived_sessions')),
      error: 'ENOENT',
      makingFolder: true,
    },
  ];
  for (const { title, runs = true, prepare, error, makingFolder } of archives) {
    if (!runs) continue;
    it(`fails if ${title}, and moves nothing`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      prepare();
      const { reports, failures: found } = await cascade('archive', ids, 'P');
      assert.deepEqual(reports, ['P failed', 'C skipped']);
      assert.deepEqual(found, [
        { code: 'refused', error, path: path.join(home(), 'archived_sessions'), makingFolder },
        { code: 'rootNotMoved' },
      ]);
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    });
  }

  if (hasLinks) {
    it('fails if the sessions cannot be read', async () => {
      const ids = drawHome(home(), { P: null });
      const sessions = path.join(home(), 'sessions');
      rmSync(sessions, { recursive: true });
      symlinkSync('sessions', sessions);
      const failure = await rejectedFailure(cascade('archive', ids, 'P'));
      assert.ok(failure.code === 'rolloutFolderUnreadable');
      assert.equal(failure.folder, sessions);
    });
  }

  it('lets other requests get their turn between transactions, so that it can be cancelled', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    const abort = new AbortController();
    const { reports } = await opened.cascade('archive', [ids.P], {
      signal: abort.signal,
      onStatus: ({ status }) => status === 'archived' && setImmediate(() => abort.abort()),
    });
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['archived', 'skipped', 'skipped'],
    );
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', G: 'active' });
  });

  it('moves many threads in several transactions', async () => {
    const ids = drawHome(
      home(),
      Object.fromEntries([['P', null], ...Array.from({ length: 1200 }, (_, at) => [`C${at}`, 'P'])]) as Record<
        string,
        string | null
      >,
    );
    const before = rolloutContents(home());
    const { reports } = await cascade('archive', ids, 'P');
    assert.equal(reports.filter(report => report.endsWith(' archived')).length, 1201);
    assert.deepEqual(
      new Set(
        Object.values(placesOf(home(), { P: ids.P as string, C0: ids.C0 as string, C1199: ids.C1199 as string })),
      ),
      new Set(['archived']),
    );
    assert.deepEqual(query(home(), 'SELECT count(*) AS count FROM threads WHERE archived = 1'), [{ count: 1201 }]);
    assert.deepEqual(rolloutContents(home()), before);
  });
});
