// An operation that the user cancelled can be finished with its own entry, so that one undo restores all of it.
import { strict as assert } from 'node:assert';
import { ServerClosing } from '../../../src/server/operations/lease';
import { exactState } from '../../support/exactState';
import { drawHome, placesOf } from '../../support/home';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('a cancelled archive', () => {
  const home = temporaryFolder();
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  /** Archives P, and is cancelled before C and D. */
  const cancelled = async (root: string): Promise<string> => {
    const cancel = new AbortController();
    const { operation, reports } = await opened.cascade('archive', [root], {
      signal: cancel.signal,
      onStatus: ({ status }) => status === 'archived' && cancel.abort(),
    });
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['archived', 'skipped', 'skipped'],
    );
    return operation;
  };

  it('is finished by the same operation, and undone as a whole', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P' });
    const before = exactState(home());
    const operation = await cancelled(ids.P);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'active', D: 'active' });
    assert.deepEqual(brief(await opened.finish(operation), ids), ['D archived', 'C archived']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', D: 'archived' });
    assert.deepEqual(
      opened.operations.list().map(({ made, left, isOpen }) => ({ made, left, isOpen })),
      [{ made: 3, left: 0, isOpen: false }],
    );
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'D restored', 'P restored']);
    assert.deepEqual(exactState(home()), before);
  });

  it('is an interrupted operation when the server ends while it is being finished', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P' });
    const operation = await cancelled(ids.P);
    const closing = new AbortController();
    await opened.finish(operation, {
      signal: closing.signal,
      onStatus: ({ status }) => status === 'queued' && closing.abort(new ServerClosing()),
    });
    const unfinished = await opened.operations.recover(new AbortController().signal);
    assert.deepEqual(
      unfinished.map(({ operation, made, left }) => ({ operation, made, left })),
      [{ operation, made: 1, left: 2 }],
    );
  });
});
