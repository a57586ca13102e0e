// How an operation is shown while it runs. What it counts is in run.test.ts.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CancellationTokenSource, ProgressLocation } from 'vscode';
import { ViewId } from '../../../src/manifest';
import { withProgress } from '../../../src/shell/operations/progress';
import { settled } from '../fake/service';
import { fakeWindow } from '../fake/window';

describe('Progress', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  function start(title = 'Archiving 12 threads') {
    const fake = fakeWindow();
    const work = Promise.withResolvers<string>();
    const cancel = new CancellationTokenSource();
    const result = withProgress(work.promise, { viewId: ViewId.archived, title, cancel });
    return { ...fake, work, cancel, result };
  }

  it('is shown in the bar of the view, and nowhere else, while the work lasts', async () => {
    const { progress, statusBarItems, work, result } = start();
    assert.deepEqual(progress[0]?.location, { viewId: ViewId.archived });
    assert.deepEqual([progress.length, statusBarItems.length], [1, 0]);
    work.resolve('done');
    assert.equal(await result, 'done');
    await settled();
    assert.equal(progress[0]?.isDone, true);
  });

  it('ends when the work fails, and rejects as it does', async () => {
    const { progress, work, result } = start();
    mock.timers.tick(1000);
    work.reject(new Error('locked'));
    await assert.rejects(result, /^Error: locked$/);
    await settled();
    assert.deepEqual(
      progress.map(({ isDone }) => isDone),
      [true, true],
    );
  });

  it('shows no notification of what is done within a second', async () => {
    const { progress, work, result } = start();
    mock.timers.tick(999);
    work.resolve('done');
    await result;
    mock.timers.tick(1000);
    assert.equal(progress.length, 1);
  });

  it('is a notification after a second instead, with a button that cancels', async () => {
    const { progress, cancel, work, result } = start();
    mock.timers.tick(1000);
    await settled();
    assert.equal(progress[0]?.isDone, true);
    assert.deepEqual(
      [progress[1]?.location, progress[1]?.title],
      [ProgressLocation.Notification, 'Archiving 12 threads'],
    );
    assert.equal(cancel.token.isCancellationRequested, false);
    progress[1]?.cancel();
    assert.equal(cancel.token.isCancellationRequested, true);
    work.resolve('done');
    await result;
  });
});
