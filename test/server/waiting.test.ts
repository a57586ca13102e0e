// Every kind of operation reports what it waits for, with its token, and continues afterwards: another program has the
// state DB locked, or another window has a lease on the home.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { WaitsFor } from '../../src/protocol/failures';
import type { OperationReport, OperationResult, OperationStatus, StatusNotification } from '../../src/protocol/methods';
import { HOME_LOCK } from '../../src/server/operations/homeLock';
import { ServerClosing } from '../../src/server/operations/lease';
import { drawHome, placesOf } from '../support/home';
import { sqlProcesses } from '../support/sqlProcess';
import { openOperations } from '../support/operations';
import { threadServers, type TestServer } from '../support/server';
import { change, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

type Ids = Record<'P' | 'C', string>;

interface Waiting {
  kind: string;
  archived: boolean;
  /** Prepares the operation, and returns its params. */
  prepare: (server: TestServer, ids: Ids) => Promise<object>;
  doing: OperationStatus;
  done: OperationStatus;
  places: Ids;
}

describe('operations that have to wait, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const hold = sqlProcesses();
  const active = { P: 'active', C: 'active' };
  const archived = { P: 'archived', C: 'archived' };

  const table: Waiting[] = [
    {
      kind: 'archive',
      archived: false,
      prepare: (_, ids) => Promise.resolve({ threadIds: [ids.P] }),
      doing: 'archiving',
      done: 'archived',
      places: archived,
    },
    {
      kind: 'unarchive',
      archived: true,
      prepare: (_, ids) => Promise.resolve({ threadIds: [ids.P] }),
      doing: 'unarchiving',
      done: 'unarchived',
      places: active,
    },
    {
      kind: 'undo',
      archived: false,
      prepare: async (server, ids) => {
        const { operation } = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
        return { operation };
      },
      doing: 'restoring',
      done: 'restored',
      places: active,
    },
    {
      kind: 'finish',
      archived: false,
      prepare: async (_, ids) => {
        const opened = openOperations(home());
        const closing = new AbortController();
        const { operation } = await opened.cascade('archive', [ids.P], {
          onStatus: ({ status }) => {
            if (status === 'archived') closing.abort(new ServerClosing());
          },
          signal: closing.signal,
        });
        opened.close();
        assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active' });
        return { operation };
      },
      doing: 'archiving',
      done: 'archived',
      places: archived,
    },
    {
      kind: 'repair',
      archived: false,
      prepare: (_, ids) => {
        change(home(), `UPDATE threads SET archived = 1, archived_at = 1 WHERE id = '${ids.C}'`);
        return Promise.resolve({ threadIds: [ids.C] });
      },
      doing: 'repairing',
      done: 'repaired',
      places: active,
    },
  ];

  /** The first report of a thread that waits. */
  async function untilItWaits(server: TestServer): Promise<{ token: string | null; report: OperationReport }> {
    for (;;) {
      const { params } = await server.notified('threadTree/status');
      const { token, reports } = params as unknown as StatusNotification;
      const report = reports.find(({ waitsFor }) => waitsFor !== undefined);
      if (report) return { token, report };
    }
  }

  const locks: { waitsFor: WaitsFor; database: () => string; begin: string }[] = [
    { waitsFor: 'stateDb', database: () => stateDbOf(home()), begin: 'BEGIN IMMEDIATE' },
    { waitsFor: 'otherWindow', database: () => path.join(home(), HOME_LOCK), begin: 'BEGIN EXCLUSIVE' },
  ];
  for (const { kind, archived: isArchived, prepare, doing, done, places } of table) {
    for (const { waitsFor, database, begin } of locks) {
      it(`${kind} waits for ${waitsFor}`, async () => {
        const ids = drawHome(home(), {
          P: { parent: null, archived: isArchived },
          C: { parent: 'P', archived: isArchived },
        });
        const server = await start(home());
        const params = await prepare(server, ids);
        const holder = await hold(database(), `PRAGMA busy_timeout = 5000; ${begin}`);
        const answer = server.request<OperationResult>(`threadTree/${kind}`, { ...params, token: kind });
        const { token, report } = await untilItWaits(server);
        assert.deepEqual(
          [token, report.status, report.waitsFor, report.failure],
          [kind, waitsFor === 'stateDb' ? doing : 'queued', waitsFor, undefined],
        );
        assert.ok(Object.values(ids).includes(report.threadId));
        await holder.release();
        const { reports } = await answer;
        assert.deepEqual(new Set(reports.map(({ status }) => status)), new Set([done]));
        assert.deepEqual(placesOf(home(), ids), places);
      });

      it(`${kind} is cancelled while it waits for ${waitsFor}, and nothing changes`, async () => {
        const ids = drawHome(home(), {
          P: { parent: null, archived: isArchived },
          C: { parent: 'P', archived: isArchived },
        });
        const server = await start(home());
        const params = await prepare(server, ids);
        const before = placesOf(home(), ids);
        const holder = await hold(database(), `PRAGMA busy_timeout = 5000; ${begin}`);
        const answer = server.request<OperationResult>(`threadTree/${kind}`, params);
        await untilItWaits(server);
        server.cancel();
        // An operation that has not begun has no reports.
        if (waitsFor === 'otherWindow')
          await assert.rejects(answer, { code: -32800, message: 'cancelled', data: { code: 'cancelled' } });
        else
          assert.deepEqual(new Set((await answer).reports.map(({ failure }) => failure?.code)), new Set(['cancelled']));
        await holder.release();
        assert.deepEqual(placesOf(home(), ids), before);
      });
    }
  }
});
