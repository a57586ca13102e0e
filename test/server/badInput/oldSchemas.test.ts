// State DBs of older versions of Codex, with the real server: works without what a schema lacks.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { OperationResult, ThreadDetails, TreeListResponse } from '../../../src/protocol/methods';
import { idOf } from '../../fixtures/ids';
import { placesOf, rolloutContents } from '../../support/home';
import { writeOldChain, type OldHome } from '../../support/oldHome';
import { threadServers } from '../../support/server';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

const ids = { P: idOf(1), C: idOf(2), G: idOf(3) };

describe('bad input: old schemas', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => mkdirSync(home()));

  const homes: { title: string; made: OldHome; also?: string; top: number; moved: string[] }[] = [
    { title: 'Codex 0.122', made: {}, top: 1, moved: [ids.P, ids.G, ids.C] },
    { title: 'before there were sub-agents: no table of edges', made: { edges: false }, top: 3, moved: [ids.P] },
    {
      title: 'a rollback journal instead of a WAL',
      made: { journalMode: 'DELETE' },
      top: 1,
      moved: [ids.P, ids.G, ids.C],
    },
    {
      title: 'with the columns for milliseconds that came next',
      made: {},
      also: 'ALTER TABLE threads ADD COLUMN created_at_ms INTEGER; ALTER TABLE threads ADD COLUMN updated_at_ms INTEGER',
      top: 1,
      moved: [ids.P, ids.G, ids.C],
    },
    {
      title: 'with columns and tables of a future Codex',
      made: {},
      also: 'ALTER TABLE threads ADD COLUMN mood TEXT; ALTER TABLE thread_spawn_edges ADD COLUMN reason TEXT; CREATE TABLE thread_moods (id TEXT)',
      top: 1,
      moved: [ids.P, ids.G, ids.C],
    },
  ];
  for (const { title, made, also, top, moved } of homes) {
    it(title, async () => {
      writeOldChain(home(), 3, made);
      if (also !== undefined) change(home(), also);
      const before = rolloutContents(home());
      const server = await start(home());
      const { rows, problem } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads' });
      assert.equal(problem, null);
      assert.equal(rows.length, top);
      const root = rows.find(({ threadId }) => threadId === ids.P);
      assert.deepEqual(
        [root?.name, root?.kind, root?.descendants, root?.recencyAt],
        ['Title 0', 'main', moved.length - 1, 1_776_000_100],
      );
      assert.equal((await server.request<{ data: unknown[] }>('thread/list', {})).data.length, 3);
      assert.equal((await server.request<ThreadDetails>('threadTree/details', { threadId: ids.P })).thread.id, ids.P);

      const archived = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
      assert.deepEqual(
        archived.reports.map(({ threadId, status }) => [threadId, status]),
        moved.map(id => [id, 'archived']),
      );
      assert.deepEqual(placesOf(home(), ids), {
        P: 'archived',
        C: moved.includes(ids.C) ? 'archived' : 'active',
        G: moved.includes(ids.G) ? 'archived' : 'active',
      });
      const inArchive = await server.request<TreeListResponse>('threadTree/list', { view: 'archived' });
      assert.deepEqual(
        inArchive.rows.map(({ threadId, descendants }) => [threadId, descendants]),
        [[ids.P, moved.length - 1]],
      );

      await server.request('thread/unarchive', { threadId: ids.P });
      assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active', G: 'active' });
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual(query(home(), 'SELECT count(*) AS count FROM threads'), [{ count: 3 }]);
      assert.equal(server.log(), '');
    });
  }
});
