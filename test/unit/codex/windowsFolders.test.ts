// The filter by folder on Windows, over SQLite.
import { strict as assert } from 'node:assert';
import { DatabaseSync } from 'node:sqlite';
import { windowsFolderIs } from '../../../src/server/codex/listFilter';

const raw = String.raw;

describe('the filter by folder on Windows', () => {
  const stored = [raw`\\?\C:\src\Proj`, raw`C:\src\Proj`, raw`C:\src\Proj2`, raw`\\?\UNC\srv\share\A`, '/home/me'];
  const found = (...folders: string[]): unknown[] => {
    const [condition, ...values] = windowsFolderIs(folders);
    const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE threads (cwd TEXT)');
    for (const cwd of stored) db.prepare('INSERT INTO threads VALUES (?)').run(cwd);
    const rows = db.prepare(`SELECT cwd FROM threads WHERE ${condition}`).all(...values);
    db.close();
    return rows.map(({ cwd }) => cwd);
  };

  for (const folder of [raw`C:\src\Proj`, raw`c:\SRC\proj`, raw`\\?\C:\src\Proj`]) {
    it(`finds threads of ${folder} in both forms`, () => assert.deepEqual(found(folder), stored.slice(0, 2)));
  }

  it('finds threads on a server', () => {
    assert.deepEqual(found(raw`\\SRV\share\a`), [stored[3]]);
    assert.deepEqual(found(raw`\\?\UNC\srv\share\A`, raw`C:\src\Proj2`), [stored[2], stored[3]]);
  });
});
