import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { JournalledKind } from '../../../src/protocol/operations';
import { changesText, createChangeReader } from '../../../src/server/operations/journal/changeText';
import type { RowChange, ThreadChange } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { changeOf } from '../../support/journal';
import { temporaryFolder } from '../../support/temporaryFolder';
import { folderLinks } from '../../support/folderLinks';

const home = path.resolve('/home/dev/.codex');
const change = changeOf(home, idOf(1));
const [file] = change.files;
const { before, after } = change.row as RowChange;
const rolloutName = path.basename(after.rolloutPath);

/** Reads a change of an operation of this kind. */
function readBack(value: unknown, kind: JournalledKind = 'archive', of = home): ThreadChange | undefined {
  return createChangeReader(of)(value, kind);
}
const asWritten = (of: ThreadChange): Record<string, unknown> =>
  (JSON.parse(changesText([of], home)) as [Record<string, unknown>])[0];

describe('changes in the journal', () => {
  const others: { title: string; of: ThreadChange }[] = [
    { title: 'an archive', of: change },
    { title: 'with a new time', of: { ...change, files: change.files.map(move => ({ ...move, touchMs: 1.5 })) } },
    { title: 'without a row', of: { ...change, row: null } },
    { title: 'that a Codex was asked to make', of: { ...change, asked: true } },
    { title: 'without files', of: { ...change, files: [] } },
    {
      title: 'of a row without times',
      of: {
        ...change,
        row: { before: { ...before, updatedAt: null, updatedAtMs: null }, after: { ...after, updatedAtMs: null } },
      },
    },
  ];
  for (const { title, of } of others)
    it(`are read as they were written: ${title}`, () => assert.deepEqual(readBack(asWritten(of)), of));

  it('name files relative to the home, and drop unknown fields', () => {
    const written = asWritten(change) as { files: [{ from: string }] };
    assert.equal(written.files[0].from, path.join('sessions/2026/05/01', rolloutName));
    assert.deepEqual(readBack({ ...written, more: 1, files: [{ ...written.files[0], more: 1 }] }), change);
  });

  const native = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('/', path.sep) : value);
  const withFile = ({ from, to, ...more }: Record<string, unknown>): object => {
    const places = {
      from: native(from ?? `sessions/2026/05/01/${rolloutName}`),
      to: native(to ?? `archived_sessions/${rolloutName}`),
    };
    return { ...asWritten(change), files: [{ ...file, ...places, ...more }] };
  };
  const withRow = (more: { before?: object; after?: object }): object => ({
    ...asWritten(change),
    row: { before: { ...before, ...more.before }, after: { ...after, ...more.after } },
  });
  const hostile: { title: string; value: unknown }[] = [
    { title: 'a path with ..', value: withFile({ from: `sessions/../../etc/${rolloutName}` }) },
    { title: 'an absolute path', value: withFile({ to: `/etc/cron.d/${rolloutName}` }) },
    { title: 'a path beside the two folders', value: withFile({ from: `skills/${rolloutName}` }) },
    { title: 'a path in a folder with a similar name', value: withFile({ from: `sessions.old/${rolloutName}` }) },
    { title: 'a folder itself', value: withFile({ from: 'sessions' }) },
    { title: 'a file that is not a rollout', value: withFile({ to: 'archived_sessions/notes.jsonl' }) },
    { title: 'a path with NUL', value: withFile({ from: `sessions/x\0y/${rolloutName}` }) },
    { title: 'a path that is not text', value: withFile({ from: 5 }) },
    { title: 'a size that is not a number', value: withFile({ size: '10' }) },
    {
      title: 'an infinite time',
      value: JSON.parse(JSON.stringify(withFile({ touchMs: 7 })).replace(':7}', ':1e999}')),
    },
    { title: 'something else than a thread id', value: { ...asWritten(change), threadId: '../x' } },
    { title: 'no row', value: { ...asWritten(change), row: undefined } },
    { title: 'an empty row', value: { ...asWritten(change), row: { before: {}, after: {} } } },
    { title: 'a row with a text as its time', value: withRow({ before: { updatedAt: '5' } }) },
    { title: 'no list of files', value: { ...asWritten(change), files: {} } },
    { title: 'nothing in the list of files', value: { ...asWritten(change), files: [null] } },
    { title: 'null', value: null },
    { title: 'a number', value: 1 },
    { title: 'nothing', value: undefined },
  ];
  for (const { title, value } of hostile)
    it(`are refused with ${title}`, () => assert.equal(readBack(value), undefined));

  it('are accepted without the hostile parts', () => {
    assert.deepEqual(readBack(withFile({})), change);
    assert.deepEqual(readBack(withRow({})), change);
  });

  describe('a row that was written', () => {
    const rolloutPaths: { title: string; rolloutPath: string }[] = [
      { title: 'a system file', rolloutPath: '/etc/passwd' },
      { title: 'a rollout of another home', rolloutPath: `/home/eve/.codex/sessions/${rolloutName}` },
      { title: 'a rollout outside the folder', rolloutPath: `${home}/sessions/../${rolloutName}` },
      { title: 'a rollout in a folder with a similar name', rolloutPath: `${home}/sessions2/${rolloutName}` },
      { title: 'a relative path', rolloutPath: `sessions/${rolloutName}` },
      { title: 'a file that is not a rollout', rolloutPath: `${home}/sessions/notes.jsonl` },
      { title: 'the folder', rolloutPath: `${home}/sessions` },
      { title: 'a path with NUL', rolloutPath: `${home}/sessions/\0/${rolloutName}` },
      { title: 'nothing', rolloutPath: '' },
    ];
    for (const { title, rolloutPath } of rolloutPaths) {
      it(`does not name ${title}`, () => {
        assert.equal(readBack(withRow({ after: { rolloutPath } })), undefined);
        assert.equal(readBack(withRow({ before: { rolloutPath } }), 'undo'), undefined, 'in an undo');
      });
    }

    it('may have named anything before: a repair of such a row can be undone', () => {
      for (const { rolloutPath } of rolloutPaths) {
        const repaired = { ...change, row: { before: { ...before, rolloutPath }, after } };
        assert.deepEqual(readBack(asWritten(repaired), 'repair'), repaired);
        const undone = { ...change, row: { before: after, after: { ...before, rolloutPath } } };
        assert.deepEqual(readBack(asWritten(undone), 'undo'), undone);
      }
    });
  });

  describe('a row that leads into the home through a link', () => {
    const folder = temporaryFolder();
    const link = folderLinks();
    const read = (rolloutPath: string): unknown =>
      createChangeReader(path.join(folder(), 'real'))(withRow({ after: { rolloutPath } }), 'repair')?.row?.after;

    it('is accepted, even if its day folder is gone', () => {
      mkdirSync(path.join(folder(), 'real/sessions'), { recursive: true });
      link(path.join(folder(), 'linked'), path.join(folder(), 'real'));
      const inside = path.join(folder(), 'linked/sessions/2026/05/01', rolloutName);
      assert.deepEqual(read(inside), { ...after, rolloutPath: inside });
      assert.equal(read(path.join(folder(), 'linked', rolloutName)), undefined);
      assert.equal(read(path.join(folder(), 'linked/other/2026/05/01', rolloutName)), undefined);
    });
  });
});
