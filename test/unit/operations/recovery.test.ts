// Recovery from every state in which a thread can be when its process dies. test/kills tests with real kills.
import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { listEntries } from '../../../src/server/operations/journal/lookAtJournal';
import { journalFileIn, journalFolderOf, newOperationId } from '../../../src/server/operations/journal/journalFolder';
import { FailureError } from '../../../src/server/failure';
import { partialOf } from '../../../src/server/files/copyFile';
import type { FileMove, RowState, ThreadChange } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../../support/home';
import { beginEntry } from '../../support/journal';
import { sqlProcesses } from '../../support/sqlProcess';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { change, query, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('recovery', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const never = new AbortController().signal;
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.home.close());

  const folder = (): string => journalFolderOf(path.join(home(), 'journal'), home());
  /** The change that archiving the thread is about to make, with all its rollouts. */
  const changeOf = (id: string): ThreadChange => {
    const [row] = query(
      home(),
      `SELECT rollout_path, archived, archived_at, updated_at, updated_at_ms FROM threads WHERE id = '${id}'`,
    );
    const main = String(row?.rollout_path);
    const files = readdirSync(path.dirname(main))
      .filter(name => name.includes(id))
      .map(name => path.join(path.dirname(main), name))
      .sort((one, two) => Number(two === main) - Number(one === main) || 1)
      .map((from): FileMove => ({
        from,
        to: path.join(home(), 'archived_sessions', path.basename(from)),
        size: lstatSync(from).size,
        mtimeMs: lstatSync(from).mtimeMs,
      }));
    const before: RowState = {
      rolloutPath: main,
      archived: false,
      archivedAt: null,
      updatedAt: Number(row?.updated_at),
      updatedAtMs: Number(row?.updated_at_ms),
    };
    return {
      threadId: id,
      files,
      row: { before, after: { ...before, rolloutPath: files[0]?.to ?? '', archived: true, archivedAt: 1_800_000_000 } },
    };
  };
  /** Makes the journal entry of an archive that died after it had noted these changes. */
  const died = (threads: string[], changes: ThreadChange[]): string => {
    mkdirSync(path.join(home(), 'archived_sessions'), { recursive: true });
    const operation = newOperationId('archive', Date.now());
    beginEntry(folder(), home(), { operation, kind: 'archive', roots: threads.slice(0, 1), threads }, entry =>
      entry.changes(changes),
    );
    return operation;
  };
  const move = ({ files }: ThreadChange): void => {
    for (const { from, to } of files) renameSync(from, to);
  };
  const filesIn = (name: string): number => readdirSync(path.join(home(), name)).length;
  const recover = () => opened.operations.recover(never);
  const entries = (): [string, string][] =>
    listEntries(folder(), home()).map(({ operation, isOpen }) => [operation, isOpen ? 'open' : 'closed']);

  it('the file was moved, but not the row: the row follows, and the operation is done', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    const operation = died([ids.P], [planned]);
    move(planned);
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived' });
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
    assert.deepEqual(entries(), [[operation, 'closed']]);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active' });
  });

  describe('of what a Codex was asked to archive', () => {
    const asked = (changes: ThreadChange[]): ThreadChange[] => changes.map(each => ({ ...each, asked: true }));
    /** As Codex does it: with times of its own, and lines about the turn that it has interrupted. */
    const archivedByCodex = ({ threadId, files: [main] }: ThreadChange): void => {
      const { from, to } = main as FileMove;
      appendFileSync(from, '{}\n');
      renameSync(from, to);
      change(
        home(),
        `UPDATE threads SET archived = 1, archived_at = 1800000007, rollout_path = '${to}', updated_at = 1800000006,
        updated_at_ms = 1800000006123 WHERE id = '${threadId}'`,
      );
    };
    const rows = (): object[] => query(home(), 'SELECT * FROM threads ORDER BY id');

    it('it has done so: the operation is done, and its undo restores the row as it was', async () => {
      const ids = drawHome(home(), { P: null });
      const [before, planned] = [rows(), changeOf(ids.P)];
      const operation = died([ids.P], asked([planned]));
      archivedByCodex(planned);
      assert.deepEqual(await recover(), []);
      assert.deepEqual(entries(), [[operation, 'closed']]);
      const contents = rolloutContents(home());
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
      assert.deepEqual([rows(), rolloutContents(home())], [before, contents]);
    });

    it('what was used since is not undone', async () => {
      const ids = drawHome(home(), { P: null });
      const planned = changeOf(ids.P);
      const operation = died([ids.P], asked([planned]));
      archivedByCodex(planned);
      await recover();
      appendFileSync(planned.files[0]?.to ?? '', '{}\n');
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P skipped']);
      assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
    });

    it('it has moved the file, but not written the row: the row follows', async () => {
      const ids = drawHome(home(), { P: null });
      const [before, planned] = [rows(), changeOf(ids.P)];
      const operation = died([ids.P], asked([planned]));
      move(planned);
      assert.deepEqual(await recover(), []);
      assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
      assert.deepEqual(rows(), before);
    });

    it('it has put the file back, but the row says archived: the row follows', async () => {
      const ids = drawHome(home(), { P: null });
      const [before, planned] = [rows(), changeOf(ids.P)];
      died([ids.P], asked([planned]));
      archivedByCodex(planned);
      renameSync(planned.files[0]?.to ?? '', planned.files[0]?.from ?? '');
      assert.deepEqual(await recover(), []);
      assert.deepEqual([rows(), entries()], [before, []]);
    });

    it('it has done nothing: the operation is forgotten', async () => {
      const ids = drawHome(home(), { P: null });
      died([ids.P], asked([changeOf(ids.P)]));
      assert.deepEqual(await recover(), []);
      assert.deepEqual([placesOf(home(), ids), entries()], [{ P: 'active' }, []]);
    });

    it('it has left the compressed twin behind: both are archived, and both go back', async () => {
      const ids = drawHome(home(), { P: null });
      const main = rolloutOf(home(), ids.P);
      writeFileSync(`${main}.zst`, 'compressed');
      const planned = changeOf(ids.P);
      const operation = died([ids.P], asked([planned]));
      archivedByCodex(planned);
      await recover();
      assert.equal(filesIn('archived_sessions'), 2);
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
      assert.equal(filesIn('archived_sessions'), 0);
    });

    it('only the twin has moved: it goes back', async () => {
      const ids = drawHome(home(), { P: null });
      writeFileSync(`${rolloutOf(home(), ids.P)}.zst`, 'compressed');
      const planned = changeOf(ids.P);
      died([ids.P], asked([planned]));
      const [, twin] = planned.files as [FileMove, FileMove];
      renameSync(twin.from, twin.to);
      await recover();
      assert.deepEqual([filesIn('archived_sessions'), placesOf(home(), ids)], [0, { P: 'active' }]);
    });

    it('it has archived some: the user decides about the rest', async () => {
      const ids = drawHome(home(), { P: null, A: 'P' });
      const [parent, child] = [changeOf(ids.P), changeOf(ids.A)];
      const operation = died([ids.P, ids.A], asked([parent, child]));
      archivedByCodex(parent);
      const [unfinished] = await recover();
      assert.deepEqual([unfinished?.operation, unfinished?.made, unfinished?.left], [operation, 1, 1]);
      assert.deepEqual(brief(await opened.finish(operation), ids), ['A archived']);
      assert.deepEqual(placesOf(home(), ids), { P: 'archived', A: 'archived' });
      assert.deepEqual(brief(await opened.undo(operation), ids), ['A restored', 'P restored']);
    });
  });

  it('nothing was moved: the operation is forgotten', async () => {
    const ids = drawHome(home(), { P: null });
    died([ids.P], [changeOf(ids.P)]);
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'active' });
    assert.deepEqual(entries(), []);
  });

  it('one of two rollouts was moved: it goes back', async () => {
    const ids = drawHome(home(), { P: null });
    const main = rolloutOf(home(), ids.P);
    copyFileSync(main, main.replace('.jsonl', `_${idOf(99)}.jsonl`));
    const before = rolloutContents(home());
    const planned = changeOf(ids.P);
    assert.equal(planned.files.length, 2);
    died([ids.P], [planned]);
    const [first] = planned.files as [FileMove];
    renameSync(first.from, first.to);
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  const copies: [string, (file: FileMove) => void][] = [
    ['was half finished', ({ from, to }) => writeFileSync(partialOf(to), readFileSync(from).subarray(0, 100))],
    ['was complete, but its source still there', ({ from, to }) => copyFileSync(from, to)],
  ];
  for (const [state, copy] of copies)
    it(`a copy to another file system ${state}: the copy is removed`, async () => {
      const ids = drawHome(home(), { P: null });
      const before = rolloutContents(home());
      const planned = changeOf(ids.P);
      died([ids.P], [planned]);
      copy(planned.files[0] as FileMove);
      assert.deepEqual(await recover(), []);
      assert.deepEqual(placesOf(home(), ids), { P: 'active' });
      assert.deepEqual(rolloutContents(home()), before);
    });

  it('a copy on its way back was half finished: it is removed, whether the thread goes on or back', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const before = rolloutContents(home());
    const [p, q] = [changeOf(ids.P), changeOf(ids.Q)];
    died([ids.P, ids.Q], [p, q]);
    move(p);
    for (const { files } of [p, q]) writeFileSync(partialOf(files[0]?.from ?? ''), 'half');
    await recover();
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', Q: 'active' });
    assert.deepEqual(rolloutContents(home()), before);
  });

  for (const [disk, shownMs] of [
    ['any disk', (timeMs: number) => timeMs],
    ['a disk that keeps whole seconds', (timeMs: number) => Math.floor(timeMs / 1000) * 1000],
  ] as const)
    it(`a file was moved back, but has its planned time: its own time is restored, on ${disk}`, async () => {
      const ids = drawHome(home(), { P: null });
      const planned = changeOf(ids.P);
      const [first] = planned.files as [FileMove];
      const touchMs = Date.now();
      died([ids.P], [{ ...planned, files: [{ ...first, touchMs }] }]);
      utimesSync(first.from, shownMs(touchMs) / 1000, shownMs(touchMs) / 1000);
      assert.deepEqual(await recover(), []);
      assert.equal(lstatSync(first.from).mtimeMs, first.mtimeMs);
    });

  it('another file is at the new path: both stay, with a warning', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    const [first] = planned.files as [FileMove];
    died([ids.P], [planned]);
    writeFileSync(first.to, 'somebody’s');
    const before = rolloutContents(home());
    assert.deepEqual(await recover(), []);
    assert.deepEqual(rolloutContents(home()), before);
    assert.match(opened.warnings.join(), new RegExp(`${ids.P} .*"code":"twoVersions".*${path.basename(first.to)}`));
  });

  it('an operation that is partly done waits for the user’s decision, and can be undone', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P' });
    const [p, c] = [changeOf(ids.P), changeOf(ids.C)];
    const operation = died([ids.P, ids.C, ids.D], [p, c]);
    move(p);
    const [unfinished] = await recover();
    assert.deepEqual([unfinished?.operation, unfinished?.made, unfinished?.left], [operation, 1, 2]);
    const entry = await opened.run(({ journal }) => Promise.resolve(journal.find(operation)));
    assert.deepEqual([entry?.changes.map(({ threadId }) => threadId), entry?.leftThreads], [[ids.P], [ids.C, ids.D]]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', D: 'active' });
    assert.deepEqual((await recover()).length, 1, 'it still waits');
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    assert.deepEqual([await recover(), entries()], [[], []]);
  });

  it('a row that is neither as before nor as planned is left to a checkup', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    change(home(), `UPDATE threads SET rollout_path = '/elsewhere'`);
    const rows = query(home(), 'SELECT * FROM threads');
    assert.deepEqual(await recover(), []);
    assert.deepEqual(query(home(), 'SELECT * FROM threads'), rows);
  });

  it('the database refuses the row: the file goes back, and the next operation runs', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.P}' BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    await opened.cascade('archive', [ids.Q]);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', Q: 'archived' });
    assert.match(opened.warnings.join(), /not this one/);
  });

  it('the rollout is gone: nothing is invented', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    rmSync((planned.files[0] as FileMove).from);
    const rows = query(home(), 'SELECT * FROM threads');
    assert.deepEqual(await recover(), []);
    assert.deepEqual([query(home(), 'SELECT * FROM threads'), rolloutContents(home())], [rows, []]);
  });

  it('the next operation recovers first', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    await opened.cascade('archive', [ids.Q]);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', Q: 'archived' });
  });

  it('reports, before an operation, that it waits for a locked state DB', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const waits: string[] = [];
    const onWait = (waitsFor: string): void => {
      waits.push(waitsFor);
      void holder.release();
    };
    await opened.operations.run(() => Promise.resolve(), { onWait, signal: never });
    assert.deepEqual(waits, ['stateDb']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
  });

  it('does not touch the journal while another process moves threads', async () => {
    const ids = drawHome(home(), { P: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    const holder = await holdLock(path.join(home(), 'thread-tree.lock'), 'BEGIN EXCLUSIVE');
    assert.deepEqual(await recover(), []);
    assert.equal(query(home(), 'SELECT archived FROM threads')[0]?.archived, 0);
    await holder.release();
    await recover();
    assert.deepEqual(placesOf(home(), ids), { P: 'archived' });
  });

  describe('after a Codex update has begun a newer state DB', () => {
    const newer = (): string => path.join(home(), 'state_6.sqlite');
    const locationIn = (file: string): unknown => {
      const database = new DatabaseSync(file, { readOnly: true });
      const rows = database.prepare('SELECT rollout_path, archived FROM threads').all();
      database.close();
      return rows.map(row => [path.relative(home(), String(row.rollout_path)).split(path.sep)[0], row.archived]);
    };
    /** An archive died when the file was moved; then the newer state DB was begun as a copy, with these changes. */
    const diedAndUpdated = (sql = ''): { ids: Record<'P', string>; operation: string; contents: string[] } => {
      const ids = drawHome(home(), { P: null });
      const planned = changeOf(ids.P);
      const operation = died([ids.P], [planned]);
      move(planned);
      change(home(), `VACUUM INTO '${newer()}'`);
      const database = new DatabaseSync(newer());
      database.exec(sql);
      database.close();
      return { ids, operation, contents: rolloutContents(home()) };
    };

    it('the row follows its file there; the older one is left alone', async () => {
      const { operation, contents } = diedAndUpdated();
      assert.deepEqual(await recover(), []);
      assert.deepEqual(locationIn(newer()), [['archived_sessions', 1]]);
      assert.deepEqual(locationIn(stateDbOf(home())), [['sessions', 0]]);
      assert.deepEqual([entries(), rolloutContents(home())], [[[operation, 'closed']], contents]);
    });

    it('a row that says something else there stays, and so does the file', async () => {
      const other = path.join(home(), 'sessions/other.jsonl');
      const { contents } = diedAndUpdated(`UPDATE threads SET rollout_path = '${other}'`);
      assert.deepEqual(await recover(), []);
      assert.deepEqual(locationIn(newer()), [['sessions', 0]]);
      assert.deepEqual([rolloutContents(home()), filesIn('archived_sessions')], [contents, 1]);
    });

    it('no row is made there for a thread that has none', async () => {
      const { contents } = diedAndUpdated('DELETE FROM threads');
      assert.deepEqual(await recover(), []);
      assert.deepEqual(locationIn(newer()), []);
      assert.deepEqual([rolloutContents(home()), filesIn('archived_sessions')], [contents, 1]);
    });

    it('it waits while there are no tables yet', async () => {
      const { ids, operation, contents } = diedAndUpdated();
      const complete = readFileSync(newer());
      writeFileSync(newer(), '');
      await assert.rejects(recover(), FailureError);
      assert.deepEqual([entries(), rolloutContents(home())], [[[operation, 'open']], contents]);
      writeFileSync(newer(), complete);
      assert.deepEqual(await recover(), []);
      assert.deepEqual(locationIn(newer()), [['archived_sessions', 1]]);
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    });
  });

  it('a damaged change makes its operation unusable, not the others', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const [p, q] = [changeOf(ids.P), changeOf(ids.Q)];
    const [first, second] = [died([ids.P], [p]), died([ids.Q], [q])];
    move(p);
    move(q);
    const database = new DatabaseSync(journalFileIn(folder()));
    database.exec(`UPDATE changes SET changes = replace(changes, 'archived_sessions', '../elsewhere') WHERE operation =
      (SELECT id FROM operations WHERE operation = '${first}')`);
    database.close();
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived', Q: 'archived' });
    assert.deepEqual(entries(), [[second, 'closed']]);
    assert.match(opened.warnings.join('\n'), new RegExp(`^The operation ${first} in the journal .* is damaged[^\n]*$`));
    assert.deepEqual(await recover(), []);
    assert.equal(opened.warnings.length, 1, 'one warning');
  });

  it('a damaged journal is set aside and replaced', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const planned = changeOf(ids.P);
    died([ids.P], [planned]);
    move(planned);
    writeFileSync(journalFileIn(folder()), 'not a database'.repeat(1000));
    assert.deepEqual(opened.operations.list(), []);
    assert.ok(opened.operations.hasOpen(new Set()), 'the next look finds something to do');
    assert.deepEqual(await recover(), []);
    assert.match(
      opened.warnings.join('\n'),
      /^The journal \S+ is damaged and was renamed to \S+damaged-1.sqlite[^\n]*$/,
    );
    assert.ok(!opened.operations.hasOpen(new Set()));
    const { operation } = await opened.cascade('archive', [ids.Q]);
    assert.deepEqual(placesOf(home(), ids), { P: 'row active, archived', Q: 'archived' });
    assert.deepEqual(entries(), [[operation, 'closed']]);
    assert.equal(opened.warnings.length, 1, 'one warning');
  });
});
