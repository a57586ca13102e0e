import { strict as assert } from 'node:assert';
import { appendFileSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  beginJournal,
  markUndone,
  readJournal,
  resumeJournal,
  setAside,
} from '../../../src/server/operations/journal/journal';
import {
  defaultJournalRoot,
  journalFolderOf,
  listJournals,
  newOperationId,
  pruneJournals,
  type JournalFile,
} from '../../../src/server/operations/journal/journalFolder';
import {
  decodeJournal,
  encodeRecord,
  type JournalRecord,
  type PlanRecord,
} from '../../../src/server/operations/journal/journalLines';
import type { ThreadChange } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { thrownFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';

const home = path.resolve('/home/dev/.codex');
const [a, b, c] = [idOf(1), idOf(2), idOf(3)];
const plan: PlanRecord = {
  type: 'plan',
  format: 1,
  kind: 'archive',
  home,
  startedAt: 1_800_000_000_123,
  roots: [a],
  threads: [a, b, c],
};

function changeOf(threadId: string): ThreadChange {
  const name = `rollout-2026-05-01T06-00-00-${threadId}.jsonl`;
  const [from, to] = [path.join(home, 'sessions/2026/05/01', name), path.join(home, 'archived_sessions', name)];
  const before = { rolloutPath: from, archived: false, archivedAt: null, updatedAt: 5, updatedAtMs: 5001 };
  return {
    threadId,
    files: [{ from, to, size: 10, mtimeMs: 5001.25 }],
    row: { before, after: { ...before, rolloutPath: to, archived: true, archivedAt: 9 } },
  };
}

const records: JournalRecord[] = [
  plan,
  { type: 'changes', changes: [changeOf(a), { ...changeOf(b), row: null }] },
  { type: 'settled', unchanged: [b] },
  { type: 'undone', threads: [a] },
];
const text = (all: readonly JournalRecord[]): Buffer =>
  Buffer.from(all.map(record => encodeRecord(record, home)).join(''));

describe('journal records', () => {
  it('are read as they were written', () => {
    const bytes = text(records);
    assert.deepEqual(decodeJournal(bytes, home), { records, validBytes: bytes.length });
  });

  it('cut anywhere, are believed up to the cut', () => {
    const bytes = text(records);
    const ends = records.map((_, at) => text(records.slice(0, at + 1)).length);
    for (let length = 0; length <= bytes.length; length++) {
      const { records: read, validBytes } = decodeJournal(bytes.subarray(0, length), home);
      assert.equal(read.length, ends.filter(end => end <= length).length, `cut at ${length}`);
      assert.equal(validBytes, ends[read.length - 1] ?? 0);
    }
  });

  it('with any one bit wrong, are believed up to the damaged one', () => {
    const bytes = text(records);
    const ends = records.map((_, at) => text(records.slice(0, at + 1)).length);
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      assert.deepEqual(
        decodeJournal(damaged, home).records,
        records.slice(0, ends.filter(end => end <= at).length),
        `byte ${at}`,
      );
    }
  });

  const change = changeOf(a);
  const [file] = change.files;
  const withFile = (more: object): object => ({
    type: 'changes',
    changes: [{ ...change, files: [{ ...file, ...more }] }],
  });
  const hostile: { title: string; record: object }[] = [
    { title: 'a path with ..', record: withFile({ from: 'sessions/../../etc/passwd' }) },
    { title: 'an absolute path', record: withFile({ to: '/etc/cron.d/x' }) },
    { title: 'a path beside the two folders', record: withFile({ from: 'config.toml' }) },
    { title: 'a folder itself', record: withFile({ from: 'sessions' }) },
    { title: 'a path with NUL', record: withFile({ from: 'sessions/x\0y' }) },
    { title: 'a path that is no text', record: withFile({ from: 5 }) },
    { title: 'a size that is none', record: withFile({ size: '10' }) },
    { title: 'no thread id', record: { type: 'changes', changes: [{ ...change, threadId: '../x' }] } },
    {
      title: 'a row that is none',
      record: { type: 'changes', changes: [{ ...change, row: { before: {}, after: {} } }] },
    },
    { title: 'no list', record: { type: 'changes', changes: {} } },
    { title: 'nothing in a list', record: { type: 'changes', changes: [null] } },
    { title: 'an unknown type', record: { type: 'rm -rf' } },
    { title: 'a second plan', record: plan },
    { title: 'settled with something else', record: { type: 'settled', unchanged: [1] } },
    { title: 'null', record: null as unknown as object },
  ];
  for (const { title, record } of hostile) {
    it(`well-formed lines do not pass with ${title}`, () => {
      assert.deepEqual(decodeJournal(Buffer.concat([text([plan]), rawLine(record)]), home).records, [plan]);
    });
  }

  it('another home’s, another format’s, or none at all have no plan', () => {
    for (const first of [
      { ...plan, home: '/elsewhere' },
      { ...plan, format: 2 },
      { ...plan, kind: 'delete' },
      records[1] as object,
    ]) {
      assert.deepEqual(decodeJournal(rawLine(first), home), { records: [], validBytes: 0 });
    }
    assert.deepEqual(decodeJournal(Buffer.alloc(5000), home), { records: [], validBytes: 0 });
  });
});

/** A line with the right checksum, of anything. */
function rawLine(value: unknown): Buffer {
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

describe('journal', () => {
  const folder = temporaryFolder();
  const operation = newOperationId('archive', Date.now());
  const only = (): JournalFile => listJournals(folder())[0] as JournalFile;

  it('has the plan on disk when it begins, and tells at each point what is known', () => {
    const journal = beginJournal(folder(), operation, plan);
    const read = () => readJournal(only().path, home);
    assert.deepEqual([only().state, read()?.plan, read()?.left], ['open', plan, [a, b, c]]);
    journal.changes([changeOf(a), changeOf(b)]);
    assert.deepEqual([read()?.made, read()?.unsettled, read()?.left], [[], [changeOf(a), changeOf(b)], [a, b, c]]);
    journal.settle([b]);
    assert.deepEqual([read()?.made, read()?.unsettled, read()?.left], [[changeOf(a)], [], [b, c]]);
    journal.close();
    assert.equal(only().state, 'closed');
  });

  it('is for its user only', () => {
    const below = path.join(folder(), 'new', 'journals');
    beginJournal(below, operation, plan).leave();
    assert.equal(statSync(below).mode & 0o077, 0);
    assert.equal(statSync((listJournals(below)[0] as JournalFile).path).mode & 0o077, 0);
  });

  it('of an operation that changed nothing is forgotten', () => {
    const journal = beginJournal(folder(), operation, plan);
    journal.changes([changeOf(a)]);
    journal.settle([a]);
    journal.close();
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('goes on behind its last whole record', () => {
    const journal = beginJournal(folder(), operation, plan);
    journal.changes([changeOf(a)]);
    journal.settle([]);
    journal.leave();
    appendFileSync(only().path, '0badc0de {"type":"cha');
    const recorded = readJournal(only().path, home);
    assert.ok(recorded);
    const resumed = resumeJournal(only(), recorded);
    resumed.changes([changeOf(b)]);
    resumed.settle([]);
    resumed.close();
    assert.deepEqual(readJournal(only().path, home)?.made, [changeOf(a), changeOf(b)]);
  });

  it('forgets what was undone, and itself with the last of it', () => {
    const journal = beginJournal(folder(), operation, plan);
    journal.changes([changeOf(a), changeOf(b)]);
    journal.settle([]);
    journal.close();
    const undo = (threads: string[]): void => {
      const recorded = readJournal(only().path, home);
      assert.ok(recorded);
      markUndone(only(), recorded, threads);
    };
    undo([a, c]);
    assert.deepEqual(readJournal(only().path, home)?.made, [changeOf(b)]);
    undo([b]);
    assert.deepEqual(listJournals(folder()), []);
  });

  it('damaged is set aside, and listed no more as open', () => {
    writeFileSync(path.join(folder(), `${operation}.open`), 'x\n');
    assert.equal(readJournal(only().path, home), undefined);
    assert.equal(setAside(only()), true);
    assert.deepEqual(readdirSync(folder()), [`${operation}.damaged`]);
  });

  it('without a whole line was never begun, and is removed', () => {
    writeFileSync(path.join(folder(), `${operation}.open`), encodeRecord(plan, home).slice(0, -1));
    assert.equal(setAside(only()), false);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('says so when it cannot be written', () => {
    writeFileSync(path.join(folder(), 'file'), '');
    const unwritable = thrownFailure(() => beginJournal(path.join(folder(), 'file', 'below'), operation, plan));
    assert.equal(unwritable.code, 'journalFolderUnwritable');
    mkdirSync(path.join(folder(), `${operation}.open`));
    const unusable = thrownFailure(() => beginJournal(folder(), operation, plan));
    assert.ok(unusable.code === 'journalUnusable');
    assert.match(unusable.cause, /^EEXIST/);
  });
});

describe('journal folder', () => {
  const root = temporaryFolder();
  const now = Date.UTC(2026, 10, 22, 15, 0, 0);
  const write = (folder: string, name: string, bytes: number, daysOld: number): string => {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, name);
    writeFileSync(file, Buffer.alloc(bytes));
    utimesSync(file, now / 1000 - daysOld * 86_400, now / 1000 - daysOld * 86_400);
    return file;
  };
  const prune = (): void => pruneJournals(root(), now, message => assert.fail(message));

  const roots: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; end: RegExp }[] = [
    { env: { XDG_STATE_HOME: '/state' }, platform: 'linux', end: /^\/state\/codex-thread-tree\/journal$/ },
    { env: { XDG_STATE_HOME: 'relative' }, platform: 'linux', end: /\/\.local\/state\/codex-thread-tree\/journal$/ },
    { env: {}, platform: 'linux', end: /\/\.local\/state\/codex-thread-tree\/journal$/ },
    { env: {}, platform: 'darwin', end: /\/Library\/Application Support\/codex-thread-tree\/journal$/ },
    { env: { LOCALAPPDATA: '/local' }, platform: 'win32', end: /^\/local\/codex-thread-tree\/journal$/ },
  ];
  for (const { env, platform, end } of roots) {
    it(`is the platform’s: ${platform} ${JSON.stringify(env)}`, () =>
      assert.match(defaultJournalRoot(env, platform), end));
  }

  it('is another one for each home', () => {
    assert.notEqual(journalFolderOf(root(), '/a'), journalFolderOf(root(), '/b'));
    assert.equal(journalFolderOf(root(), '/a'), journalFolderOf(root(), '/a'));
  });

  it('lists journals newest first, and nothing else', () => {
    const names = [1, 3, 2].map(minute => `${newOperationId('undo', now + minute * 60_000)}.closed`);
    for (const name of [
      ...names,
      'notes.txt',
      '20261122T150000000-delete-01234567.open',
      `${newOperationId('archive', now)}.tmp`,
    ])
      write(root(), name, 1, 0);
    assert.deepEqual(
      listJournals(root()).map(({ path: file }) => path.basename(file)),
      [...names].sort().reverse(),
    );
    assert.deepEqual(listJournals(path.join(root(), 'absent')), []);
  });

  it('keeps the newest 20 that have ended, of each home', () => {
    for (const home of ['one', 'two']) {
      for (let at = 0; at < 25; at++)
        write(path.join(root(), home), `${newOperationId('archive', now + at * 1000)}.closed`, 10, 0);
      write(path.join(root(), home), `${newOperationId('archive', now - 1000)}.open`, 10, 0);
    }
    prune();
    for (const home of ['one', 'two']) {
      const left = listJournals(path.join(root(), home));
      assert.deepEqual(
        [left.filter(({ state }) => state === 'closed').length, left.filter(({ state }) => state === 'open').length],
        [20, 1],
      );
      assert.equal(left[0]?.operation.slice(0, 15), '20261122T150024');
    }
  });

  it('keeps 64 MB of those that have ended', () => {
    for (let at = 0; at < 4; at++)
      write(path.join(root(), 'home'), `${newOperationId('archive', now + at)}.closed`, 25 * 1024 * 1024, 0);
    prune();
    assert.equal(listJournals(path.join(root(), 'home')).length, 2);
  });

  it('keeps nothing for more than 30 days', () => {
    const folder = path.join(root(), 'home');
    for (const state of ['open', 'closed', 'damaged']) {
      for (const days of [29, 31]) write(folder, `${newOperationId('archive', now + days)}.${state}`, 1, days);
    }
    const other = write(folder, 'not-a-journal', 1, 100);
    prune();
    assert.deepEqual(
      listJournals(folder)
        .map(({ state }) => state)
        .sort(),
      ['closed', 'damaged', 'open'],
    );
    assert.ok(existsSync(other));
  });

  it('without a folder there is nothing to remove', () =>
    pruneJournals(path.join(root(), 'absent'), now, message => assert.fail(message)));

  it('that cannot be read is said to be so', () => {
    const folder = path.join(root(), 'x'.repeat(300));
    const failure = thrownFailure(() => listJournals(folder));
    assert.ok(failure.code === 'journalUnusable');
    assert.equal(failure.path, folder);
  });
});
