// The server as the shell runs it: in a worker thread, over a message port.
import { strict as assert } from 'node:assert';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { StatusNotification, TreeListResponse } from '../../src/protocol/methods';
import { defaultViewOptions } from '../../src/server/threads/viewRules';
import { drawHome, placesOf } from '../support/home';
import { sqlProcesses } from '../support/sqlProcess';
import { change, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { startWithFirstRows, startWorkerServer, type WorkerServer } from '../support/workerServer';

describe('thread server in a worker', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  let server: WorkerServer;
  let connection: MessageConnection;
  beforeEach(() => {
    server = startWorkerServer(home());
    connection = server.connection;
  });
  afterEach(() => server.stop());

  const initialize = (): ReturnType<WorkerServer['initialize']> => server.initialize();

  it('acts as a language server: capabilities, shutdown, exit', async () => {
    drawHome(home(), { P: null });
    const { codexHome, capabilities } = await initialize();
    assert.deepEqual([codexHome, capabilities], [home(), {}]);
    assert.deepEqual(
      (await connection.sendRequest<TreeListResponse>('threadTree/list', { view: 'threads' })).rows.map(
        ({ name }) => name,
      ),
      ['P'],
    );
    assert.equal(await connection.sendRequest('shutdown'), null);
    await connection.sendNotification('exit');
    assert.equal(await server.exited, 0);
  });

  it('reads the first rows as it starts, before anybody is connected', async () => {
    drawHome(home(), { P: null });
    const params = { view: 'threads' as const, levels: [{}] };
    const worker = startWithFirstRows(home(), params);
    try {
      const { levels, problem } = await worker.rows;
      assert.deepEqual([levels[0]?.rows.map(({ name }) => name), problem], [['P'], null]);
    } finally {
      await worker.stop();
    }
  });

  it('reads the rows of open groups with the first rows', async () => {
    drawHome(home(), { P: null, Q: null });
    change(home(), "UPDATE threads SET recency_at = 9, recency_at_ms = 9000 WHERE name = 'Q'");
    const options = { ...defaultViewOptions, group: 'date' as const };
    const worker = startWithFirstRows(home(), {
      view: 'threads',
      options,
      levels: [{ limit: 1 }],
      withOpenGroups: true,
    });
    try {
      const { levels, openGroups } = await worker.rows;
      const shown = openGroups.map(({ key, level }) => [key, level.total, level.rows.map(({ name }) => name)]);
      assert.deepEqual(
        shown.map(([key]) => key),
        levels[0]?.groups.map(({ key }) => key),
      );
      assert.deepEqual(
        shown.map(([, ...rows]) => rows),
        [
          [1, ['P']],
          [1, ['Q']],
        ],
      );
    } finally {
      await worker.stop();
    }
  });

  it('sends the client log messages that the user should see', async () => {
    drawHome(home(), { P: null, C: 'P' });
    change(home(), "UPDATE threads SET id = 'x' WHERE name = 'C'");
    const logged = new Promise(resolve => connection.onNotification('window/logMessage', resolve));
    await initialize();
    await connection.sendRequest('threadTree/list', { view: 'threads' });
    const { type, message } = (await logged) as { type: number; message: string };
    assert.equal(type, 2);
    assert.match(message, /rows of "threads" whose id is not a UUID are left out: 1\./);
  });

  it('told to exit while an operation waits, starts nothing and ends', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const holder = await holdLock(stateDbOf(home()), 'BEGIN IMMEDIATE');
    await initialize();
    const waits = new Promise<void>(resolve =>
      connection.onNotification('threadTree/status', ({ reports }: StatusNotification) => {
        if (reports.some(({ waitsFor }) => waitsFor === 'stateDb')) resolve();
      }),
    );
    void connection.sendRequest('threadTree/archive', { threadIds: [ids.P] }).catch(() => undefined);
    await waits;
    await connection.sendNotification('exit');
    assert.equal(await server.exited, 0);
    await holder.release();
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
  });
});
