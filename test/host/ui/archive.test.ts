// The main job: right-click, Archive Thread and Children, confirm.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, dialogText, notification } from './messages';
import { expand, gone, openView, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('Archive Thread and Children', () => {
  const workbench = useWorkbench();

  it('asks, and leaves all as it is when the answer is no', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', 'Fix the flaky checkout tests');
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    assert.match(await dialogText(page), /8 threads/);
    await screenshot('confirm');
    await answerDialog(page, 'Cancel');
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Fix the flaky checkout tests'), false), []);
    await root.getByText(/ · 7\b/).waitFor();
  });

  it('shows what happens to each thread and moves the branch to Archived', async () => {
    const { page, home, screenshot } = workbench();
    const before = storedSubtree(home, 'Fix the flaky checkout tests');
    assert.equal(before.length, 8);
    const root = row(page, 'Threads', 'Fix the flaky checkout tests');
    const child = row(page, 'Threads', 'Peirce: Find every test that waits for a fixed time');
    await expand(root);
    await child.waitFor();

    // While another program writes to the database, the archive has to wait, and its rows can be looked at.
    const codex = openDatabase(home);
    codex.exec('BEGIN IMMEDIATE');
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await root.getByText('waiting because another program has the state DB locked').waitFor();
    await child.getByText('queued').waitFor();
    await screenshot('archiving');
    codex.exec('ROLLBACK');
    codex.close();

    await notification(page, 'Archived 8 threads').waitFor();
    await gone(root);
    await screenshot('archived-message');
    await openView(page, 'Archived');
    await expand(row(page, 'Archived', 'Fix the flaky checkout tests'));
    await row(page, 'Archived', 'Peirce: Find every test that waits for a fixed time').waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Fix the flaky checkout tests'), true), []);
    assert.deepEqual(
      before.filter(thread => existsSync(thread.rolloutPath)),
      [],
    );
  });

  it('leaves every other thread alone', () => {
    const { home } = workbench();
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Upgrade the payment client'), false), []);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Nightly dependency report'), false), []);
  });
});
