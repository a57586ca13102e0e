// Damaged journals: only what is damaged is lost.
import { strict as assert } from 'node:assert';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isFailure } from '../../../src/server/failure';
import { openJournal, type Journal } from '../../../src/server/operations/journal/journal';
import { journalFileIn, newOperationId } from '../../../src/server/operations/journal/journalFolder';
import { createWaitingLook, listEntries } from '../../../src/server/operations/journal/lookAtJournal';
import { idOf } from '../../fixtures/ids';
import { changeOf, journalFiles, withJournal } from '../../support/journal';
import { sqlProcesses } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

const home = path.resolve('/home/dev/.codex');
const [a, b] = [idOf(1), idOf(2)];

describe('damaged journal', () => {
  const temporary = temporaryFolder();
  let warnings: string[] = [];
  beforeEach(() => {
    warnings = [];
  });
  const holdJournal = sqlProcesses();
  const folder = (): string => path.join(temporary(), 'journal');
  const file = (): string => journalFileIn(folder());
  const using = <T>(use: (journal: Journal) => T): T =>
    withJournal(folder(), home, use, message => warnings.push(message));
  const sql = (statements: string): void => {
    const database = new DatabaseSync(file());
    database.exec(`PRAGMA ignore_check_constraints = ON; ${statements}`);
    database.close();
  };
  const done = (threadId: string, isClosed = true): string => {
    const operation = newOperationId('archive', Date.now());
    using(journal => {
      const entry = journal.begin({ operation, kind: 'archive', roots: [threadId], threads: [threadId, idOf(9)] });
      entry.changes([changeOf(home, threadId)]);
      entry.settle([]);
      if (isClosed) entry.close();
    });
    return operation;
  };
  const listed = (): string[] => listEntries(folder(), home).map(({ operation }) => operation);
  const needsCare = (): boolean => createWaitingLook()(folder(), home).needsCare;
  /** Overwrites the first page of a table. */
  const damage = (table: string): void => {
    const database = new DatabaseSync(file());
    const row = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
    database.close();
    const descriptor = openSync(file(), 'r+');
    writeSync(descriptor, Buffer.alloc(4096, 0x5a), 0, 4096, (Number(row?.rootpage) - 1) * 4096);
    closeSync(descriptor);
  };

  const damages: { title: string; runs?: boolean; make: () => void }[] = [
    { title: 'not a database', make: () => writeFileSync(file(), 'not a database\n'.repeat(1000)) },
    { title: 'a truncated database', make: () => truncateSync(file(), 6000) },
    { title: 'a damaged table of operations', make: () => damage('operations') },
    { title: 'a trigger', make: () => sql('CREATE TRIGGER t AFTER INSERT ON changes BEGIN DELETE FROM plans; END') },
    { title: 'a view instead of a table', make: () => sql('DROP TABLE plans; CREATE VIEW plans AS SELECT 1 AS x') },
    { title: 'another table', make: () => sql('CREATE TABLE songs (name)') },
    { title: 'an index', make: () => sql('CREATE INDEX i ON changes (length(changes))') },
    { title: 'no version', make: () => sql('PRAGMA user_version = 0') },
    { title: 'a negative version', make: () => sql('PRAGMA user_version = -1') },
    { title: 'an id that is too large', make: () => sql('UPDATE operations SET id = 9223372036854775807') },
    {
      title: 'a folder in its place',
      make: () => {
        rmSync(file());
        mkdirSync(file());
      },
    },
    {
      title: 'a link in its place',
      runs: runsOn('unix', makesLinks),
      make: () => {
        renameSync(file(), path.join(temporary(), 'elsewhere'));
        symlinkSync(path.join(temporary(), 'elsewhere'), file());
      },
    },
  ];
  for (const { title, runs = true, make } of damages) {
    if (!runs) continue;
    it(`is set aside once, with a warning, and replaced: ${title}`, () => {
      done(a, false);
      make();
      assert.deepEqual([listed(), needsCare()], [[], true]);
      assert.deepEqual(
        using(journal => journal.open()),
        [],
      );
      assert.match(
        warnings.join('\n'),
        /^The journal \S+ is damaged and was renamed to \S+damaged-1\.sqlite\. [^\n]*$/,
      );
      assert.ok(!needsCare());
      const next = done(b);
      assert.deepEqual(listed(), [next]);
      assert.deepEqual(
        readdirSync(folder()).filter(name => !/-(?:wal|shm)$/.test(name)),
        ['journal.damaged-1.sqlite', 'journal.sqlite'],
      );
      assert.equal(warnings.length, 1);
    });
  }

  it('is set aside if the damage shows during an operation', () => {
    const operation = done(a);
    damage('changes');
    assert.deepEqual(listed(), [operation]);
    assert.equal(
      using(journal => journal.find(operation)),
      undefined,
    );
    assert.equal(warnings.length, 1);
    assert.deepEqual(listed(), []);
  });

  it('refuses further changes of an operation after one could not be written', () => {
    done(a);
    damage('changes');
    const isUnusable = (error: unknown): boolean => isFailure(error, 'journalUnusable');
    using(journal => {
      const entry = journal.begin({
        operation: newOperationId('archive', Date.now()),
        kind: 'archive',
        roots: [b],
        threads: [b],
      });
      assert.throws(() => entry.changes([changeOf(home, b)]), isUnusable);
      assert.throws(() => entry.changes([changeOf(home, b)]), isUnusable);
      entry.settle([b]);
      assert.throws(() => entry.close(), isUnusable);
    });
    assert.equal(warnings.length, 1);
    const next = done(b);
    assert.deepEqual(listed(), [next]);
  });

  it('is kept: only the last three', () => {
    for (let round = 1; round <= 5; round++) {
      writeFileSync(path.join(temporary(), 'round'), 'x'.repeat(1000 * round));
      mkdirSync(folder(), { recursive: true });
      copyFileSync(path.join(temporary(), 'round'), file());
      using(() => undefined);
    }
    const kept = readdirSync(folder()).filter(name => name.includes('damaged'));
    assert.deepEqual(
      kept.map(name => [name, statSync(path.join(folder(), name)).size]),
      [3, 4, 5].map(round => [`journal.damaged-${round}.sqlite`, 1000 * round]),
    );
  });

  it('of a newer version is a failure and is not touched', () => {
    done(a);
    sql('PRAGMA user_version = 2');
    const before = readFileSync(file());
    const isNewer = (error: unknown): boolean =>
      isFailure(error, 'journalUnusable') && JSON.stringify(error.failure).includes('newer version');
    for (const use of [() => using(() => undefined), listed, needsCare]) assert.throws(use, isNewer);
    assert.deepEqual(readFileSync(file()), before);
    assert.deepEqual([journalFiles(folder()), warnings], [['journal.sqlite'], []]);
  });

  it('whose last writer died in a transaction without a WAL is recovered before it is read', async () => {
    const [first] = [done(a), sql('PRAGMA journal_mode = DELETE')];
    const writer = await holdJournal(file(), 'PRAGMA cache_size = 1');
    await writer.exec(`BEGIN; UPDATE operations SET made = 7; UPDATE changes SET changes = hex(zeroblob(1000000))`);
    await writer.kill();
    assert.ok(readdirSync(folder()).includes('journal.sqlite-journal'));
    assert.ok(needsCare());
    assert.throws(listed, error => isFailure(error, 'journalUnusable'));
    using(() => undefined);
    assert.deepEqual([needsCare(), listed(), warnings], [false, [first], []]);
    assert.equal(
      using(journal => journal.find(first)?.changes.length),
      1,
    );
  });

  it('that is empty because its process died is completed', () => {
    mkdirSync(folder());
    writeFileSync(file(), '');
    assert.deepEqual([listed(), needsCare()], [[], false]);
    const first = done(a);
    assert.deepEqual([listed(), warnings], [[first], []]);
  });

  it('with a truncated WAL has the transactions before that', () => {
    const copy = path.join(temporary(), 'copy');
    using(journal => {
      const [one, two] = [a, b].map(threadId => {
        const operation = newOperationId('archive', Date.now());
        const entry = journal.begin({ operation, kind: 'archive', roots: [threadId], threads: [threadId] });
        entry.changes([changeOf(home, threadId)]);
        return operation;
      });
      mkdirSync(copy);
      for (const name of ['journal.sqlite', 'journal.sqlite-wal'])
        copyFileSync(path.join(folder(), name), path.join(copy, name));
      const log = `${journalFileIn(copy)}-wal`;
      truncateSync(log, statSync(log).size - 100);
      withJournal(copy, home, copied => {
        assert.deepEqual(
          copied.open().map(({ operation }) => operation),
          [two, one],
        );
        assert.deepEqual([copied.pending(one ?? ''), copied.pending(two ?? '')], [[changeOf(home, a)], []]);
      });
    });
  });

  describe('entry', () => {
    const entries: { title: string; set: string; isSeen: boolean }[] = [
      { title: 'of another home', set: "home = '/elsewhere'", isSeen: false },
      { title: 'of an unknown kind', set: "kind = 'delete'", isSeen: false },
      { title: 'without a thread', set: "first_thread = '../x'", isSeen: false },
      { title: 'with an odd id', set: "operation = '../../x'", isSeen: false },
      { title: 'that undoes something odd', set: "undoes = 'x'", isSeen: false },
      { title: 'with a negative number', set: 'made = -1', isSeen: false },
      { title: 'with a number that is too large', set: 'planned = 9223372036854775807', isSeen: false },
      { title: 'with a text as a number', set: "made = 'many'", isSeen: false },
      { title: 'with a fraction', set: 'started_at = 1.5', isSeen: false },
    ];
    for (const { title, set } of entries) {
      it(`becomes unusable, the others do not: ${title}`, () => {
        const [damaged, fine] = [done(a, false), done(b, false)];
        sql(`UPDATE operations SET ${set} WHERE operation = '${damaged}'`);
        assert.deepEqual([listed(), needsCare()], [[fine], true]);
        const open = (): string[] => using(journal => journal.open().map(({ operation }) => operation));
        assert.deepEqual([open(), open(), listed(), needsCare()], [[fine], [fine], [fine], false]);
        assert.match(
          warnings.join('\n'),
          /^The operation \S+ in the journal \S+ is damaged and cannot be undone\. [^\n]*$/,
        );
      });
    }

    const rows: { title: string; statement: string }[] = [
      { title: 'changes that are not JSON', statement: "UPDATE changes SET changes = '{'" },
      { title: 'changes that are not text', statement: 'UPDATE changes SET changes = 5' },
      { title: 'changes that are not a list', statement: "UPDATE changes SET changes = '{}'" },
      { title: 'nothing in the list', statement: "UPDATE changes SET changes = '[null]'" },
      {
        title: 'a change that leads elsewhere',
        statement: "UPDATE changes SET changes = replace(changes, '\"sessions', '\"..')",
      },
      { title: 'no plan', statement: 'DELETE FROM plans' },
      { title: 'a plan of no threads', statement: "UPDATE plans SET threads = '[1]'" },
    ];
    for (const { title, statement } of rows) {
      it(`becomes unusable, the others do not: ${title}`, () => {
        const damaged = done(a);
        const where = ` WHERE operation = (SELECT id FROM operations WHERE operation = '${damaged}')`;
        const fine = done(b);
        sql(statement + where);
        const find = (): unknown[] => using(journal => [damaged, fine].map(name => journal.find(name)?.changes));
        assert.deepEqual(
          [find(), find(), listed()],
          [...Array<unknown>(2).fill([undefined, [changeOf(home, b)]]), [fine]],
        );
        assert.match(warnings.join('\n'), new RegExp(`^The operation ${damaged} in the journal [^\\n]*$`));
      });
    }
  });
});

describe('a journal that cannot be written is a failure', () => {
  const temporary = temporaryFolder();
  const plan = { operation: newOperationId('archive', 0), kind: 'archive', roots: [a], threads: [a] } as const;
  const begin = (folder: string): void => {
    const journal = openJournal(folder, home, message => assert.fail(message));
    try {
      journal.begin(plan).changes([changeOf(home, a)]);
    } finally {
      journal.close();
    }
  };

  it('the folder cannot be created', () => {
    writeFileSync(path.join(temporary(), 'file'), '');
    assert.throws(
      () => begin(path.join(temporary(), 'file', 'below')),
      error => isFailure(error, 'journalFolderUnwritable'),
    );
  });

  it('the WAL cannot be created', () => {
    const folder = path.join(temporary(), 'journal');
    mkdirSync(path.join(folder, 'journal.sqlite-wal'), { recursive: true });
    assert.throws(
      () => begin(folder),
      error => isFailure(error, 'journalUnusable'),
    );
    rmSync(path.join(folder, 'journal.sqlite-wal'), { recursive: true });
    begin(folder);
  });

  if (runsOn('unix', 'makes a folder with a name that is too long, at which Node hangs under Wine 8')) {
    it('the path is too long', () => {
      const folder = path.join(temporary(), 'x'.repeat(300));
      for (const use of [() => begin(folder), () => listEntries(folder, home)])
        assert.throws(use, error => isFailure(error, 'journalUnusable', 'journalFolderUnwritable'));
    });
  }
});
