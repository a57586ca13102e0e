// Two windows, each with its server, and other writers, on one home: whatever the order, rows and files agree and
// nothing is lost.
import { strict as assert } from 'node:assert';
import type { OperationResult } from '../../src/protocol/methods';
import { idOf } from '../fixtures/ids';
import { patience } from '../support/eventually';
import { drawHome, placesOf, rolloutContents, type Sketches } from '../support/home';
import { sqlProcesses } from '../support/sqlProcess';
import { threadServers, type TestServer } from '../support/server';
import { change, query, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('two servers on one home', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const openElsewhere = sqlProcesses();

  /** Sub-agents, each of which has 9: fewer where moving a file takes long. */
  const CHILDREN = patience > 1 ? 3 : 20;
  const THREADS = 1 + CHILDREN * 10;

  function drawSubtree(): Record<string, string> {
    const sketches: Record<string, Sketches[string]> = { P: null };
    for (let child = 0; child < CHILDREN; child++) {
      sketches[`c${child}`] = 'P';
      for (let grandchild = 0; grandchild < 9; grandchild++) sketches[`g${child}.${grandchild}`] = `c${child}`;
    }
    return drawHome(home(), sketches);
  }
  const run = async (
    server: TestServer,
    operation: 'archive' | 'unarchive',
    ...threadIds: string[]
  ): Promise<Record<string, number>> => {
    const { reports } = await server.request<OperationResult>(`threadTree/${operation}`, { threadIds });
    return tally(reports.map(({ status }) => status));
  };
  const counts = (ids: Record<string, string>): Record<string, number> => tally(Object.values(placesOf(home(), ids)));

  it('both archive the same subtree', async () => {
    const ids = drawSubtree();
    const before = rolloutContents(home());
    const [one, two] = [await start(home()), await start(home())];
    const [first, second] = await Promise.all([run(one, 'archive', idOf(1)), run(two, 'archive', idOf(1))]);
    assert.equal((first.archived ?? 0) + (second.archived ?? 0), THREADS);
    for (const { archived = 0, alreadyArchived = 0, skipped = 0, ...others } of [first, second]) {
      assert.deepEqual(others, {});
      assert.equal(archived + alreadyArchived + skipped, THREADS);
    }
    assert.deepEqual(counts(ids), { archived: THREADS });
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('each archives parts of the other’s subtree', async () => {
    const ids = drawSubtree();
    const before = rolloutContents(home());
    const [one, two] = [await start(home()), await start(home())];
    await Promise.all([
      run(one, 'archive', idOf(1)),
      ...Array.from({ length: CHILDREN }, (_, child) => run(two, 'archive', ids[`c${child}`] as string)),
    ]);
    assert.deepEqual(counts(ids), { archived: THREADS });
    assert.deepEqual(rolloutContents(home()), before);
  });

  it('one repeatedly archives what the other unarchives', async () => {
    const ids = drawSubtree();
    const before = rolloutContents(home());
    const [one, two] = [await start(home()), await start(home())];
    for (let round = 0; round < (patience > 1 ? 3 : 5); round++)
      await Promise.all([run(one, 'archive', idOf(1)), run(two, 'unarchive', idOf(1))]);
    assert.deepEqual(rolloutContents(home()), before);
    for (const [label, place] of Object.entries(placesOf(home(), ids)))
      assert.ok(place === 'active' || place === 'archived', `${label}: ${place}`);
    await run(one, 'archive', idOf(1));
    assert.deepEqual(counts(ids), { archived: THREADS });
  });

  it('another process keeps committing: its rows and ours are all there', async () => {
    const ids = drawSubtree();
    change(home(), 'CREATE TABLE busy (id INTEGER)');
    const server = await start(home());
    const writer = await openElsewhere(stateDbOf(home()), 'PRAGMA busy_timeout = 20000');
    let [commits, done] = [0, false];
    const writing = (async () => {
      while (!done) {
        await writer.exec(`INSERT INTO busy VALUES (${commits})`);
        await writer.exec(`UPDATE threads SET tokens_used = ${commits} WHERE id = '${ids.c0}'`);
        commits++;
      }
    })();
    assert.deepEqual(await run(server, 'archive', idOf(1)), { archived: THREADS });
    done = true;
    await writing;
    await writer.release();
    assert.deepEqual(counts(ids), { archived: THREADS });
    assert.deepEqual(
      query(
        home(),
        `SELECT (SELECT count(*) FROM busy) AS rows, tokens_used AS last FROM threads WHERE id = '${ids.c0}'`,
      ),
      [{ rows: commits, last: commits - 1 }],
    );
  });
});

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
