import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ServerClosing } from '../../../src/server/operations/lease';
import type { Failure } from '../../../src/protocol/failures';
import { idOf } from '../../fixtures/ids';
import { exactState } from '../../support/exactState';
import { filesBelow } from '../../support/files';
import { drawHome, placesOf, rolloutOf } from '../../support/home';
import { lateWrite } from '../../support/lateWrite';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { change, query } from '../../support/stateDb';
import { rejectedFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('undo', () => {
  const home = temporaryFolder();
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  const everything = (): unknown => exactState(home());

  it('restores what an archive changed: paths, times, rows', async () => {
    const ids = drawHome(home(), { P: null, A: 'P', B: { parent: 'P', edge: 'closed' }, A1: 'A', other: null });
    const before = everything();
    const { operation } = await opened.cascade('archive', [ids.P]);
    assert.deepEqual(placesOf(home(), ids), {
      P: 'archived',
      A: 'archived',
      B: 'archived',
      A1: 'archived',
      other: 'active',
    });
    assert.deepEqual(brief(await opened.undo(operation), ids), [
      'A restored',
      'B restored',
      'A1 restored',
      'P restored',
    ]);
    assert.deepEqual(everything(), before);
    assert.deepEqual(opened.operations.list(), []);
  });

  it('restores what an unarchive changed, including times', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true }, C: { parent: 'P', archived: true } });
    const before = everything();
    const { operation } = await opened.cascade('unarchive', [ids.P]);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(everything(), before);
  });

  for (const grainMs of [10, 1000, 2000])
    it(`knows the time that it set on a disk that keeps times to ${grainMs} ms`, async () => {
      const ids = drawHome(home(), { P: { parent: null, archived: true } });
      const before = everything();
      const { operation } = await opened.cascade('unarchive', [ids.P]);
      const file = rolloutOf(home(), ids.P);
      const kept = (Math.floor(lstatSync(file).mtimeMs / grainMs) * grainMs) / 1000;
      utimesSync(file, kept, kept);
      assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
      assert.deepEqual(everything(), before);
    });

  it('restores all rollouts of a thread, each to its former folder', async () => {
    const ids = drawHome(home(), { P: null });
    const main = rolloutOf(home(), ids.P);
    const odd = path.join(home(), 'sessions/2026/04/30');
    mkdirSync(odd, { recursive: true });
    copyFileSync(main, path.join(odd, path.basename(main).replace('.jsonl', `_${idOf(99)}.jsonl`)));
    utimesSync(
      path.join(odd, path.basename(main).replace('.jsonl', `_${idOf(99)}.jsonl`)),
      1_700_000_000.25,
      1_700_000_000.25,
    );
    const before = everything();
    const { operation } = await opened.cascade('archive', [ids.P]);
    assert.equal(filesBelow(path.join(home(), 'sessions')).length, 0);
    rmSync(odd, { recursive: true });
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    assert.deepEqual(everything(), before);
  });

  it('skips threads that had been archived before, and those that failed', async () => {
    const ids = drawHome(home(), {
      P: null,
      A: { parent: 'P', archived: true },
      B: { parent: 'P', rollout: 'missing' },
      C: 'P',
    });
    const before = everything();
    const { operation, reports } = await opened.cascade('archive', [ids.P]);
    assert.deepEqual(brief(reports, ids), ['A alreadyArchived', 'P archived', 'C archived', 'B rolloutMissing']);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(everything(), before);
  });

  it('restores several subtrees as one operation', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', Q: null, D: 'Q' });
    const before = everything();
    const { operation } = await opened.cascade('archive', [ids.P, ids.Q]);
    assert.deepEqual(brief(await opened.undo(operation), ids), [
      'D restored',
      'C restored',
      'Q restored',
      'P restored',
    ]);
    assert.deepEqual(everything(), before);
  });

  type Ids = Record<'P' | 'C', string>;
  const changes: {
    title: string;
    prepare: (ids: Ids) => void;
    failure: (file: string, ids: Ids) => Failure;
    status?: string;
    stays: string;
  }[] = [
    {
      title: 'unarchived since, by Codex',
      prepare: ({ C }) => {
        const file = rolloutOf(home(), C);
        const active = path.join(home(), 'sessions/2026/05/01', path.basename(file));
        renameSync(file, active);
        change(
          home(),
          `UPDATE threads SET archived = 0, archived_at = NULL, rollout_path = '${active}' WHERE id = '${C}'`,
        );
      },
      failure: file => ({ code: 'changedSince', what: 'rolloutGone', path: file }),
      stays: 'active',
    },
    {
      title: 'unarchived and archived again since',
      prepare: ({ C }) => change(home(), `UPDATE threads SET archived_at = archived_at + 60 WHERE id = '${C}'`),
      failure: () => ({ code: 'changedSince', what: 'rowChanged' }),
      stays: 'archived',
    },
    {
      title: 'its row is gone',
      prepare: ({ C }) => change(home(), `DELETE FROM threads WHERE id = '${C}'`),
      failure: () => ({ code: 'changedSince', what: 'rowGone' }),
      stays: 'no row, archived',
    },
    {
      title: 'written to since',
      prepare: ({ C }) => appendFileSync(rolloutOf(home(), C), '{}\n'),
      failure: file => ({ code: 'changedSince', what: 'rolloutChanged', path: file }),
      stays: 'archived',
    },
    {
      title: 'touched since',
      prepare: ({ C }) => utimesSync(rolloutOf(home(), C), 1, 1),
      failure: file => ({ code: 'changedSince', what: 'rolloutChanged', path: file }),
      stays: 'archived',
    },
    {
      title: 'another file is at its old path',
      prepare: ({ C }) => {
        const file = rolloutOf(home(), C);
        writeFileSync(path.join(home(), 'sessions/2026/05/01', path.basename(file)), 'another');
      },
      failure: file => ({
        code: 'destinationTaken',
        destination: path.join(home(), 'sessions/2026/05/01', path.basename(file)),
        location: 'either',
      }),
      status: 'failed',
      stays: 'row archived, both',
    },
    {
      title: 'another thread’s file is at its path',
      prepare: ({ C, P }) => {
        const file = rolloutOf(home(), C);
        const { size, mtimeMs } = lstatSync(file);
        const line = `{"type":"session_meta","payload":{"id":"${P}"}}\n`;
        writeFileSync(file, line.padEnd(size, ' '));
        utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
      },
      failure: (file, { P }) => ({ code: 'otherOwner', path: file, owner: { threadId: P, name: null } }),
      status: 'failed',
      stays: 'archived',
    },
  ];
  for (const { title, prepare, failure, status = 'skipped', stays } of changes) {
    it(`skips a thread, and reports why: ${title}`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      const { operation } = await opened.cascade('archive', [ids.P]);
      const file = rolloutOf(home(), ids.C);
      prepare(ids);
      const row = query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`);
      const reports = await opened.undo(operation);
      assert.deepEqual(brief(reports, ids), [`C ${status}`, 'P restored']);
      assert.deepEqual(reports[0]?.failure, failure(file, ids));
      assert.deepEqual(query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`), row);
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: stays });
    });
  }

  it('a skipped thread stays in the journal, and can be tried again', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const before = everything();
    const { operation } = await opened.cascade('archive', [ids.P]);
    const place = path.join(home(), 'sessions/2026/05/01', path.basename(rolloutOf(home(), ids.C)));
    writeFileSync(place, 'another');
    await opened.undo(operation);
    assert.deepEqual(
      opened.operations.list().map(listed => listed.made),
      [1],
    );
    const entry = await opened.run(({ journal }) => Promise.resolve(journal.find(operation)));
    assert.deepEqual(
      entry?.changes.map(({ threadId }) => threadId),
      [ids.C],
    );
    rmSync(place);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored']);
    assert.deepEqual(everything(), before);
    assert.deepEqual(opened.operations.list(), []);
  });

  it('a row that Codex has created since follows the file', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const [row] = query(home(), `SELECT * FROM threads WHERE id = '${ids.C}'`);
    change(home(), `DELETE FROM threads WHERE id = '${ids.C}'`);
    const { operation } = await opened.cascade('archive', [ids.P]);
    change(
      home(),
      `INSERT INTO threads (${Object.keys(row ?? {}).join(', ')}) VALUES (${Object.values(row ?? {})
        .map(value => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`))
        .join(', ')})`,
    );
    change(
      home(),
      `UPDATE threads SET archived = 1, archived_at = 5, rollout_path = '${rolloutOf(home(), ids.C)}' WHERE id = '${ids.C}'`,
    );
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
  });

  it('a row that Codex has created since with the old path stays', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const before = everything();
    const writeLate = lateWrite(home(), ids.C);
    change(home(), `DELETE FROM threads WHERE id = '${ids.C}'`);
    const { operation } = await opened.cascade('archive', [ids.P]);
    writeLate();
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(everything(), before);
  });

  it('a row that a late write of Codex has restored already stays, and its files go back', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const before = everything();
    const writeLate = lateWrite(home(), ids.C);
    const { operation } = await opened.cascade('archive', [ids.P]);
    writeLate();
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'row active, archived' });
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(everything(), before);
  });

  it('a row that a late write has put back into the archive gets its old times', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true } });
    const before = everything();
    const writeLate = lateWrite(home(), ids.P);
    const { operation } = await opened.cascade('unarchive', [ids.P]);
    writeLate();
    // Codex shifts the update time, and has no other time of archiving.
    change(home(), 'UPDATE threads SET updated_at_ms = updated_at_ms + 1, archived_at = updated_at');
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    assert.deepEqual(everything(), before);
  });

  it('fails for an operation that is not in the journal, and for an undo', async () => {
    const ids = drawHome(home(), { P: null });
    const { operation } = await opened.cascade('archive', [ids.P]);
    await opened.undo(operation);
    // The journal still has the undo, for a look at its rows.
    const [undo] = opened.operations.recent();
    assert.match(undo?.operation ?? '', /-undo-/);
    for (const id of [operation, undo?.operation ?? '', '../../x', ''])
      assert.deepEqual(await rejectedFailure(opened.undo(id)), { code: 'operationGone' });
  });

  it('an undo that was cancelled can be tried again', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const abort = new AbortController();
    abort.abort();
    assert.deepEqual(await rejectedFailure(opened.undo(operation, abort.signal)), { code: 'cancelled' });
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
  });

  it('keeps the last 20 operations', async () => {
    const ids = drawHome(home(), { P: null });
    for (let round = 0; round < 12; round++) {
      await opened.cascade('archive', [ids.P]);
      await opened.cascade('unarchive', [ids.P]);
    }
    assert.equal(opened.operations.list().length, 20);
    const times = opened.operations.list().map(({ startedAt }) => startedAt);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
  });

  it('an operation that was cut short by the closing server waits for the user’s decision', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    const before = everything();
    const closing = new AbortController();
    const { operation, reports } = await opened.cascade('archive', [ids.P], {
      signal: closing.signal,
      onStatus: ({ status }) => status === 'archived' && closing.abort(new ServerClosing()),
    });
    assert.deepEqual(brief(reports, ids), ['P archived', 'G skipped', 'C skipped']);
    const [unfinished, ...more] = await opened.operations.recover(new AbortController().signal);
    assert.deepEqual([unfinished?.operation, unfinished?.made, unfinished?.left, more], [operation, 1, 2, []]);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    assert.deepEqual(everything(), before);
    assert.deepEqual(await opened.operations.recover(new AbortController().signal), []);
  });
});
