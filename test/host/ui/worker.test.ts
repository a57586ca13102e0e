// The window outlives its thread server.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, notification, runCommand } from './messages';
import { expand, gone, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

describe('When the thread server is killed', () => {
  const workbench = useWorkbench();

  it('the tree stays as it is, and works again', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', 'Fix the flaky checkout tests');
    await expand(root);
    await row(page, 'Threads', 'Peirce: Find every test that waits for a fixed time').waitFor();
    const rows = await rowLabels(page, 'Threads');

    await runCommand(page, 'Test Helper: End Worker Threads');
    const codex = openDatabase(home);
    codex
      .prepare('UPDATE threads SET name = ? WHERE name = ?')
      .run('Seen by the next server', 'Upgrade the payment client');
    codex.close();
    await row(page, 'Threads', 'Seen by the next server').waitFor();
    assert.deepEqual(
      (await rowLabels(page, 'Threads')).map(label =>
        label.replace('Seen by the next server', 'Upgrade the payment client'),
      ),
      rows,
    );
    await screenshot('after-kill');

    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads').waitFor();
    await gone(root);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Fix the flaky checkout tests'), true), []);
  });
});
