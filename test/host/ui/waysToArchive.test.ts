// The other ways to the same command: inline button, Delete key, palette, several rows at once; and the way back.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, answerNotification, dialogText, notification, runCommand } from './messages';
import { chooseOption, clickRowButton, gone, openView, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

describe('Ways to archive and back', () => {
  const workbench = useWorkbench();

  it('by the palette, which asks for the thread while no row has had the focus', async () => {
    const { page, home } = workbench();
    await row(page, 'Threads', 'Dark theme for the order page').waitFor();
    await runCommand(page, 'Thread Tree for Codex: Archive Thread and Children');
    const option = page.locator('.quick-input-list').getByRole('option', { name: /Dark theme for the order page/ });
    await option.click();
    const accept = page.locator('.quick-input-widget').getByRole('button', { name: 'OK' });
    if (await accept.isVisible()) await accept.click();
    await gone(row(page, 'Threads', 'Dark theme for the order page'));
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Dark theme for the order page'), true), []);
  });

  it('by the button on the row, without a question when there are no children', async () => {
    const { page, home } = workbench();
    const target = row(page, 'Threads', 'Nightly dependency report');
    await clickRowButton(target, 'Archive Thread and Children');
    await gone(target);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Nightly dependency report'), true), []);
  });

  it('a second click on the same place, where the next row is by then, does nothing, and says so', async () => {
    const { page, home, screenshot } = workbench();
    const [first, second] = ['Fix the flaky checkout tests', 'Upgrade the payment client'] as const;
    await chooseOption(page, 'Threads', 'Not Grouped');
    await row(page, 'Threads', first).waitFor();
    await page.waitForTimeout(1300);
    const labels = await rowLabels(page, 'Threads');
    const above = labels[labels.findIndex(label => label.startsWith(second)) - 1]?.split(',')[0] ?? '';
    const target = row(page, 'Threads', above);
    await target.hover();
    const button = await target.getByRole('button', { name: 'Archive Thread and Children' }).boundingBox();
    assert.ok(button !== null);
    await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
    await gone(target);
    await page.mouse.move(button.x + button.width / 2 - 1, button.y + button.height / 2);
    await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
    await page.getByText('Nothing done: the rows had just moved.').waitFor();
    await screenshot('button-too-soon');
    assert.equal(await page.locator('.dialog-message-container').isVisible(), false);
    assert.deepEqual(misplaced(home, storedSubtree(home, second), false), []);
    await page.waitForTimeout(1500);
    await page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
    assert.match(await dialogText(page), /^Archive 13 threads\?\s+“Upgrade the payment client”/);
    await answerDialog(page, 'Cancel');
    await answerNotification(page, `Archived “${above}”.`, 'Undo');
    await target.waitFor();
  });

  it('by the Delete key', async () => {
    const { page, home } = workbench();
    const target = row(page, 'Threads', 'Why does the build need two runs?');
    await target.click();
    await page.keyboard.press('Delete');
    await gone(target);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Why does the build need two runs?'), true), []);
  });

  it('several selected rows at once', async () => {
    const { page, home, screenshot } = workbench();
    const first = row(page, 'Threads', 'Fix the flaky checkout tests');
    const second = row(page, 'Threads', 'Upgrade the payment client');
    await first.click();
    await second.click({ modifiers: ['ControlOrMeta'] });
    await pickFromContextMenu(page, second, 'Archive Thread and Children');
    assert.match(await dialogText(page), /21 threads/);
    await screenshot('several');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 21 threads').waitFor();
    await gone(first);
    await gone(second);
    for (const name of ['Fix the flaky checkout tests', 'Upgrade the payment client']) {
      assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);
    }
  });

  it('back by Unarchive Thread and Children', async () => {
    const { page, home } = workbench();
    await openView(page, 'Archived');
    await pickFromContextMenu(
      page,
      row(page, 'Archived', 'Fix the flaky checkout tests'),
      'Unarchive Thread and Children',
    );
    assert.match(await dialogText(page), /8 threads/);
    await answerDialog(page, 'Unarchive');
    await row(page, 'Threads', 'Fix the flaky checkout tests')
      .getByText(/ · 7\b/)
      .waitFor();
    await gone(row(page, 'Archived', 'Fix the flaky checkout tests'));
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Fix the flaky checkout tests'), false), []);
  });
});
