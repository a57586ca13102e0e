import { strict as assert } from 'node:assert';
import path from 'node:path';
import { correctionOf, timesOf, type Place } from '../../../src/server/operations/lateWrites';
import type { RowChange, RowState, ThreadChange } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { changeOf, reversed } from '../../support/journal';

const home = path.resolve('/home/dev/.codex');
const NOW = 1_900_000_000_500;
const archive = changeOf(home, idOf(1));
const { before: active, after: archived } = archive.row as RowChange;
const [main] = archive.files as [ThreadChange['files'][number]];
/** With the update time that an unarchive sets. */
const unarchive: ThreadChange = {
  ...reversed(archive),
  row: { before: archived, after: { ...active, updatedAt: 100, updatedAtMs: 100_000 } },
};
const unarchived = unarchive.row?.after as RowState;
/** An undo of that unarchive, which restores the older time. */
const undo = reversed(unarchive);
const second = { ...main, from: `${main.from}.zst`, to: `${main.to}.zst` };
const twoFiles: ThreadChange = { ...archive, files: [main, second] };

describe('late writes', () => {
  const cases: {
    title: string;
    change?: ThreadChange;
    row: RowState | undefined;
    places?: Place[];
    expected: RowState | undefined;
  }[] = [
    { title: 'the row is as before, the file moved: written again', row: active, expected: archived },
    {
      title: 'the row has the path as Codex lists it: written again',
      change: { ...archive, row: { before: { ...active, rolloutPath: '/link/to/it.jsonl' }, after: archived } },
      row: active,
      expected: archived,
    },
    {
      title: 'Codex has shifted the update time of an archived thread: that time stays',
      row: { ...active, updatedAtMs: 5002 },
      expected: { ...archived, updatedAtMs: 5002 },
    },
    { title: 'the row is as written: nothing', row: archived, expected: undefined },
    {
      title: 'archived by somebody else: nothing',
      row: { ...archived, archivedAt: 10 },
      expected: undefined,
    },
    {
      title: 'the flag is as before, but the path is another: nothing',
      row: { ...active, rolloutPath: '/elsewhere' },
      expected: undefined,
    },
    {
      title: 'the path is as before, but not the flag: nothing',
      row: { ...active, archived: true, archivedAt: 9 },
      expected: undefined,
    },
    { title: 'the row is gone: nothing', row: undefined, expected: undefined },
    ...(['from', 'both', 'neither'] as const).map(place => ({
      title: `the file is at ${place}: nothing`,
      row: active,
      places: [place],
      expected: undefined,
    })),
    {
      title: 'both files moved: written again',
      change: twoFiles,
      row: active,
      places: ['to', 'to'],
      expected: archived,
    },
    { title: 'one of two moved: nothing', change: twoFiles, row: active, places: ['to', 'from'], expected: undefined },
    { title: 'the place of one is not known: nothing', change: twoFiles, row: active, expected: undefined },
    {
      title: 'a change without files: nothing',
      change: { ...archive, files: [] },
      row: active,
      places: [],
      expected: undefined,
    },
    {
      title: 'an unarchive, with a time of archiving that Codex made up: written again',
      change: unarchive,
      row: { ...archived, archivedAt: 5 },
      expected: unarchived,
    },
    {
      title: 'an unarchive, with the older update time shifted: the time that the unarchive set is back',
      change: unarchive,
      row: { ...archived, updatedAtMs: 5002 },
      expected: unarchived,
    },
    {
      title: 'an unarchive, and a thread that was used since: its time stays',
      change: unarchive,
      row: { ...archived, updatedAt: 200, updatedAtMs: 200_000 },
      expected: { ...unarchived, updatedAt: 200, updatedAtMs: 200_000 },
    },
    {
      title: 'an undo: written again, with the old time',
      change: undo,
      row: { ...unarchived, updatedAtMs: 100_001 },
      expected: archived,
    },
    {
      title: 'a row that Codex created, with the path of before: follows its file',
      change: { ...archive, row: null },
      row: active,
      expected: { ...active, rolloutPath: main.to, archived: true, archivedAt: 1_900_000_000 },
    },
    {
      title: 'a row that Codex created in the archive, after an unarchive: follows its file',
      change: { ...unarchive, row: null },
      row: archived,
      expected: { ...archived, rolloutPath: main.from, archived: false, archivedAt: null },
    },
    {
      title: 'a row that Codex created, with the new path: nothing',
      change: { ...archive, row: null },
      row: archived,
      expected: undefined,
    },
    {
      title: 'strays that a repair moved within a location: nothing',
      change: { ...archive, row: { before: active, after: active } },
      row: active,
      expected: undefined,
    },
  ];
  const moved: readonly Place[] = ['to'];
  for (const { title, change = archive, row, places = moved, expected } of cases)
    it(title, () =>
      assert.deepEqual(correctionOf(change, row, places, NOW), expected && { before: row, after: expected }),
    );

  it('a schema without milliseconds: the seconds decide whether the thread was used', () => {
    const seconds = (updatedAt: number): RowState => ({ ...archived, updatedAt, updatedAtMs: null });
    const change = { before: seconds(5), after: seconds(100) };
    assert.deepEqual(
      [100, 101].map(now => timesOf(change, seconds(now), 'before').updatedAt),
      [5, 101],
    );
  });
});
