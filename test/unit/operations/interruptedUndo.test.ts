// An undo that was interrupted, also of an operation that was interrupted itself: what the user has to decide, and what
// follows from it. test/kills tests with real kills.
import { strict as assert } from 'node:assert';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beginJournal } from '../../../src/server/operations/journal/journal';
import { journalFolderOf, listJournals, newOperationId } from '../../../src/server/operations/journal/journalFolder';
import { ServerClosing } from '../../../src/server/operations/lease';
import { findOperation, finishOperation } from '../../../src/server/operations/undo';
import type { ThreadChange } from '../../../src/server/threads/threadChange';
import { drawHome, placesOf } from '../../support/home';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('an interrupted undo', () => {
  const home = temporaryFolder();
  const never = new AbortController().signal;
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  const folder = (): string => journalFolderOf(path.join(home(), 'journal'), home());
  const recover = async (): Promise<string[]> =>
    (await opened.operations.recover(never)).map(
      ({ recorded: { plan, made, left } }) => `${plan.kind}: ${made.length} made, ${left.length} left`,
    );
  const finish = (operation: string) =>
    opened.run(lease =>
      finishOperation(lease, findOperation(lease, operation), {
        operation,
        onStatus: () => undefined,
        signal: never,
      }),
    );
  /** Makes the journal of an undo that died when these threads had their files back, but not their rows. Its id. */
  const diedInUndoOf = (target: string, threads: readonly string[]): string => {
    const made = opened.operations.list().find(({ file }) => file.operation === target)?.recorded.made ?? [];
    const operation = newOperationId('undo', Date.now() + 1);
    const ids = made.map(({ threadId }) => threadId).reverse();
    const journal = beginJournal(folder(), operation, {
      type: 'plan',
      format: 1,
      kind: 'undo',
      home: home(),
      startedAt: Date.now(),
      roots: ids,
      threads: ids,
      undoes: target,
    });
    const changes = made.filter(({ threadId }) => threads.includes(threadId)).map(reversed);
    if (changes.length > 0) journal.changes(changes);
    for (const { from, to } of changes.flatMap(({ files }) => files)) renameSync(from, to);
    journal.leave();
    return operation;
  };
  /** Archives P and C, cut short after P because the server closed. */
  const archivePart = async (root: string): Promise<string> => {
    const closing = new AbortController();
    return (
      await opened.cascade('archive', [root], {
        signal: closing.signal,
        onStatus: ({ status }) => status === 'archived' && closing.abort(new ServerClosing()),
      })
    ).operation;
  };

  it('waits for the user’s decision, and is finished with its own journal', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    assert.deepEqual(await recover(), ['undo: 1 made, 1 left']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active' });
    assert.deepEqual(brief(await finish(undo), ids), ['P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual([await recover(), listJournals(folder())], [[], []]);
  });

  it('another undo was faster: nothing is left to do', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C skipped', 'P restored']);
    assert.deepEqual(await finish(undo), []);
    assert.deepEqual([await recover(), listJournals(folder())], [[], []]);
  });

  it('the operation to undo is no longer in the journal: the undo is forgotten', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    rmSync(path.join(folder(), `${operation}.closed`));
    assert.deepEqual(await recover(), ['undo: 1 made, 1 left']);
    assert.deepEqual(await finish(undo), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active' });
    assert.deepEqual(listJournals(folder()), []);
  });

  it('had restored nothing: the interrupted operation still waits', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const operation = await archivePart(ids.P);
    diedInUndoOf(operation, []);
    assert.deepEqual(await recover(), ['archive: 1 made, 1 left']);
    assert.deepEqual(brief(await finish(operation), ids), ['C archived']);
  });

  it('had restored all of an interrupted operation: both are forgotten', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    diedInUndoOf(await archivePart(ids.P), [ids.P]);
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(listJournals(folder()), []);
  });
});

function reversed({ threadId, files, row }: ThreadChange): ThreadChange {
  return {
    threadId,
    files: files.map(move => ({ ...move, from: move.to, to: move.from })),
    row: row && { before: row.after, after: row.before },
  };
}
