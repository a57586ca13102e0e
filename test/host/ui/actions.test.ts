// What Codex itself does from the tree: renaming and pinning, by the real Codex.
import assert from 'node:assert/strict';
import { codexBinary, installCodex } from '../../../scripts/codex';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { eventually } from '../../support/eventually';
import { change, query } from '../../support/stateDb';
import { answerDialog, dialogText, notification, picker, pickerEntry, runCommand } from './messages';
import { gone, openView, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

const [build, report] = ['Why does the build need two runs?', 'Nightly dependency report'];

describe('Codex itself', () => {
  before('install Codex', async function () {
    this.timeout(300_000);
    await installCodex();
  });
  const workbench = useWorkbench({ machineSettings: { 'codexThreadTree.codexPath': codexBinary() } });
  const input = () => picker(workbench().page).locator('input').first();
  const names = async () => (await rowLabels(workbench().page, 'Threads')).map(label => label.split(', ')[0]);

  it('renames a thread with F2', async () => {
    const { page, home, screenshot } = workbench();
    await row(page, 'Threads', build).click();
    // A click opens the transcript beside the tree, which keeps the focus.
    await page.keyboard.press('F2');
    await input().waitFor();
    assert.equal(await input().inputValue(), build);
    await input().fill('  ');
    await picker(page).getByText('Codex does not accept an empty name.').waitFor();
    await screenshot('rename');
    await input().fill('Two runs are one too many');
    await page.keyboard.press('Enter');
    await row(page, 'Threads', 'Two runs are one too many').waitFor();
    await gone(row(page, 'Threads', build));
    assert.equal(query(home, "SELECT id FROM threads WHERE name = 'Two runs are one too many'").length, 1);
  });

  it('pins a thread, which goes to the top, and lets it go again', async () => {
    const { page, screenshot } = workbench();
    await pickFromContextMenu(page, row(page, 'Threads', report), 'Pin Thread');
    await row(page, 'Threads', 'Pinned').waitFor();
    await eventually(async () => assert.deepEqual((await names()).slice(0, 2), ['Pinned', report]));
    await screenshot('pinned');
    await pickFromContextMenu(page, row(page, 'Threads', report), 'Unpin Thread');
    await gone(row(page, 'Threads', 'Pinned'));
  });

  it('deletes a thread with its sub-agents, after a question whose default is to archive them', async () => {
    const { page, home, screenshot } = workbench();
    const name = 'Upgrade the payment client';
    const before = query(home, 'SELECT id FROM threads').length;
    await row(page, 'Threads', name).click();
    await page.keyboard.press('Shift+Delete');
    const text = await dialogText(page);
    assert.match(text, /^Delete “Upgrade the payment client” and its \d+ sub-agents permanently\?/);
    assert.match(text, /[\d.]+ kB on disk\.[^]*cannot be undone/);
    await screenshot('delete');
    await page.keyboard.press('Escape');
    await row(page, 'Threads', name).click();
    await page.keyboard.press('Shift+Delete');
    await answerDialog(page, 'Delete Permanently');
    await notification(page, /Deleted \d+ threads permanently\./).waitFor();
    await gone(row(page, 'Threads', name));
    assert.ok(query(home, 'SELECT id FROM threads').length < before - 10);
  });

  it('says that an archived thread keeps its name', async () => {
    const { page } = workbench();
    await openView(page, 'Archived');
    const archived = page.getByRole('treeitem', { name: /, archived / }).first();
    await archived.click();
    await page.keyboard.press('F2');
    const words = 'is archived, and Codex renames only active threads. Unarchive it first.';
    await notification(page, `“Rewrite the importer” ${words}`).waitFor();
  });

  it('deletes what was archived long ago, and what is unchecked stays', async () => {
    const { page, home, screenshot } = workbench();
    change(home, 'UPDATE threads SET archived_at = archived_at - 40 * 86400 WHERE archived = 1');
    const archived = () => query(home, 'SELECT id FROM threads WHERE archived = 1').length;
    const before = archived();
    await runCommand(page, 'Thread Tree for Codex: Delete Archived Older Than…');
    await pickerEntry(page, '30 days').click();
    await picker(page)
      .getByText('Uncheck what to keep')
      .or(picker(page).locator('input[placeholder*="Uncheck"]'))
      .first()
      .waitFor();
    await screenshot('delete-archived');
    await picker(page).locator('.monaco-list-row').first().click();
    await picker(page).getByRole('button', { name: 'OK' }).click();
    assert.match(await dialogText(page), /^Delete .* permanently\?/);
    await answerDialog(page, 'Delete Permanently');
    await eventually(() => assert.ok(archived() > 0 && archived() < before));
  });
});
