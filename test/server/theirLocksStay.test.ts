// All extensions share the process of the extension host, and POSIX drops all locks of a process on a file when it
// closes any descriptor of that file: our reads must leave the locks of another extension's SQLite connection alone.
import { strict as assert } from 'node:assert';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { drawHome } from '../support/home';
import { sqlProcesses } from '../support/sqlProcess';
import { change, query, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { patience } from '../support/eventually';

describe("another extension's locks in our process", function () {
  this.timeout(60000 * patience);
  const home = temporaryFolder();
  const inAnotherProcess = sqlProcesses();
  let shared: ChildProcess | undefined;
  afterEach(() => {
    shared?.kill('SIGKILL');
    shared = undefined;
  });

  /** Starts the process of both extensions; the function that it returns makes it do something. */
  const start = async (): Promise<(...orders: string[]) => Promise<void>> => {
    const child = (shared = fork(path.join(__dirname, 'sharedProcess.mts'), [home()], {
      execArgv: ['--no-warnings', '--import', 'tsx'],
    }));
    const run = async (...orders: string[]): Promise<void> => {
      for (const order of orders) {
        child.send(order);
        const [error] = (await once(child, 'message')) as [string | null];
        assert.equal(error, null, order);
      }
    };
    await run('initialize');
    return run;
  };
  const draw = (mode: string): void => {
    drawHome(home(), { P: null, C: 'P' });
    change(home(), `PRAGMA journal_mode = ${mode}`);
  };
  const title = (): unknown => query(home(), 'SELECT title FROM threads ORDER BY rowid LIMIT 1')[0]?.title;
  const rename = (name: string): string => `UPDATE threads SET title = '${name}'`;

  it('DELETE: a transaction keeps the state DB locked while we read', async () => {
    draw('DELETE');
    const run = await start();
    await run('list', 'BEGIN IMMEDIATE', rename('ours'));
    const other = await inAnotherProcess(stateDbOf(home()));
    for (let read = 0; read < 3; read++) {
      await run('list');
      await assert.rejects(other.exec(`BEGIN IMMEDIATE; ${rename('theirs')}; COMMIT`), /database is locked/);
    }
    await run('COMMIT');
    assert.equal(title(), 'ours');
  });

  // As every SQLite before 3.51 does when it closes a log that it believes to be the only user of.
  const alone = 'PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE';
  it('WAL: no other process takes the state DB and its log for itself while a connection is open', async () => {
    draw('WAL');
    const run = await start();
    await run(rename('first'), 'list');
    for (const next of [
      rename('second'),
      `PRAGMA wal_checkpoint(TRUNCATE); ${rename('third')}`,
      'SELECT * FROM threads',
    ]) {
      const other = await inAnotherProcess(stateDbOf(home()));
      await assert.rejects(other.exec(`${alone}; ${rename('theirs')}; COMMIT`), /database is locked/, next);
      await other.release();
      assert.ok(existsSync(`${stateDbOf(home())}-wal`), next);
      await run(next, 'list');
    }
    await run(rename('ours'));
    assert.equal(title(), 'ours');
  });
});
