// A state DB that another program has locked for long: what each version of Codex does in the end, and ours. All wait
// at once, because each waits up to half a minute.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codexVersions, type CodexVersion } from '../../scripts/codexVersion';
import type { AppServer } from './appServer';
import { startCodex, startOurs } from './pair';
import { rolloutPathOf, withDatabase } from './sampleHome';
import { versionFacts } from './support/versionFacts';
import { copyVersionHome, makeVersionHome } from './support/versionHome';

describe('a state DB that stays locked', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ctt-')));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Archives S while the DB is locked; answers the error, if any, and whether the file has moved by then. */
  async function archiveLocked(
    home: string,
    server: AppServer,
    id: string,
  ): Promise<{ message: string; fileMoves: boolean }> {
    const file = rolloutPathOf(home, id);
    const holder = new DatabaseSync(path.join(home, 'state_5.sqlite'));
    try {
      await server.initialize();
      holder.exec('BEGIN IMMEDIATE');
      const { error } = await server.request('thread/archive', { threadId: id });
      return { message: error?.message ?? '', fileMoves: !existsSync(file) };
    } finally {
      holder.close();
      await server.close();
    }
  }

  const homes = new Map<CodexVersion | 'ours', { home: string; id: string }>();
  before(async () => {
    for (const version of codexVersions) {
      const made = await makeVersionHome(version, path.join(folder, `made-${version}`));
      for (const name of version === codexVersions.at(-1) ? ([version, 'ours'] as const) : [version]) {
        const home = path.join(folder, name);
        copyVersionHome(made, home);
        homes.set(name, { home, id: made.ids.S });
      }
    }
  });

  it('is an error for 0.148 and newer, a moved file with a stale row for 0.125, and an error that names the DB for ours', async () => {
    await Promise.all(
      [...homes].map(async ([name, { home, id }]) => {
        const { message, fileMoves } = await archiveLocked(
          home,
          name === 'ours' ? startOurs(home) : startCodex(home, name),
          id,
        );
        const expected =
          name === 'ours'
            ? { says: /^failed to archive session: .*Another program has the state DB .* locked/, fileMoves: false }
            : versionFacts[name].lockedStateDb;
        assert.match(message, expected.says, `${name}: ${message}`);
        assert.equal(fileMoves, expected.fileMoves, name);
      }),
    );
    for (const { home, id } of homes.values()) {
      assert.equal(
        withDatabase(home, database => database.prepare('SELECT archived FROM threads WHERE id = ?').get(id)?.archived),
        0,
      );
    }
  });
});
