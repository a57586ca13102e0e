import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JournalledKind } from '../../../src/protocol/operations';
import {
  defaultJournalRoot,
  journalFileIn,
  journalFolderOf,
  newOperationId,
} from '../../../src/server/operations/journal/journalFolder';
import { isFailure } from '../../../src/server/failure';
import type { OperationPlan } from '../../../src/server/operations/journal/entries';
import type { Journal } from '../../../src/server/operations/journal/journal';
import { surplusOf } from '../../../src/server/operations/journal/keptEntries';
import { createWaitingLook, listEntries, recentEntries } from '../../../src/server/operations/journal/lookAtJournal';
import type { ThreadChange } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { otherClock } from '../../support/clock';
import { changeOf as changeIn, journalFiles, reversed, withJournal } from '../../support/journal';
import { sqlProcesses } from '../../support/sqlProcess';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';
import { withSlashes } from '../../support/systemPath';
import { patience } from '../../support/eventually';

const home = path.resolve('/home/dev/.codex');
const [a, b, c] = [idOf(1), idOf(2), idOf(3)];
const changeOf = (threadId: string) => changeIn(home, threadId);
const DAY_MS = 86_400_000;

function planOf(threads: readonly string[], kind: JournalledKind = 'archive', undoes?: string): OperationPlan {
  const plan = { operation: newOperationId(kind, Date.now()), kind, roots: threads.slice(0, 1), threads };
  return undoes === undefined ? plan : { ...plan, undoes };
}

describe('journal', () => {
  const temporary = temporaryFolder();
  const setClock = otherClock();
  const holdJournal = sqlProcesses();
  const folder = (): string => path.join(temporary(), 'journals', 'home');
  const using = <T>(use: (journal: Journal) => T): T => withJournal(folder(), home, use);
  const list = () => listEntries(folder(), home);
  const sql = (statements: string): void => {
    const database = new DatabaseSync(journalFileIn(folder()));
    database.exec(statements);
    database.close();
  };
  const rowsOf = (table: string): unknown => {
    const database = new DatabaseSync(journalFileIn(folder()));
    const answer = database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count;
    database.close();
    return answer;
  };
  /** Adds a closed operation that changed these threads. */
  const done = (threads: readonly string[]): string => {
    const plan = planOf(threads);
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes(threads.map(changeOf));
      entry.settle([]);
      entry.close();
    });
    return plan.operation;
  };
  /** Adds an open undo that restored these threads. */
  const undoOf = (target: string, threads: readonly string[], planned = threads): string => {
    const plan = planOf(planned, 'undo', target);
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes(threads.map(threadId => reversed(changeOf(threadId))));
      entry.settle([]);
    });
    return plan.operation;
  };

  it('has the state of each change', () => {
    const plan = planOf([a, b, c]);
    using(journal => {
      const known = (): unknown => {
        const entry = journal.find(plan.operation);
        return [entry?.isOpen, entry?.changes, journal.pending(plan.operation), entry?.leftThreads];
      };
      const entry = journal.begin(plan);
      assert.deepEqual(known(), [true, [], [], [a, b, c]]);
      entry.changes([changeOf(a), changeOf(b)]);
      assert.deepEqual(known(), [true, [], [changeOf(a), changeOf(b)], [a, b, c]]);
      entry.settle([b]);
      assert.deepEqual(known(), [true, [changeOf(a)], [], [b, c]]);
      entry.changes([changeOf(c)]);
      assert.deepEqual(known(), [true, [changeOf(a)], [changeOf(c)], [b, c]]);
      entry.settle([]);
      entry.close();
      assert.deepEqual(known(), [false, [changeOf(a), changeOf(c)], [], [b]]);
    });
    const [{ startedAt, ...entry } = { startedAt: 0 }] = list();
    assert.ok(Math.abs(startedAt - Date.now()) < 60_000);
    const { operation, kind } = plan;
    assert.deepEqual(entry, { operation, kind, isOpen: false, undoes: undefined, firstThread: a, made: 2, left: 1 });
  });

  it('has what was found of changes that a Codex was asked to make', () => {
    const plan = planOf([a, b, c]);
    const found = { ...changeOf(b), row: null };
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes([changeOf(c)]);
      entry.settle([]);
      entry.changes([a, b].map(threadId => ({ ...changeOf(threadId), asked: true })));
      entry.settleAs([found]);
      const { changes, leftThreads } = journal.find(plan.operation) ?? {};
      assert.deepEqual([changes, leftThreads], [[changeOf(c), found], [a]]);
      assert.deepEqual(journal.pending(plan.operation), []);
      entry.changes([{ ...changeOf(a), asked: true }]);
      entry.settleAs([]);
      entry.changes([changeOf(a)]);
      entry.settle([]);
      entry.close();
      assert.deepEqual(journal.find(plan.operation)?.changes, [changeOf(c), found, changeOf(a)]);
    });
    assert.deepEqual(
      list().map(({ made, left }) => [made, left]),
      [[3, 0]],
    );
  });

  it('has changes that somebody else made of threads which are not in the plan, as a part of it', () => {
    const plan = planOf([a, b]);
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes([{ ...changeOf(a), asked: true }]);
      entry.settleAs([changeOf(a)]);
      entry.addMade([changeOf(c)]);
      const { changes, leftThreads, made, left } = journal.find(plan.operation) ?? {};
      assert.deepEqual([changes, leftThreads, made, left], [[changeOf(a), changeOf(c)], [b], 2, 1]);
      assert.deepEqual(journal.pending(plan.operation), []);
      entry.addMade([changeOf(b)]);
      entry.close();
    });
    assert.deepEqual(
      list().map(({ made, left }) => [made, left]),
      [[3, 0]],
    );
  });

  it('is not settled twice, if another window has recovered it', () => {
    const plan = planOf([a, b]);
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes([a, b].map(threadId => ({ ...changeOf(threadId), asked: true })));
      using(other => other.resume(plan.operation).settleAs([changeOf(a)]));
      entry.settleAs([changeOf(a), changeOf(b)]);
      assert.deepEqual(journal.find(plan.operation)?.changes, [changeOf(a)]);
    });
    assert.deepEqual(
      list().map(({ made }) => made),
      [1],
    );
  });

  it('can be read while it is written', () => {
    using(journal => {
      const entry = journal.begin(planOf([a]));
      entry.changes([changeOf(a)]);
      assert.deepEqual(
        list().map(({ made, left }) => [made, left]),
        [[0, 1]],
      );
      entry.settle([]);
      assert.deepEqual(
        list().map(({ made, left }) => [made, left]),
        [[1, 0]],
      );
    });
  });

  it('is not changed by reading, even if its writer has lost its locks', async () => {
    done([a]);
    const writer = await holdJournal(journalFileIn(folder()));
    await writer.exec('UPDATE operations SET planned = 7');
    await writer.exec('drop locks');
    assert.deepEqual(
      list().map(({ left }) => left),
      [6],
    );
    // Had the reader, as the last one, removed the WAL, this commit would be in a file without a name.
    await writer.exec('UPDATE operations SET planned = 8');
    await writer.kill();
    assert.deepEqual(
      list().map(({ left }) => left),
      [7],
    );
    using(journal => assert.deepEqual(journal.open(), []));
    assert.deepEqual(
      list().map(({ left }) => left),
      [7],
    );
  });

  if (runsOn('unix', 'Windows has no modes of files')) {
    it('can be read only by its user', () => {
      using(journal => {
        journal.begin(planOf([a])).changes([changeOf(a)]);
        assert.equal(statSync(folder()).mode & 0o077, 0);
        const files = readdirSync(folder());
        assert.ok(files.length >= 2, String(files));
        for (const file of files) assert.equal(statSync(path.join(folder(), file)).mode & 0o077, 0, file);
      });
    });
  }

  it('creates nothing for a home without operations', () => {
    const look = createWaitingLook();
    using(journal => assert.deepEqual([journal.open(), journal.find(newOperationId('archive', 0))], [[], undefined]));
    assert.deepEqual([list(), look(folder(), home)], [[], { open: [], needsCare: false }]);
    assert.deepEqual(readdirSync(temporary()), []);
  });

  it('forgets an operation that changed nothing', () => {
    using(journal => {
      const entry = journal.begin(planOf([a]));
      entry.changes([changeOf(a)]);
      entry.settle([a]);
      entry.close();
    });
    assert.deepEqual(list(), []);
    sql('CREATE TEMP TABLE none (x CHECK (x = 0)); INSERT INTO none SELECT count(*) FROM changes, plans');
  });

  it('resumes an interrupted operation', () => {
    const plan = planOf([a, b, c]);
    using(journal => {
      const entry = journal.begin(plan);
      entry.changes([changeOf(a), changeOf(b)]);
    });
    using(journal => journal.resume(plan.operation).settle([b]));
    using(journal => {
      assert.deepEqual(journal.pending(plan.operation), []);
      const entry = journal.resume(plan.operation);
      entry.settle([a]);
      entry.changes([changeOf(b)]);
      entry.settle([]);
      entry.close();
      assert.deepEqual(journal.find(plan.operation)?.changes, [changeOf(a), changeOf(b)]);
      assert.throws(
        () => journal.resume(newOperationId('archive', 0)),
        error => isFailure(error, 'operationGone'),
      );
    });
  });

  it('keeps the last change of a thread that was changed twice', () => {
    const [first, second] = [changeOf(a), { ...changeOf(a), row: null }];
    const plan = planOf([a, a]);
    using(journal => {
      const entry = journal.begin(plan);
      for (const change of [first, second]) {
        entry.changes([change]);
        entry.settle([]);
      }
      assert.deepEqual(
        [journal.find(plan.operation)?.changes, journal.find(plan.operation)?.leftThreads],
        [[second], []],
      );
      assert.equal(journal.summary(plan.operation)?.left, 0);
    });
  });

  it('lists operations in the order in which they began, whatever the clock', () => {
    const times = [5_000, 9_000, 1_000, 7_000];
    const begun = times.map(time => {
      setClock(() => time);
      return done([a]);
    });
    assert.deepEqual(
      list().map(({ operation, startedAt }) => [operation, startedAt]),
      begun.map((operation, at) => [operation, times[at]]).reverse(),
    );
  });

  const now = Date.now();
  const clocks: { title: string; time: number }[] = [
    { title: 'a year ahead', time: now + 365 * DAY_MS },
    { title: '40 days ahead', time: now + 40 * DAY_MS },
    { title: '40 days behind', time: now - 40 * DAY_MS },
    { title: 'in 1980', time: Date.UTC(1980, 0, 1) },
    { title: 'before 1970', time: -5000 },
  ];
  for (const { title, time } of clocks) {
    it(`a clock that is ${title} neither hides nor removes operations, nor changes their order`, () => {
      const open = planOf([b, c]);
      using(journal => {
        const entry = journal.begin(open);
        entry.changes([changeOf(b)]);
        entry.settle([]);
      });
      const known = [open.operation, ...Array.from({ length: 9 }, () => done([a]))];
      for (const clock of [time, now, time]) {
        setClock(() => clock);
        known.push(done([a]));
        assert.deepEqual(
          list().map(({ operation }) => operation),
          [...known].reverse(),
        );
      }
      assert.deepEqual(
        using(journal => journal.open().map(({ operation }) => operation)),
        [open.operation],
      );
      for (const operation of known.slice(1))
        assert.deepEqual(
          using(journal => journal.find(operation)?.changes),
          [changeOf(a)],
        );
    });
  }

  it('lists operations without decoding their changes', () => {
    done([a, b]);
    const before = list();
    sql("UPDATE changes SET changes = 'damaged'; UPDATE plans SET threads = 'damaged'");
    assert.deepEqual(list(), before);
    assert.equal(before[0]?.made, 2);
  });

  it('knows where the newest three operations have brought their threads', () => {
    const kinds = ['repair', 'unarchive', 'archive'] as const;
    const plans = ['archive' as const, ...kinds].map(kind => planOf([a, c], kind));
    for (const plan of plans)
      using(journal => {
        const entry = journal.begin(plan);
        entry.changes([changeOf(a)]);
        entry.settle([]);
        entry.close();
      });
    assert.deepEqual(
      recentEntries(folder(), home),
      [true, false, undefined].map((archived, at) => ({
        operation: plans[3 - at]?.operation,
        threads: [a, c],
        archived,
      })),
    );
    assert.deepEqual(recentEntries(folder(), '/another/home'), []);
    sql("UPDATE plans SET threads = 'damaged'");
    assert.deepEqual(recentEntries(folder(), home), []);
  });

  describe('an undo', () => {
    it('is no longer listed when closed, and its changes are removed from the operation that it undoes', () => {
      const target = done([a, b, c]);
      const undo = undoOf(target, [c, a]);
      assert.deepEqual(
        list().map(({ operation, made }) => [operation, made]),
        [
          [undo, 2],
          [target, 3],
        ],
      );
      using(journal => journal.resume(undo).close());
      assert.deepEqual(
        list().map(({ operation, made }) => [operation, made]),
        [[target, 1]],
      );
      assert.deepEqual(
        using(journal => journal.find(target)?.changes),
        [changeOf(b)],
      );
      const other = undoOf(target, [b]);
      using(journal => journal.resume(other).close());
      assert.deepEqual(list(), []);
    });

    it('stays if it is left, and its changes are removed from the operation that it undoes', () => {
      const target = done([a, b]);
      const undo = undoOf(target, [b], [b, a]);
      using(journal => journal.resume(undo).leave());
      assert.deepEqual(
        list().map(({ operation, isOpen, made, left }) => [operation, isOpen, made, left]),
        [
          [undo, true, 1, 1],
          [target, false, 1, 1],
        ],
      );
    });

    it('keeps its changes until the next operation has ended, so that rows can be looked at again', () => {
      const target = done([a, b]);
      const undo = undoOf(target, [b]);
      using(journal => journal.resume(undo).close());
      assert.deepEqual(
        using(journal => journal.find(undo)?.changes),
        [reversed(changeOf(b))],
      );
      assert.deepEqual(recentEntries(folder(), home), [
        { operation: undo, threads: [b], archived: false },
        { operation: target, threads: [a, b], archived: true },
      ]);
      done([c]);
      assert.equal(
        using(journal => journal.find(undo)),
        undefined,
      );
      assert.deepEqual(rowsOf('changes'), 2, 'of the two archives');
    });

    it('may undo an operation that is gone', () => {
      const target = done([a]);
      const undo = undoOf(target, [a]);
      using(journal => {
        journal.forget(target);
        journal.resume(undo).close();
      });
      assert.deepEqual(list(), []);
    });

    // THREADS in the environment: 100,000 of them take ten seconds.
    const many = Number(process.env.THREADS ?? 10_000);
    it(`undoes ${many} threads`, function () {
      this.timeout(120_000 * patience);
      const threads = Array.from({ length: many }, (_, at) => idOf(at));
      const plan = planOf(threads);
      const write = (
        journal: Journal,
        ids: readonly string[],
        entryPlan: OperationPlan,
        change: typeof changeOf,
      ): void => {
        const entry = journal.begin(entryPlan);
        for (let at = 0; at < ids.length; at += 5000) {
          entry.changes(ids.slice(at, at + 5000).map(change));
          entry.settle([]);
        }
        entry.close();
      };
      using(journal => write(journal, threads, plan, changeOf));
      assert.deepEqual(
        list().map(({ made }) => made),
        [many],
      );
      using(journal => {
        const changes = journal.find(plan.operation)?.changes ?? [];
        assert.equal(changes.length, many);
        assert.ok(statSync(journalFileIn(folder())).size > many * 500);
        assert.deepEqual(changes[7_777], changeOf(idOf(7_777)));
        const ids = changes.map(({ threadId }) => threadId).reverse();
        write(journal, ids, planOf(ids, 'undo', plan.operation), threadId => reversed(changeOf(threadId)));
        assert.equal(journal.find(plan.operation), undefined);
      });
      done([a]);
      assert.ok(statSync(journalFileIn(folder())).size < 1_000_000, 'the file is small again');
    });
  });

  describe('keeps', () => {
    it('the newest 20 closed operations, and all open ones', () => {
      const open = planOf([b]);
      using(journal => {
        const entry = journal.begin(open);
        entry.changes([changeOf(b)]);
        entry.settle([]);
      });
      const all = Array.from({ length: 25 }, () => done([a]));
      assert.deepEqual(
        list().map(({ operation }) => operation),
        [...all.slice(5).reverse(), open.operation],
      );
    });

    it('the journals of other homes', () => {
      const other = path.join(temporary(), 'journals', 'other');
      withJournal(other, '/other', journal => {
        const entry = journal.begin(planOf([a]));
        entry.changes([changeIn('/other', a)]);
        entry.settle([]);
        entry.close();
      });
      const before = statSync(journalFileIn(other), { bigint: true }).mtimeNs;
      for (let at = 0; at < 25; at++) done([a]);
      assert.equal(listEntries(other, '/other').length, 1);
      assert.equal(statSync(journalFileIn(other), { bigint: true }).mtimeNs, before);
    });

    it('an operation of 70 MB after smaller ones', function () {
      this.timeout(60_000 * patience);
      const large = planOf(Array.from({ length: 700 }, (_, at) => idOf(at)));
      // Paths of 50 kB, twice in each change, instead of a hundred times as many threads.
      const folders = Array.from({ length: 250 }, () => 'd'.repeat(200)).join(path.sep);
      const largeChange = (threadId: string): ThreadChange => {
        const change = changeOf(threadId);
        const inFolders = (file: string): string => path.join(path.dirname(file), folders, path.basename(file));
        const files = change.files.map(file => ({ ...file, from: inFolders(file.from), to: inFolders(file.to) }));
        return { ...change, files };
      };
      using(journal => {
        const entry = journal.begin(large);
        for (const threadId of large.threads) {
          entry.changes([largeChange(threadId)]);
          entry.settle([]);
        }
        entry.close();
      });
      assert.ok(statSync(journalFileIn(folder())).size > 64 * 1024 * 1024);
      for (let at = 0; at < 5; at++) done([a]);
      assert.deepEqual(
        using(journal => journal.find(large.operation)?.changes),
        large.threads.map(largeChange),
      );
    });

    it('all open ones, however large and old', () => {
      setClock(() => Date.UTC(2020, 0, 1));
      const open = [planOf([a, b]), planOf([a, c])];
      using(journal => {
        for (const plan of open) {
          const entry = journal.begin(plan);
          entry.changes([changeOf(a)]);
          entry.settle([]);
        }
      });
      sql('UPDATE operations SET bytes = 1000000000');
      setClock(() => now);
      for (let at = 0; at < 25; at++) done([c]);
      assert.deepEqual(
        using(journal => journal.open().map(({ operation }) => journal.find(operation)?.changes)),
        [[changeOf(a)], [changeOf(a)]],
      );
    });

    it('what an open undo still has to undo', () => {
      const target = done([a, b]);
      const undo = undoOf(target, [b], [b, a]);
      for (let at = 0; at < 25; at++) done([c]);
      using(journal => {
        assert.deepEqual(journal.find(target)?.changes, [changeOf(a), changeOf(b)]);
        const entry = journal.resume(undo);
        entry.changes([reversed(changeOf(a))]);
        entry.settle([]);
        entry.close();
        assert.equal(journal.find(target), undefined);
      });
    });

    it('an interrupted operation that was finished after 25 others, as the newest', () => {
      const open = planOf([a, b]);
      using(journal => {
        const entry = journal.begin(open);
        entry.changes([changeOf(a)]);
        entry.settle([]);
      });
      for (let at = 0; at < 25; at++) done([c]);
      using(journal => {
        const entry = journal.resume(open.operation);
        entry.changes([changeOf(b)]);
        entry.settle([]);
        entry.close();
        assert.deepEqual(journal.find(open.operation)?.changes, [changeOf(a), changeOf(b)]);
      });
    });

    const kept = (megabytes: readonly number[], ended = 0): number[] => {
      const entries = megabytes.map((size, at) => ({ id: at, bytes: size * 1024 * 1024 }));
      const surplus = new Set(surplusOf(entries, ended));
      return entries.map(({ id }) => id).filter(id => !surplus.has(id));
    };
    const cases: { title: string; megabytes: number[]; ended?: number; kept: number[] }[] = [
      { title: 'nothing if there is nothing', megabytes: [], kept: [] },
      {
        title: 'no more than 20',
        megabytes: Array.from({ length: 30 }, () => 1),
        kept: Array.from({ length: 20 }, (_, at) => at),
      },
      { title: 'no more than 256 MB besides the newest', megabytes: [80, 80, 80, 80, 80], kept: [0, 1, 2, 3] },
      { title: 'the newest, however large', megabytes: [500, 1], kept: [0, 1] },
      {
        title: 'the one that just ended, however large and old',
        megabytes: [1, 1, 500, 1],
        ended: 2,
        kept: [0, 1, 2, 3],
      },
      {
        title: 'the one that just ended, however many are newer',
        megabytes: Array.from({ length: 30 }, () => 1),
        ended: 25,
        kept: [...Array.from({ length: 19 }, (_, at) => at), 25],
      },
    ];
    for (const { title, megabytes, ended, kept: expected } of cases)
      it(title, () => assert.deepEqual(kept(megabytes, ended), expected));
  });

  describe('look for open operations', () => {
    const look = () => createWaitingLook();

    it('finds them', () => {
      done([a]);
      const [one, two] = [planOf([b]), planOf([c])];
      using(journal => [one, two].map(plan => journal.begin(plan)));
      assert.deepEqual(look()(folder(), home), { open: [one.operation, two.operation], needsCare: false });
    });

    it('opens the journal again only if it has changed', () => {
      const looking = look();
      const waiting = (): readonly string[] => looking(folder(), home).open;
      const first = planOf([a]);
      using(journal => journal.begin(first));
      const seen = looking(folder(), home);
      assert.equal(looking(folder(), home), seen, 'nothing has changed');
      using(journal => {
        const second = journal.begin(planOf([b]));
        assert.equal(waiting().length, 2, 'while it is written');
        second.changes([changeOf(b)]);
        second.settle([]);
        second.close();
        assert.deepEqual(waiting(), [first.operation]);
      });
      assert.deepEqual(waiting(), [first.operation]);
      assert.deepEqual(journalFiles(folder()), ['journal.sqlite']);
    });
  });
});

describe('journal folder', () => {
  const roots: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; end: RegExp }[] = [
    { env: { XDG_STATE_HOME: '/state' }, platform: 'linux', end: /^\/state\/codex-thread-tree\/journal$/ },
    { env: { XDG_STATE_HOME: 'relative' }, platform: 'linux', end: /\/\.local\/state\/codex-thread-tree\/journal$/ },
    { env: {}, platform: 'linux', end: /\/\.local\/state\/codex-thread-tree\/journal$/ },
    { env: {}, platform: 'darwin', end: /\/Library\/Application Support\/codex-thread-tree\/journal$/ },
    { env: { LOCALAPPDATA: '/local' }, platform: 'win32', end: /^\/local\/codex-thread-tree\/journal$/ },
  ];
  for (const { env, platform, end } of roots) {
    it(`is the platform’s: ${platform} ${JSON.stringify(env)}`, () =>
      assert.match(withSlashes(defaultJournalRoot(env, platform)), end));
  }

  it('differs for each home', () => {
    assert.notEqual(journalFolderOf('/root', '/a'), journalFolderOf('/root', '/b'));
    assert.equal(journalFolderOf('/root', '/a'), journalFolderOf('/root', '/a'));
    assert.ok(!existsSync(journalFolderOf('/root', '/a')));
  });
});
