// An interrupted undo, also of an interrupted operation: what the user has to decide, and what happens then. test/kills
// tests with real kills.
import { strict as assert } from 'node:assert';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { listEntries } from '../../../src/server/operations/journal/lookAtJournal';
import { journalFolderOf, newOperationId } from '../../../src/server/operations/journal/journalFolder';
import { ServerClosing } from '../../../src/server/operations/lease';
import { drawHome, placesOf } from '../../support/home';
import { reversed, withJournal } from '../../support/journal';
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
    (await opened.operations.recover(never)).map(({ kind, made, left }) => `${kind}: ${made} made, ${left} left`);
  const entries = () => listEntries(folder(), home());
  const finish = (operation: string) => opened.finish(operation);
  /**
   * Makes the entry of an undo that died when these threads had their files back, but not their rows; returns its id.
   */
  const diedInUndoOf = (target: string, threads: readonly string[]): string => {
    const operation = newOperationId('undo', Date.now() + 1);
    withJournal(folder(), home(), journal => {
      const made = journal.find(target)?.changes ?? [];
      const ids = made.map(({ threadId }) => threadId).reverse();
      const entry = journal.begin({ operation, kind: 'undo', roots: ids, threads: ids, undoes: target });
      const changes = made.filter(({ threadId }) => threads.includes(threadId)).map(reversed);
      if (changes.length > 0) entry.changes(changes);
      for (const { from, to } of changes.flatMap(({ files }) => files)) renameSync(from, to);
    });
    return operation;
  };
  /** Archives P and C, but stops after P because the server closes. */
  const archivePart = async (root: string): Promise<string> => {
    const closing = new AbortController();
    return (
      await opened.cascade('archive', [root], {
        signal: closing.signal,
        onStatus: ({ status }) => status === 'archived' && closing.abort(new ServerClosing()),
      })
    ).operation;
  };

  it('waits for the user’s decision, and is finished with its own entry', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    assert.deepEqual(await recover(), ['undo: 1 made, 1 left']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active' });
    assert.deepEqual(brief(await finish(undo), ids), ['P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual([await recover(), entries()], [[], []]);
  });

  it('another undo was faster: nothing is left to do', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C skipped', 'P restored']);
    assert.deepEqual(await finish(undo), []);
    assert.deepEqual([await recover(), entries()], [[], []]);
  });

  it('the operation to undo is no longer in the journal: the undo is forgotten', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const undo = diedInUndoOf(operation, [ids.C]);
    withJournal(folder(), home(), journal => journal.forget(operation));
    assert.deepEqual(await recover(), ['undo: 1 made, 1 left']);
    assert.deepEqual(await finish(undo), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active' });
    assert.deepEqual(entries(), []);
  });

  it('that had restored nothing: the interrupted operation still waits', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const operation = await archivePart(ids.P);
    diedInUndoOf(operation, []);
    assert.deepEqual(await recover(), ['archive: 1 made, 1 left']);
    assert.deepEqual(brief(await finish(operation), ids), ['C archived']);
  });

  it('that had restored all of an interrupted operation: both are forgotten', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    diedInUndoOf(await archivePart(ids.P), [ids.P]);
    assert.deepEqual(await recover(), []);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(entries(), []);
  });
});
