// The extension's settings, changed while the window is open.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { notification } from './messages';
import { gone, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('With codexThreadTree.confirmArchive off', () => {
  const workbench = useWorkbench({ settings: { 'codexThreadTree.confirmArchive': false } });

  it('a branch is archived without a question', async () => {
    const { page, home } = workbench();
    const root = row(page, 'Threads', 'Upgrade the payment client');
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await notification(page, 'Archived “Upgrade the payment client” and 12 more.').waitFor();
    await gone(root);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Upgrade the payment client'), true), []);
  });
});

describe('When codexThreadTree.codexHome changes', () => {
  const workbench = useWorkbench();

  it('the threads of the other home are shown', async () => {
    const { page, home, setCodexHome } = workbench();
    const other = path.join(home, '..', 'other-home');
    await row(page, 'Threads', 'Upgrade the payment client').waitFor();
    cpSync(home, other, { recursive: true });
    const database = openDatabase(other);
    database
      .prepare('UPDATE threads SET name = ? WHERE name = ?')
      .run('A thread of the other home', 'Upgrade the payment client');
    database.close();
    setCodexHome(other);
    await row(page, 'Threads', 'A thread of the other home').waitFor();
    await gone(row(page, 'Threads', 'Upgrade the payment client'));
  });
});
