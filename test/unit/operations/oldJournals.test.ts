// Journals of earlier versions: fixtures that they wrote, and damaged ones.
import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createWaitingLook, listEntries } from '../../../src/server/operations/journal/lookAtJournal';
import { readOldJournal } from '../../../src/server/operations/journal/oldFormat';
import { idOf } from '../../fixtures/ids';
import { drawHome, placesOf } from '../../support/home';
import { changeOf, journalFiles, reversed, withJournal } from '../../support/journal';
import { brief, openOperations } from '../../support/operations';
import { temporaryFolder } from '../../support/temporaryFolder';
import { journalFolderOf } from '../../../src/server/operations/journal/journalFolder';
import { runsOn } from '../../support/runsOn';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/journals');
/** The home of the fixtures. */
const home = '/home/dev/.codex';
const canRead = runsOn('unix', 'reads journals that Linux wrote');
const names = {
  closed: '20260501T100000000-archive-00000001',
  unarchived: '20260502T100000000-unarchive-00000002',
  open: '20260503T100000000-archive-00000003',
  undo: '20260504T100000000-undo-00000004',
  damaged: '20260505T100000000-archive-00000005',
  unbegun: '20260506T100000000-archive-00000006',
  repaired: '20260507T100000000-repair-00000007',
};
const [A, B, C, D, E, F, G, H] = Array.from({ length: 8 }, (_, at) => idOf(at + 1)) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

describe('journals of earlier versions', () => {
  const temporary = temporaryFolder();
  const folder = (): string => path.join(temporary(), 'journal');
  let warnings: string[] = [];
  beforeEach(() => {
    warnings = [];
    mkdirSync(folder());
    for (const name of readdirSync(fixtures)) copyFileSync(path.join(fixtures, name), path.join(folder(), name));
  });
  const using = <T>(use: Parameters<typeof withJournal<T>>[2]): T =>
    withJournal(folder(), home, use, message => warnings.push(message));
  const summaries = (): string[] =>
    listEntries(folder(), home).map(
      ({ operation, isOpen, made, left }) => `${operation} ${isOpen ? 'open' : 'closed'}: ${made} made, ${left} left`,
    );

  if (canRead) {
    it('are imported in order, and deleted', () => {
      assert.deepEqual(createWaitingLook()(folder(), home), { open: [], needsCare: true });
      using(journal => {
        const find = (name: keyof typeof names): unknown => {
          const entry = journal.find(names[name]);
          return entry && [entry.changes.map(({ threadId }) => threadId), entry.leftThreads, entry.firstThread];
        };
        assert.deepEqual(find('closed'), [[A], [B, C], A]);
        assert.deepEqual(journal.find(names.closed)?.changes[0]?.files, [
          { ...changeOf(home, A).files[0], size: 1234, mtimeMs: 1777500000123.25 },
        ]);
        assert.deepEqual(find('unarchived'), [[D], [], D]);
        assert.equal(journal.find(names.unarchived)?.changes[0]?.files[0]?.touchMs, 1777700001000);
        assert.deepEqual(find('open'), [[E], [F, G], E]);
        assert.deepEqual(
          journal.pending(names.open)?.map(({ threadId }) => threadId),
          [F],
        );
        assert.deepEqual([find('undo'), journal.summary(names.undo)?.undoes], [[[], [D], D], names.unarchived]);
        const [undone] = journal.pending(names.undo) ?? [];
        assert.equal(undone?.files[0]?.from, reversed(changeOf(home, D)).files[0]?.to, 'to where it had been');
        assert.deepEqual([find('damaged'), find('unbegun')], [undefined, undefined]);
        assert.deepEqual(find('repaired'), [[H], [], H]);
        assert.match(journal.find(names.repaired)?.changes[0]?.row?.before.rolloutPath ?? '', /^\/gone\//);
      });
      assert.deepEqual(summaries(), [
        `${names.repaired} closed: 1 made, 0 left`,
        `${names.undo} open: 0 made, 1 left`,
        `${names.open} open: 1 made, 2 left`,
        `${names.unarchived} closed: 1 made, 0 left`,
        `${names.closed} closed: 1 made, 2 left`,
      ]);
      assert.match(
        warnings.join('\n'),
        new RegExp(`^The journal \\S+${names.damaged}\\.open is damaged and was renamed to [^\\n]*$`),
      );
      assert.deepEqual(journalFiles(folder()), [`${names.damaged}.damaged`, 'journal.sqlite']);
    });
  }

  it('are imported once, even if the process died before it deleted the files', () => {
    using(() => undefined);
    const before = summaries();
    for (const name of [names.closed, names.repaired])
      copyFileSync(path.join(fixtures, `${name}.closed`), path.join(folder(), `${name}.closed`));
    using(() => undefined);
    assert.deepEqual(summaries(), before);
    assert.deepEqual([journalFiles(folder()), warnings.length], [['journal.sqlite'], 1]);
  });

  it('are set aside if they are of another home', () => {
    const other = path.join(temporary(), 'other');
    mkdirSync(other);
    const name = `${names.closed}.closed`;
    copyFileSync(path.join(fixtures, name), path.join(other, name));
    withJournal(
      other,
      '/elsewhere',
      () => undefined,
      message => warnings.push(message),
    );
    assert.deepEqual([listEntries(other, '/elsewhere'), warnings.length], [[], 1]);
  });

  it('are set aside if they are folders', () => {
    const name = '20260509T100000000-archive-00000009';
    mkdirSync(path.join(folder(), `${name}.open`));
    using(() => undefined);
    assert.deepEqual([warnings.length, readdirSync(folder()).includes(`${name}.damaged`)], [2, true]);
    using(() => undefined);
    assert.deepEqual([warnings.length, readdirSync(folder())], [2, ['journal.sqlite']]);
  });
});

describe('journals of earlier versions in a home', () => {
  const home = temporaryFolder();

  it('are recovered, and can be undone', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const journals = path.join(home(), 'journal');
    const opened = openOperations(home(), journals);
    // A new operation, written in the old format.
    const { operation } = await opened.cascade('archive', [ids.P]);
    const changes = (await opened.run(({ journal }) => Promise.resolve(journal.find(operation))))?.changes ?? [];
    await opened.run(({ journal }) => Promise.resolve(journal.forget(operation)));
    const relative = (file: string): string => path.relative(home(), file);
    const files = changes.map(change => ({
      ...change,
      files: change.files.map(move => ({ ...move, from: relative(move.from), to: relative(move.to) })),
    }));
    const threads = changes.map(({ threadId }) => threadId);
    const lines = [
      { type: 'plan', format: 1, kind: 'archive', home: home(), startedAt: 1, roots: [ids.P], threads },
      { type: 'changes', changes: files },
    ];
    const name = `${operation}.open`;
    writeFileSync(path.join(journalFolderOf(journals, home()), name), Buffer.concat(lines.map(line)));

    assert.ok(opened.operations.hasOpen(new Set()));
    assert.deepEqual(await opened.operations.recover(new AbortController().signal), []);
    assert.deepEqual(
      opened.operations.list().map(listed => [listed.operation, listed.made]),
      [[operation, 2]],
    );
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    opened.close();
  });
});

describe('lines of a journal of an earlier version', () => {
  const bytes = readFileSync(path.join(fixtures, `${names.closed}.closed`));
  const ends = [...bytes.keys()].filter(at => bytes[at] === 0x0a).map(at => at + 1);
  /** Reads the first lines. */
  const upTo = (lines: number): unknown => readOldJournal(bytes.subarray(0, ends[lines - 1] ?? 0), home);

  if (canRead) {
    it('have a known meaning', () => {
      assert.equal(ends.length, 6);
      assert.deepEqual(
        [1, 2, 3, 4, 5, 6].map(lines => {
          const { made, pending } = upTo(lines) as NonNullable<ReturnType<typeof readOldJournal>>;
          return [made.length, pending.length];
        }),
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 2],
          [2, 0],
          [1, 0],
        ],
      );
    });
  }

  it('are read up to where the file is truncated', () => {
    for (let length = 0; length <= bytes.length; length++) {
      const whole = ends.filter(end => end <= length).length;
      assert.deepEqual(readOldJournal(bytes.subarray(0, length), home), upTo(whole), `cut at ${length}`);
    }
  });

  it('are read up to one with a wrong bit', () => {
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      const whole = ends.filter(end => end <= at).length;
      assert.deepEqual(readOldJournal(damaged, home), upTo(whole), `byte ${at}`);
    }
  });

  const plan = { type: 'plan', format: 1, kind: 'archive', home, startedAt: 1, roots: [A], threads: [A] };
  const { made: [change] = [] } = readOldJournal(bytes, home) ?? {};
  const hostile: { title: string; line: unknown }[] = [
    { title: 'a change that leads elsewhere', line: { type: 'changes', changes: [change] } },
    { title: 'no list of changes', line: { type: 'changes', changes: {} } },
    { title: 'nothing in a list', line: { type: 'changes', changes: [null] } },
    { title: 'an unknown type', line: { type: 'rm -rf' } },
    { title: 'a second plan', line: plan },
    { title: 'settled with something else', line: { type: 'settled', unchanged: [1] } },
    { title: 'undone with something else', line: { type: 'undone', threads: 'all' } },
    { title: 'null', line: null },
    { title: 'a number', line: 5 },
  ];
  for (const { title, line: value } of hostile) {
    it(`are read up to one with ${title}`, () => {
      const settled = { type: 'settled', unchanged: [] };
      const pending = { type: 'changes', changes: [{ threadId: A, files: [], row: null }] };
      const read = (...lines: unknown[]) => readOldJournal(Buffer.concat(lines.map(line)), home);
      assert.deepEqual(read(plan, pending, settled)?.made.length, 1);
      assert.deepEqual(read(plan, pending, value, settled), read(plan, pending));
    });
  }

  it('without a plan of this home are refused', () => {
    for (const first of [
      { ...plan, home: '/elsewhere' },
      { ...plan, format: 2 },
      { ...plan, kind: 'delete' },
      { ...plan, undoes: '../x' },
      { type: 'settled', unchanged: [] },
    ])
      assert.equal(readOldJournal(line(first), home), undefined);
    assert.ok(readOldJournal(line(plan), home));
    assert.equal(readOldJournal(Buffer.alloc(5000), home), undefined);
  });
});

/** A line with any contents and the right checksum. */
function line(value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(`${crc(json)} ${json}\n`);
}

/** CRC-32 as in zlib, bit by bit. */
function crc(json: string): string {
  let sum = 0xffffffff;
  for (const byte of Buffer.from(json)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ((sum ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
