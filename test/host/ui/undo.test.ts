// What was archived, unarchived or repaired is taken back.
import assert from 'node:assert/strict';
import { pickFromContextMenu, pickFromOpenMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import { answerDialog, answerNotification, notification, pickerEntry, runCommand } from './messages';
import { chooseOption, clickMore, expand, gone, openView, row, view } from './threadViews';
import { useWorkbench } from './workbench';

describe('Undo', () => {
  const workbench = useWorkbench();
  const checkout = 'Fix the flaky checkout tests';
  const payment = 'Upgrade the payment client';

  it('says so when there is nothing to undo', async () => {
    const { page } = workbench();
    await row(page, 'Threads', checkout).waitFor();
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    await notification(page, 'Nothing to undo').waitFor();
  });

  it('from the closing message restores everything exactly', async () => {
    const { page, home, screenshot } = workbench();
    const before = subtreeInFull(home, checkout);
    const root = row(page, 'Threads', checkout);
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads').waitFor();
    await gone(root);
    await screenshot('undo-offered');
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);
    await answerNotification(page, 'Archived 8 threads', 'Undo');
    await notification(page, 'Restored 8 threads').waitFor();
    await root.getByText(/ · 7\b/).waitFor();
    assert.deepEqual(subtreeInFull(home, checkout), before);
  });

  it('from the palette lets the user choose', async () => {
    const { page, home, screenshot } = workbench();
    const before = subtreeInFull(home, payment);
    for (const [name, count] of [
      [payment, '13 threads'],
      [checkout, '8 threads'],
    ] as const) {
      await pickFromContextMenu(page, row(page, 'Threads', name), 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      await notification(page, `Archived ${count}`).waitFor();
      await gone(row(page, 'Threads', name));
    }
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    const entry = pickerEntry(page, payment);
    await entry.waitFor();
    await screenshot('undo-picker');
    assert.match(
      await entry.innerText(),
      /Archived “Upgrade the payment client” and 12 more\s*just now\s*Restores 13 threads/,
    );
    assert.match(await pickerEntry(page, 'Archived').first().innerText(), /checkout/);
    await entry.click();
    await notification(page, 'Restored 13 threads').waitFor();
    await row(page, 'Threads', payment)
      .getByText(/ · 12\b/)
      .waitFor();
    assert.deepEqual(subtreeInFull(home, payment), before);
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);
  });

  it('from the view’s menu skips what was changed since, and says why', async () => {
    const { page, home, screenshot } = workbench();
    const codex = openDatabase(home);
    codex
      .prepare('UPDATE threads SET archived_at = archived_at + 1 WHERE id = ?')
      .run(storedSubtree(home, checkout)[3]?.id ?? '');
    codex.close();
    const name = storedSubtree(home, checkout)[3]?.id ?? '';
    await clickMore(page, 'Threads');
    await pickFromOpenMenu(page, 'Undo Archive…');
    await pickerEntry(page, checkout).click();
    await notification(page, /Restored 7 of 8 threads\. “.+” was skipped\. It has changed since: .+/).waitFor();
    await screenshot('undo-skipped');
    await answerNotification(page, 'Restored 7 of 8 threads', 'Show');
    await view(page, 'Archived')
      .getByText(/^skipped: .* changed since/)
      .waitFor();
    assert.deepEqual(
      storedSubtree(home, checkout)
        .filter(({ archived }) => archived)
        .map(({ id }) => id),
      [name],
    );
  });

  it('undoes an unarchive', async () => {
    const { page, home } = workbench();
    const staging = 'Rename the staging cluster';
    const before = subtreeInFull(home, staging);
    await openView(page, 'Archived');
    await chooseOption(page, 'Archived', 'Not Grouped');
    await pickFromContextMenu(page, row(page, 'Archived', staging), 'Unarchive Thread and Children');
    await notification(page, `Unarchived “${staging}”.`).waitFor();
    await row(page, 'Threads', staging).waitFor();
    await answerNotification(page, `Unarchived “${staging}”.`, 'Undo');
    await notification(page, 'Restored 1 thread').waitFor();
    await row(page, 'Archived', staging).waitFor();
    await gone(row(page, 'Threads', staging));
    assert.deepEqual(subtreeInFull(home, staging), before);
  });

  it('undoes several subtrees as one', async () => {
    const { page, home } = workbench();
    const names = ['Why does the build need two runs?', payment];
    const before = names.map(name => subtreeInFull(home, name));
    await row(page, 'Threads', names[0] ?? '').click();
    await row(page, 'Threads', payment).click({ modifiers: ['ControlOrMeta'] });
    await pickFromContextMenu(page, row(page, 'Threads', payment), 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await answerNotification(page, 'Archived 14 threads', 'Undo');
    await notification(page, 'Restored 14 threads').waitFor();
    await expand(row(page, 'Threads', payment));
    assert.deepEqual(
      names.map(name => subtreeInFull(home, name)),
      before,
    );
  });
});
