import { strict as assert } from 'node:assert';
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Failure } from '../../../src/protocol/failures';
import { planRepair } from '../../../src/server/checkup/planRepair';
import type { RowState } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { drawHome } from '../../support/home';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { openFolders, repair } from '../../support/checkup';

const [A, B] = [idOf(1), idOf(2)];
const now = Date.UTC(2026, 6, 1, 12, 0, 0, 999);
const updated = { updatedAt: 1_777_593_601, updatedAtMs: 1_777_593_601_000 };

describe('the plan of a repair', () => {
  const folder = temporaryFolder();
  const active = (end = '.jsonl', id = A): string =>
    path.join(folder(), `sessions/2026/05/01/rollout-2026-05-01T00-00-00-${id}${end}`);
  const archived = (end = '.jsonl', id = A): string =>
    path.join(folder(), `archived_sessions/rollout-2026-05-01T00-00-00-${id}${end}`);
  const toArchive = (): void => {
    mkdirSync(path.dirname(archived()), { recursive: true });
    renameSync(active(), archived());
  };
  const set = (assignments: string): void => change(folder(), `UPDATE threads SET ${assignments} WHERE id = '${A}'`);

  beforeEach(() => void drawHome(folder(), { A: null }));

  const rows: { title: string; breaks: () => void; before: Partial<RowState>; after: Partial<RowState> }[] = [
    {
      title: 'a row that becomes archived gets the present time of archiving',
      breaks: toArchive,
      before: { archived: false, archivedAt: null },
      after: { archived: true, archivedAt: Math.floor(now / 1000), rolloutPath: 'archived' },
    },
    {
      title: 'a row that becomes active loses its time of archiving',
      breaks: () => set(`archived = 1, archived_at = 7, rollout_path = '${archived()}'`),
      before: { archived: true, archivedAt: 7, rolloutPath: 'archived' },
      after: { archived: false, archivedAt: null, rolloutPath: 'active' },
    },
    {
      title: 'only the flag changes: the path keeps its spelling',
      breaks: () =>
        set(
          `archived = 1, archived_at = 7, rollout_path = '${folder()}/sessions/../sessions//2026/05/01/${path.basename(active())}'`,
        ),
      before: { archived: true, archivedAt: 7 },
      after: { archived: false, archivedAt: null },
    },
    {
      title: 'only the path changes: the time of archiving stays',
      breaks: () => {
        toArchive();
        set("archived = 1, archived_at = 7, rollout_path = '/gone/x.jsonl'");
      },
      before: { archived: true, archivedAt: 7, rolloutPath: '/gone/x.jsonl' },
      after: { archived: true, archivedAt: 7, rolloutPath: 'archived' },
    },
  ];
  for (const { title, breaks, before, after } of rows) {
    it(title, () => {
      breaks();
      const planned = repair(folder(), A, now).change;
      const withPath = (state: Partial<RowState>): Partial<RowState> => ({
        ...state,
        ...(state.rolloutPath === 'active'
          ? { rolloutPath: active() }
          : state.rolloutPath === 'archived'
            ? { rolloutPath: archived() }
            : {}),
      });
      assert.deepEqual(planned?.files, []);
      assert.deepEqual({ ...planned.row?.before, ...withPath(before) }, planned.row?.before);
      assert.deepEqual({ ...planned.row?.before, ...withPath(after) }, planned.row?.after);
      assert.deepEqual({ ...planned.row?.after, ...updated }, planned.row?.after, 'its update time stays');
    });
  }

  const meta = `{"type":"session_meta","payload":{"id":"${A}"}}\n`;

  it('strays move to where the row’s rollout is, with their times, and the row stays', () => {
    const stray = archived(`_${B}.jsonl`);
    mkdirSync(path.dirname(stray));
    writeFileSync(stray, meta);
    utimesSync(stray, 1000.5, 2000.25);
    const planned = repair(folder(), A, now).change;
    assert.deepEqual(planned?.files, [
      { from: stray, to: active(`_${B}.jsonl`), size: meta.length, mtimeMs: 2_000_250 },
    ]);
    assert.deepEqual(planned.row?.after, planned.row?.before);
    assert.equal(planned.row?.before.rolloutPath, active());
    assert.equal(statSync(active(`_${B}.jsonl`)).mtimeMs, 2_000_250);
  });

  it('an active stray moves directly into the archive folder, and its row follows', () => {
    const stray = active(`_${B}.jsonl`);
    writeFileSync(stray, meta);
    toArchive();
    const planned = repair(folder(), A, now).change;
    assert.deepEqual(
      planned?.files.map(({ from, to }) => [from, to]),
      [[stray, archived(`_${B}.jsonl`)]],
    );
    assert.equal(planned.row?.after.rolloutPath, archived());
    assert.equal(planned.row?.after.archived, true);
  });

  it('has only those columns of the row that a change has', () => {
    toArchive();
    const rolloutPath = active();
    const row = { rolloutPath, archived: false, archivedAt: null, ...updated, isLegacy: true };
    const planned = planRepair(A, { row, home: folder(), folders: openFolders(folder()), now });
    assert.deepEqual(planned.change?.row?.before, { rolloutPath, archived: false, archivedAt: null, ...updated });
    assert.deepEqual(Object.keys(planned.change?.row?.after ?? {}), Object.keys(planned.change?.row?.before ?? {}));
  });

  const refused: { title: string; prepare: () => void; id?: string; expected: string }[] = [
    { title: 'nothing is wrong', prepare: () => undefined, expected: 'nothingToRepair' },
    { title: 'there is no such thread', prepare: () => undefined, id: B, expected: 'nothingToRepair' },
    { title: 'the rollout is missing', prepare: () => rmSync(active()), expected: 'rolloutMissing: sessions' },
    {
      title: 'the row is gone',
      prepare: () => change(folder(), 'DELETE FROM threads'),
      expected: 'rowMissing',
    },
    {
      title: 'the file has disappeared since the folders were listed',
      prepare: () => {
        toArchive();
        listed = openFolders(folder());
        rmSync(archived());
      },
      expected: 'rolloutMissing: sessions, archived_sessions',
    },
    {
      title: 'the row has been fixed since',
      prepare: () => {
        toArchive();
        listed = openFolders(folder());
        set(`archived = 1, archived_at = 7, rollout_path = '${archived()}'`);
      },
      expected: 'nothingToRepair',
    },
  ];
  /** What a failed plan says, and in which folders it looked for missing files. */
  const inBrief = (failure: Failure | undefined): string | undefined => {
    if (failure?.code !== 'notRepairable') return failure?.code;
    const { issue } = failure;
    if (issue.kind !== 'rolloutMissing') return issue.kind;
    const files = [issue.row, ...issue.others.first].filter(({ fault }) => fault?.code === 'missing');
    return `${issue.kind}: ${files.map(file => file.path.split(path.sep)[0]).join(', ')}`;
  };
  let listed: ReturnType<typeof openFolders> | undefined;
  beforeEach(() => {
    listed = undefined;
  });
  for (const { title, prepare, id = A, expected } of refused) {
    it(`fails when ${title}`, () => {
      prepare();
      assert.equal(inBrief(repair(folder(), id, now, listed).failure), expected);
    });
  }
});
