// Windows writes the times of a file late that another process keeps open, as Codex keeps its state DB. Wine writes
// them at once, so support/lateTimes.mts makes the server see what it would see there.
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../scripts/vscode/paths';
import type { TreeListResponse } from '../../src/protocol/methods';
import { drawHome } from '../support/home';
import { runsOn } from '../support/runsOn';
import { threadServers } from '../support/server';
import { sqlProcesses } from '../support/sqlProcess';
import { stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

if (runsOn('windows', 'only Windows writes the times of open files late'))
  describe('a state DB whose times are written late', () => {
    const folder = temporaryFolder();
    const startServer = threadServers();
    const openElsewhere = sqlProcesses();

    it('is read after each commit, also in a log that begins anew and keeps its size', async () => {
      const home = folder('home');
      mkdirSync(home);
      const ids = drawHome(home, { P: null });
      const rename = (name: string): string => `UPDATE threads SET name = '${name}' WHERE id = '${ids.P}'`;
      const codex = await openElsewhere(stateDbOf(home), 'PRAGMA journal_mode = WAL', rename('first'), rename('next'));
      const lateTimes = pathToFileURL(path.join(projectRoot, 'test/support/lateTimes.mts')).href;
      const server = await startServer(home, { nodeArgs: ['--import', lateTimes], journal: folder('journals') });
      const list = async (): Promise<string | undefined> =>
        (await server.request<TreeListResponse>('threadTree/list', { view: 'threads' })).rows[0]?.name;
      assert.equal(await list(), 'next');
      const { size } = statSync(`${stateDbOf(home)}-wal`);
      await codex.exec('PRAGMA wal_checkpoint(RESTART)');
      for (const name of ['third', 'fourth']) {
        await codex.exec(rename(name));
        do await server.notified('threadTree/changed');
        while ((await list()) !== name);
        assert.equal(statSync(`${stateDbOf(home)}-wal`).size, size);
      }
    });
  });
