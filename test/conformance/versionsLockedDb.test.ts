// A state DB that another program keeps locked: what each version of Codex does in the end, and this server. All of
// them wait at the same time, because each waits up to half a minute.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { codexVersions, type CodexVersion } from '../../scripts/codexVersion';
import { startCodex, startOurs } from '../support/codex';
import { patience } from '../support/eventually';
import { isArchived, openDatabase, rolloutPathOf } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { suiteFolder } from '../support/temporaryFolder';
import { versionFacts } from './support/versionFacts';
import { copyVersionHome, makeVersionHome } from './support/versionHome';

describe('a state DB that stays locked', function () {
  this.timeout(120_000 * patience);
  const folder = suiteFolder();

  /** Archives S while the DB is locked; returns the error, if any, and whether the file has moved by then. */
  async function archiveLocked(
    home: string,
    server: StdioClient,
    id: string,
  ): Promise<{ message: string; fileMoves: boolean }> {
    const file = rolloutPathOf(home, id);
    const holder = openDatabase(home);
    try {
      await server.initialize();
      holder.exec('BEGIN IMMEDIATE');
      const { error } = await server.ask('thread/archive', { threadId: id });
      return { message: error?.message ?? '', fileMoves: !existsSync(file) };
    } finally {
      holder.close();
      await server.close();
    }
  }

  const homes = new Map<CodexVersion | 'ours', { home: string; id: string }>();
  before(async () => {
    for (const version of codexVersions) {
      const made = await makeVersionHome(version, folder(`made-${version}`));
      for (const name of version === codexVersions.at(-1) ? ([version, 'ours'] as const) : [version]) {
        const home = folder(name);
        copyVersionHome(made, home);
        homes.set(name, { home, id: made.ids.S });
      }
    }
  });

  it('is an error in 0.148 and newer, leaves a moved file with a stale row in 0.125, and is an error that names the DB in ours', async () => {
    await Promise.all(
      [...homes].map(async ([name, { home, id }]) => {
        const { message, fileMoves } = await archiveLocked(
          home,
          name === 'ours' ? startOurs(home) : startCodex(home, name),
          id,
        );
        const expected =
          name === 'ours'
            ? { says: /^failed to archive session: .*stateDbLocked: .*state_5\.sqlite/, fileMoves: false }
            : versionFacts[name].lockedStateDb;
        assert.match(message, expected.says, `${name}: ${message}`);
        assert.equal(fileMoves, expected.fileMoves, name);
      }),
    );
    for (const { home, id } of homes.values()) {
      assert.ok(!isArchived(home, id));
    }
  });
});
