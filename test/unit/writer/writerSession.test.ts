import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Failure } from '../../../src/protocol/failures';
import { FailureError } from '../../../src/server/failure';
import { createWriter } from '../../../src/server/writer/writer';
import type { ReadRow } from '../../../src/server/writer/writerMethods';
import type { Transaction, TransactionOptions, WriterSession } from '../../../src/server/writer/writerSession';
import { rowState } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { drawHome } from '../../support/home';
import { leapingClock, otherClock } from '../../support/clock';
import { sqlProcesses } from '../../support/sqlProcess';
import { writeOldChain } from '../../support/oldHome';
import { change, query, stateDbOf } from '../../support/stateDb';
import { rejectedFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';
import { startWriterHere } from '../../support/writer';

const NOW = 1_800_000_000_999;

describe('writing to the state DB', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  const setClock = otherClock();
  const writer = createWriter(startWriterHere);
  let session: WriterSession;
  beforeEach(() => {
    session = writer.session();
  });
  afterEach(() => session.end());
  after(() => writer.close());
  const write = <T>(
    work: (transaction: Transaction) => Promise<T> | T,
    options: Partial<TransactionOptions> = {},
    database = stateDbOf(home()),
  ): Promise<T> =>
    session.transaction(
      database,
      {
        threadIds: [1, 2].map(idOf).concat('unknown'),
        onWait: () => undefined,
        signal: new AbortController().signal,
        ...options,
      },
      async transaction => work(transaction),
    );
  /** Writes what archiving or unarchiving at `NOW` makes of a row. Resolves to the refusal, if there is one. */
  const move = async (
    { rows, write }: Transaction,
    threadId: string,
    archived: boolean,
    rolloutPath: string,
  ): Promise<Failure | undefined> => {
    const before = rowState(rows.get(threadId) as ReadRow);
    const seconds = Math.floor(NOW / 1000);
    const times = archived ? {} : { updatedAt: seconds, updatedAtMs: before.updatedAtMs === null ? null : NOW };
    const after = { ...before, archived, archivedAt: archived ? seconds : null, rolloutPath, ...times };
    return (await write([{ threadId, before, after }])).get(threadId);
  };

  it('archives a row: changes three columns, and nothing else in the database', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const [before, edges] = [
      query(home(), 'SELECT * FROM threads ORDER BY id'),
      query(home(), 'SELECT * FROM thread_spawn_edges'),
    ];
    await write(transaction => move(transaction, ids.P, true, '/new'));
    assert.deepEqual(query(home(), 'SELECT * FROM threads ORDER BY id'), [
      { ...before[0], archived: 1, archived_at: 1_800_000_000, rollout_path: '/new' },
      before[1],
    ]);
    assert.deepEqual(query(home(), 'SELECT * FROM thread_spawn_edges'), edges);
  });

  it('makes a row active again: updated now, its position in the list unchanged', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true } });
    const [before] = query(home(), 'SELECT * FROM threads');
    await write(transaction => move(transaction, ids.P, false, '/new'));
    assert.deepEqual(query(home(), 'SELECT * FROM threads'), [
      {
        ...before,
        archived: 0,
        archived_at: null,
        rollout_path: '/new',
        updated_at: 1_800_000_000,
        updated_at_ms: NOW,
      },
    ]);
  });

  it('keeps its connection until it is released; closing the last connection merges the WAL', async () => {
    const ids = drawHome(home(), { P: null });
    change(home(), 'PRAGMA journal_mode = WAL');
    const wal = `${stateDbOf(home())}-wal`;
    await write(transaction => move(transaction, ids.P, true, '/new'));
    assert.ok(existsSync(wal));
    await write(transaction => move(transaction, ids.P, false, '/old'));
    await session.end();
    assert.ok(!existsSync(wal));
    await write(transaction => move(transaction, ids.P, true, '/new'));
  });

  it('adapts to the columns of Codex 0.122', async () => {
    const [id] = writeOldChain(home(), 1);
    await write(transaction => move(transaction, id as string, true, '/new'), { threadIds: [id as string] });
    assert.deepEqual(query(home(), 'SELECT archived, archived_at, rollout_path FROM threads'), [
      { archived: 1, archived_at: 1_800_000_000, rollout_path: '/new' },
    ]);
    const read = await write(({ rows }) => rows.get(id as string), { threadIds: [id as string] });
    assert.deepEqual(read, {
      rolloutPath: '/new',
      archived: true,
      archivedAt: 1_800_000_000,
      updatedAt: 1_776_000_100,
      updatedAtMs: null,
      isLegacy: true,
    });
    await write(transaction => move(transaction, id as string, false, '/old'), { threadIds: [id as string] });
    assert.deepEqual(query(home(), 'SELECT archived, archived_at, rollout_path, updated_at FROM threads'), [
      { archived: 0, archived_at: null, rollout_path: '/old', updated_at: 1_800_000_000 },
    ]);
  });

  const values: { title: string; sql: string; read: Partial<ReadRow> }[] = [
    {
      title: 'as Codex writes them',
      sql: 'archived = 0',
      read: { rolloutPath: '/r', archived: false, isLegacy: false },
    },
    {
      title: 'a legacy thread',
      sql: "history_mode = 'legacy'",
      read: { rolloutPath: '/r', archived: false, isLegacy: true },
    },
    {
      title: 'bytes for texts',
      sql: "rollout_path = x'2f62', history_mode = x'00'",
      read: { rolloutPath: '/b', archived: false, isLegacy: true },
    },
    {
      title: 'a text for a number',
      sql: "archived = 'yes'",
      read: { rolloutPath: '/r', archived: false, isLegacy: false },
    },
    {
      title: 'a number larger than JavaScript’s',
      sql: 'archived = 9007199254740993',
      read: { rolloutPath: '/r', archived: true, isLegacy: false },
    },
  ];
  for (const { title, sql, read } of values) {
    it(`reads ${title}`, async () => {
      const ids = drawHome(home(), { P: null });
      change(home(), `UPDATE threads SET rollout_path = '/r'; UPDATE threads SET ${sql}`);
      const { rolloutPath, archived, isLegacy, updatedAt, updatedAtMs } = (await write(({ rows }) =>
        rows.get(ids.P),
      )) as ReadRow;
      assert.deepEqual({ rolloutPath, archived, isLegacy }, read);
      assert.equal(updatedAt, Math.floor((updatedAtMs ?? 0) / 1000));
    });
  }

  it('reads and writes a path with a NUL in it whole, which Node 22 would cut', async () => {
    const ids = drawHome(home(), { P: null });
    change(home(), "UPDATE threads SET rollout_path = '/a' || char(0) || 'bé'");
    await write(async transaction => {
      assert.equal(transaction.rows.get(ids.P)?.rolloutPath, '/a\0bé');
      await move(transaction, ids.P, true, '/a\0bé');
    });
    assert.deepEqual(query(home(), 'SELECT hex(rollout_path) AS bytes FROM threads'), [{ bytes: '2F610062C3A9' }]);
  });

  it('reads no row for an unknown id', async () => {
    drawHome(home(), { P: null });
    assert.equal((await write(({ rows }) => rows, { threadIds: ['unknown'] })).size, 0);
  });

  it('rolls back everything if the work fails', async () => {
    const ids = drawHome(home(), { P: null });
    const before = query(home(), 'SELECT * FROM threads');
    await assert.rejects(
      write(async transaction => {
        await move(transaction, ids.P, true, '/new');
        throw new TypeError('a bug');
      }),
      new TypeError('a bug'),
    );
    assert.deepEqual(query(home(), 'SELECT * FROM threads'), before);
  });

  it('a refused row costs only that row', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.P}' BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
    );
    await write(async transaction => {
      assert.deepEqual(await move(transaction, ids.P, true, '/new'), { code: 'rowRefused', cause: 'not this one' });
      assert.equal(await move(transaction, ids.C, true, '/new'), undefined);
    });
    assert.deepEqual(query(home(), 'SELECT archived FROM threads ORDER BY id'), [{ archived: 0 }, { archived: 1 }]);
  });

  it('takes back what it has written, whatever triggers did with it, and writes something else', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true }, C: { parent: 'P', archived: true } });
    change(home(), 'UPDATE threads SET updated_at_ms = NULL');
    const rows = () => query(home(), 'SELECT archived, updated_at, updated_at_ms FROM threads ORDER BY id');
    const [ofP, ofC] = rows();
    await write(async transaction => {
      await move(transaction, ids.P, false, '/new');
      await move(transaction, ids.C, false, '/new');
      await transaction.takeBack();
      await move(transaction, ids.C, false, '/new');
      assert.deepEqual(rows(), [ofP, ofC]);
    });
    const seconds = Math.floor(NOW / 1000);
    assert.deepEqual(rows(), [ofP, { archived: 0, updated_at: seconds, updated_at_ms: seconds * 1000 }]);
  });

  it('after a failure that ended the transaction, later parts fail alike', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.P}' BEGIN SELECT RAISE(ROLLBACK, 'not at all'); END`,
    );
    await write(async transaction => {
      const parts = [ids.P, ids.C].map(threadId => rejectedFailure(move(transaction, threadId, true, '/new')));
      const failure = { code: 'stateDbNotWritable', path: stateDbOf(home()), cause: 'not at all' };
      assert.deepEqual(await Promise.all(parts), [failure, failure]);
      throw new FailureError({ code: 'cancelled' });
    }).catch(() => undefined);
    assert.deepEqual(query(home(), 'SELECT archived FROM threads ORDER BY id'), [{ archived: 0 }, { archived: 0 }]);
  });

  it('a row that the database silently leaves unchanged counts as refused', async () => {
    const ids = drawHome(home(), { P: null });
    change(home(), 'CREATE TRIGGER no BEFORE UPDATE ON threads BEGIN SELECT RAISE(IGNORE); END');
    await write(async transaction => assert.equal((await move(transaction, ids.P, true, '/new'))?.code, 'rowRefused'));
  });

  it('a refusal that ends the transaction does not count as that of one row', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    change(
      home(),
      `CREATE TRIGGER no BEFORE UPDATE ON threads WHEN OLD.id = '${ids.C}' BEGIN SELECT RAISE(ROLLBACK, 'not at all'); END`,
    );
    const refused = write(async transaction => {
      await move(transaction, ids.P, true, '/new');
      await move(transaction, ids.C, true, '/new');
    });
    assert.deepEqual(await rejectedFailure(refused), {
      code: 'stateDbNotWritable',
      path: stateDbOf(home()),
      cause: 'not at all',
    });
    assert.deepEqual(query(home(), 'SELECT archived FROM threads ORDER BY id'), [{ archived: 0 }, { archived: 0 }]);
  });

  const meddlers = [
    { title: 'deletes the other rows', body: 'DELETE FROM threads WHERE id <> OLD.id' },
    { title: 'deletes the edges', body: 'DELETE FROM thread_spawn_edges' },
    { title: 'sends the rollout elsewhere', body: "UPDATE threads SET rollout_path = '/etc/passwd' WHERE id = OLD.id" },
    { title: 'archives another row', body: 'UPDATE threads SET archived = 1 WHERE id <> OLD.id' },
  ];
  for (const { title, body } of meddlers) {
    it(`writes nothing if a trigger ${title}`, async () => {
      const ids = drawHome(home(), { P: null, C: 'P' });
      change(home(), `CREATE TRIGGER meddle AFTER UPDATE OF archived ON threads BEGIN ${body}; END`);
      const everything = () => [
        query(home(), 'SELECT * FROM threads'),
        query(home(), 'SELECT * FROM thread_spawn_edges'),
      ];
      const before = everything();
      assert.deepEqual(await rejectedFailure(write(transaction => move(transaction, ids.P, true, '/new'))), {
        code: 'triggerChangesRows',
        path: stateDbOf(home()),
      });
      assert.deepEqual(everything(), before);
    });
  }

  it('accepts what Codex’s own trigger does: it fills in missing milliseconds', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true } });
    change(home(), 'UPDATE threads SET updated_at_ms = NULL');
    await write(transaction => move(transaction, ids.P, false, '/new'));
    assert.deepEqual(query(home(), 'SELECT archived, updated_at_ms FROM threads'), [
      { archived: 0, updated_at_ms: Math.floor(NOW / 1000) * 1000 },
    ]);
  });

  for (const begin of ['BEGIN IMMEDIATE', 'BEGIN EXCLUSIVE']) {
    for (const mode of ['WAL', 'DELETE']) {
      it(`waits for another program’s ${begin} in ${mode} mode, says so once, and then writes`, async () => {
        const ids = drawHome(home(), { P: null });
        change(home(), `PRAGMA journal_mode = ${mode}`);
        const holder = await holdLock(stateDbOf(home()), begin);
        const waits: string[] = [];
        let attempts = 0;
        await write(
          async transaction => {
            attempts++;
            await move(transaction, ids.P, true, '/new');
          },
          {
            onWait: waitsFor => {
              waits.push(waitsFor);
              void holder.release();
            },
          },
        );
        assert.deepEqual(waits, ['stateDb']);
        assert.equal(attempts, 1);
        assert.deepEqual(query(home(), 'SELECT archived FROM threads'), [{ archived: 1 }]);
      });
    }
  }

  it('waits on while somebody sets the clock forward', async () => {
    const ids = drawHome(home(), { P: null });
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    setClock(leapingClock());
    await write(transaction => move(transaction, ids.P, true, '/new'), { onWait: () => void holder.release() });
    assert.deepEqual(query(home(), 'SELECT archived FROM threads'), [{ archived: 1 }]);
  });

  it('waiting can be cancelled: nothing is begun', async () => {
    drawHome(home(), { P: null });
    await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const abort = new AbortController();
    const refused = write(() => assert.fail('begun'), { signal: abort.signal, onWait: () => abort.abort() });
    assert.deepEqual(await rejectedFailure(refused), { code: 'cancelled' });
  });

  it('cancelled while it waits, it does not begin once the lock is free', async () => {
    drawHome(home(), { P: null });
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    const abort = new AbortController();
    const released: Promise<void>[] = [];
    const refused = write(() => assert.fail('begun'), {
      signal: abort.signal,
      onWait: () => {
        abort.abort();
        released.push(holder.release());
      },
    });
    assert.deepEqual(await rejectedFailure(refused), { code: 'cancelled' });
    await Promise.all(released);
  });

  it('readers do not keep it waiting in WAL mode', async () => {
    const ids = drawHome(home(), { P: null });
    await holdLock(stateDbOf(home()), 'BEGIN', 'SELECT * FROM threads');
    await write(transaction => move(transaction, ids.P, true, '/new'), { onWait: waitsFor => assert.fail(waitsFor) });
  });

  const broken: { title: string; make: () => void; failure: object }[] = [
    {
      title: 'is not there',
      make: () => undefined,
      failure: { code: 'stateDbNotWritable', cause: 'unable to open database file' },
    },
    {
      title: 'is a folder',
      make: () => mkdirSync(stateDbOf(home())),
      failure: { code: 'stateDbNotWritable', cause: 'unable to open database file' },
    },
    {
      title: 'is not a database',
      make: () => writeFileSync(stateDbOf(home()), 'x'.repeat(5000)),
      failure: { code: 'stateDbNotWritable', cause: 'file is not a database' },
    },
    {
      title: 'has no threads',
      make: () => new DatabaseSync(stateDbOf(home())).close(),
      failure: { code: 'tableMissing', table: 'threads' },
    },
    {
      title: 'has a view instead of threads',
      make: () => {
        drawHome(home(), { P: null });
        change(home(), 'ALTER TABLE threads RENAME TO t; CREATE VIEW threads AS SELECT * FROM t');
      },
      failure: { code: 'tableMissing', table: 'threads' },
    },
  ];
  for (const { title, make, failure } of broken) {
    it(`says so if the database ${title}, and creates none`, async () => {
      make();
      const existed = existsSync(stateDbOf(home()));
      assert.deepEqual(await rejectedFailure(write(() => assert.fail('begun'))), {
        path: stateDbOf(home()),
        ...failure,
      });
      assert.equal(existsSync(stateDbOf(home())), existed);
    });
  }

  it('opens a database whose path has characters with a meaning in URIs', async () => {
    // Windows allows no question mark in a name.
    const odd = path.join(home(), process.platform === 'win32' ? 'a b#d%20e&f=ü' : 'a b?c#d%20e&f=ü');
    mkdirSync(odd);
    const ids = drawHome(odd, { P: null });
    await write(transaction => move(transaction, ids.P, true, '/new'), {}, stateDbOf(odd));
    assert.deepEqual(query(odd, 'SELECT archived FROM threads'), [{ archived: 1 }]);
  });
});
