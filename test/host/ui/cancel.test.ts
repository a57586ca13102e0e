// An archive that has to wait for another program, and the way out.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { misplaced, openStateDb, storedBranch } from '../codexHome';
import { answerDialog, notification } from './messages';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

describe('While another program keeps the state DB locked', () => {
  const workbench = useWorkbench();

  it('an archive waits, says so, and can be cancelled', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', 'Upgrade the payment client');
    await root.waitFor();
    const codex = openStateDb(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await pickFromContextMenu(page, root, 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      const progress = notification(page, /Archiving 13 threads.*another program has the state DB locked/);
      await progress.waitFor();
      await root.getByText(/^archiving: .+/).waitFor();
      await screenshot('waiting');
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await notification(page, 'Cancelled. Archived 0 of 13 threads').waitFor();
    } finally {
      codex.close();
    }
    await root.getByText('12 below').waitFor();
    assert.deepEqual(misplaced(home, storedBranch(home, 'Upgrade the payment client'), false), []);
  });
});
