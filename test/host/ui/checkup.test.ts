// "Find and Repair Broken Threads" on a home in which rollouts were moved by hand.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../support/eventually';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerNotification, notification, picker, pickerEntry, runCommand } from './messages';
import { gone, openView, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('Find and Repair Broken Threads', () => {
  const workbench = useWorkbench();
  const moved = 'Why does the build need two runs?';
  const lost = 'Dark theme for the order page';

  it('says so when there are no problems', async () => {
    const { page } = workbench();
    await row(page, 'Threads', moved).waitFor();
    await runCommand(page, 'Thread Tree for Codex: Find and Repair Broken Threads');
    await notification(page, /No problems found: checked \d+ threads and \d+ rollouts\./).waitFor();
  });

  it('lists what is wrong, repairs what is selected, and the repair can be undone', async () => {
    const { page, home, screenshot } = workbench();
    const [thread] = storedSubtree(home, moved);
    const [gonePart] = storedSubtree(home, lost);
    assert.ok(thread && gonePart);
    mkdirSync(path.join(home, 'archived_sessions'), { recursive: true });
    renameSync(thread.rolloutPath, path.join(home, 'archived_sessions', path.basename(thread.rolloutPath)));
    rmSync(gonePart.rolloutPath);

    await runCommand(page, 'Thread Tree for Codex: Find and Repair Broken Threads');
    await pickerEntry(page, moved).waitFor();
    await screenshot('checkup');
    const checked = (name: string): Promise<boolean> => pickerEntry(page, name).getByRole('checkbox').isChecked();
    assert.deepEqual([await checked(moved), await checked(lost)], [true, false]);
    await pickerEntry(page, lost).click();
    // It is checked until the extension has heard of it.
    await eventually(async () => assert.deepEqual([await checked(moved), await checked(lost)], [true, false]));
    await picker(page).getByRole('button', { name: 'OK' }).click();
    await notification(page, 'Repaired 1 thread').waitFor();
    await openView(page, 'Archived');
    await row(page, 'Archived', moved).waitFor();
    await gone(row(page, 'Threads', moved));
    assert.deepEqual(misplaced(home, storedSubtree(home, moved), true), []);

    await answerNotification(page, 'Repaired 1 thread', 'Undo');
    await notification(page, 'Restored 1 thread').waitFor();
    assert.deepEqual(storedSubtree(home, moved), [thread]);
  });
});
