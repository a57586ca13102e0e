// A commit that waits for a reader until SQLite gives up after five seconds: the files are put back.
import { strict as assert } from 'node:assert';
import { statSync } from 'node:fs';
import type { Failure } from '../../src/protocol/failures';
import type { OperationKind } from '../../src/protocol/methods';
import { moveIn } from '../../src/server/operations/planMove';
import { operationId } from '../../src/server/operations/lease';
import type { MoveOutcome } from '../../src/server/threads/cascade';
import { sessionFolders } from '../../src/server/operations/subtreeSource';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../support/home';
import { openOperations, type TestOperations } from '../support/operations';
import { sqlProcesses } from '../support/sqlProcess';
import { change, query, stateDbOf } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';

describe('a commit that is kept waiting', () => {
  const home = temporaryFolder();
  const holdLock = sqlProcesses();
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  /** Moves threads in one group; calls `meanwhile` within the transaction, before each thread is planned. */
  const moveGroup = (
    kind: OperationKind,
    threadIds: readonly string[],
    meanwhile: (threadId: string) => void,
    signal: AbortSignal,
  ): Promise<readonly MoveOutcome[]> =>
    opened.run(lease => {
      const plan = moveIn(sessionFolders(lease.home), kind);
      return lease.journalled({ operation: operationId(kind), kind, roots: threadIds, threads: threadIds }, mover =>
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

  it('fails its threads and puts all files back with their times; a cancellation does not hide the reason', async () => {
    const ids = drawHome(home(), { P: { parent: null, archived: true }, C: { parent: 'P', archived: true } });
    change(home(), 'PRAGMA journal_mode = DELETE');
    const [before, rows] = [rolloutContents(home()), query(home(), 'SELECT * FROM threads')];
    const times = Object.values(ids).map(id => statSync(rolloutOf(home(), id)).mtimeMs);
    // In DELETE mode a commit waits for readers; this reader stays longer than that.
    await holdLock(stateDbOf(home()), 'BEGIN', 'SELECT * FROM threads');
    const abort = new AbortController();
    // Cancelled once the transaction has begun.
    const moved = moveGroup('unarchive', [ids.P, ids.C], () => abort.abort(), abort.signal);
    const because: Failure = { code: 'stateDbLocked', path: stateDbOf(home()), seconds: 5 };
    assert.deepEqual(await moved, Array(2).fill({ failure: { code: 'rowNotWritten', because } }));
    assert.deepEqual(query(home(), 'SELECT * FROM threads'), rows);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived' });
    assert.deepEqual(rolloutContents(home()), before);
    assert.deepEqual(
      Object.values(ids).map(id => statSync(rolloutOf(home(), id)).mtimeMs),
      times,
    );
  });
});
