// A commit that waits for a reader until SQLite gives up, which takes five seconds: the files are put back.
import { strict as assert } from 'node:assert';
import { statSync } from 'node:fs';
import type { OperationKind } from '../../src/protocol/methods';
import { moveIn } from '../../src/server/operations/cascades';
import { operationId } from '../../src/server/operations/lease';
import type { ChangeOutcome } from '../../src/server/operations/mover';
import { sessionFolders } from '../../src/server/operations/subtreeSource';
import { change, drawHome, placesOf, query, rolloutContents, rolloutOf, stateDbOf } from '../support/home';
import { openOperations, type TestOperations } from '../support/operations';
import { sqlProcesses } from '../support/sqlProcess';
import { temporaryFolder } from '../support/temporaryFolder';

describe('a commit that is kept waiting', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  /** Moves threads in one group; `meanwhile` happens within the transaction, before each is looked at. */
  const moveGroup = (
    kind: OperationKind,
    threadIds: readonly string[],
    meanwhile: (threadId: string) => void,
    signal: AbortSignal,
  ): Promise<readonly ChangeOutcome[]> =>
    opened.run(session => {
      const plan = moveIn(sessionFolders(session.home), kind);
      return session.journalled({ operation: operationId(kind), kind, roots: threadIds, threads: threadIds }, mover =>
        mover.change(
          threadIds,
          (threadId, rows) => {
            meanwhile(threadId);
            return plan(threadId, rows);
          },
          { onWait: () => undefined, signal },
        ),
      );
    });

  it('costs its threads: all files are put back with their times, and the reason is told though it was cancelled too', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true }, C: { parent: 'P', archived: true } });
    change(home(), 'PRAGMA journal_mode = DELETE');
    const [before, rows] = [rolloutContents(home()), query(home(), 'SELECT * FROM threads')];
    const times = Object.values(ids).map(id => statSync(rolloutOf(home(), id)).mtimeMs);
    // In DELETE mode a commit has to wait for those who read; this one reads for longer than it waits.
    await holdLock(stateDbOf(home()), 'BEGIN', 'SELECT * FROM threads');
    const abort = new AbortController();
    // Cancelled once the transaction has begun.
    const moved = moveGroup('unarchive', [ids.P, ids.C], () => abort.abort(), abort.signal);
    for (const { failure } of await moved)
      assert.match(
        failure?.reason ?? '',
        /Another program has the state DB .*state_5\.sqlite locked.*Close it and try again/,
      );
    assert.deepEqual(query(home(), 'SELECT * FROM threads'), rows);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
    assert.deepEqual(rolloutContents(home()), before);
    assert.deepEqual(
      Object.values(ids).map(id => statSync(rolloutOf(home(), id)).mtimeMs),
      times,
    );
  });
});
