// An archive that has to wait for another program, and the way out.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import { answerDialog, answerNotification, notification, pickerEntry, runCommand } from './messages';
import { openView, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('While another program keeps the state DB locked', () => {
  const workbench = useWorkbench();

  it('an archive waits, says so, and can be cancelled', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', 'Upgrade the payment client');
    await root.waitFor();
    const codex = openDatabase(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await pickFromContextMenu(page, root, 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      const progress = notification(page, /Archiving 13 threads.*another program has the state DB locked/);
      await progress.waitFor();
      await root.getByText('another program has the state DB locked').waitFor();
      await screenshot('waiting');
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await notification(page, 'Cancelled. Archived 0 of 13 threads').waitFor();
    } finally {
      codex.close();
    }
    await root.getByText(/ · 12\b/).waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Upgrade the payment client'), false), []);
  });

  it('an undo waits, says so, and can be cancelled and done again', async () => {
    const { page, home, screenshot } = workbench();
    const name = 'Upgrade the payment client';
    const before = subtreeInFull(home, name);
    await pickFromContextMenu(page, row(page, 'Threads', name), 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 13 threads').waitFor();
    await openView(page, 'Archived');
    await row(page, 'Archived', name).waitFor();
    const codex = openDatabase(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await answerNotification(page, 'Archived 13 threads', 'Undo');
      const progress = notification(page, /Restoring 13 threads.*another program has the state DB locked/);
      await progress.waitFor();
      // The last one archived comes back first, the branch's own thread last.
      await row(page, 'Archived', name).getByText('queued').waitFor();
      await screenshot('undo-waiting');
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await notification(page, 'Cancelled. Restored 0 of 13 threads').waitFor();
    } finally {
      codex.close();
    }
    assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    await pickerEntry(page, name).click();
    await notification(page, /^Restored 13 threads/).waitFor();
    assert.deepEqual(subtreeInFull(home, name), before);
  });
});
