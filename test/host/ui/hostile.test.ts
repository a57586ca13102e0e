// Names that a model wrote, where VS Code would make links, commands, icons or another order of letters of them.
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { openDatabase } from '../../support/stateDb';
import { storedSubtree } from '../../support/storedSubtree';
import { answerDialog, dialogText, notification, picker, pickerEntry, runCommand } from './messages';
import { checkTooltip, gone, view } from './threadViews';
import { useWorkbench } from './workbench';

const hostile =
  '[Click](command:workbench.action.closeWindow) <b>bold</b> $(zap) **loud** \u202eevil\u200b\u0007 https://example.com';
/** As it is shown: without what cannot be seen. */
const shown = '[Click](command:workbench.action.closeWindow) <b>bold</b> $(zap) **loud** evil https://example.com';
/** As sentences name the thread: 80 characters of it. */
const inSentences = '[Click](command:workbench.action.closeWindow) <b>bold</b> $(zap) **loud** evil…';

describe('A hostile name', () => {
  const workbench = useWorkbench({
    fill: home => {
      makeDemoHome(home, Date.now());
      const database = openDatabase(home);
      database
        .prepare('UPDATE threads SET name = ?, git_branch = ?, cwd = ? WHERE name = ?')
        .run(hostile, hostile, hostile, 'Fix the flaky checkout tests');
      database.close();
    },
  });
  const hostileRow = () => view(workbench().page, 'Threads').getByRole('treeitem').filter({ hasText: '[Click]' });

  it('is text in the row and its tooltip', async () => {
    const { screenshot } = workbench();
    await hostileRow().waitFor();
    assert.ok((await hostileRow().innerText()).startsWith('[Click](command'), await hostileRow().innerText());
    assert.ok((await hostileRow().getAttribute('aria-label'))?.startsWith(shown));
    await checkTooltip(hostileRow(), async (tooltip, text) => {
      assert.ok(text.startsWith(shown), text);
      assert.match(text, /Folder: …Click\]\(command:/);
      assert.equal(await tooltip.locator('a, b, strong, .codicon').count(), 0);
    });
    await screenshot('hostile-tooltip');
  });

  it('is text in the question, the messages and the picker', async () => {
    const { page, home, screenshot } = workbench();
    await pickFromContextMenu(page, hostileRow(), 'Archive Thread and Children');
    assert.ok((await dialogText(page)).includes(inSentences), await dialogText(page));
    assert.equal(await page.getByRole('dialog').locator('.dialog-message-container a').count(), 0);
    // The message of a failure has the name in it.
    const obstacle = path.join(
      home,
      'archived_sessions',
      path.basename(storedSubtree(home, hostile)[0]?.rolloutPath ?? ''),
    );
    mkdirSync(obstacle, { recursive: true });
    await answerDialog(page, 'Archive');
    const message = notification(page, 'Archived 0 of 8 threads');
    await message.waitFor();
    await screenshot('hostile-message');
    const inMessage = '[Click] (command:workbench.action.closeWindow) <b>bold</b> $(zap) **loud** evil';
    assert.ok((await message.innerText()).includes(inMessage), await message.innerText());
    assert.equal(await message.locator('.notification-list-item-message').locator('a, b, strong, .codicon').count(), 0);
    rmdirSync(obstacle);
    await message.getByRole('button', { name: 'Retry' }).click();
    await notification(page, 'Archived 8 threads').waitFor();
    await gone(hostileRow());
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    await pickerEntry(page, '[Click]').waitFor();
    await screenshot('hostile-picker');
    assert.ok(
      (await pickerEntry(page, '[Click]').innerText()).includes(shown),
      await pickerEntry(page, '[Click]').innerText(),
    );
    assert.equal(
      await picker(page).locator('.monaco-list-row').locator('.codicon-zap, a[href], a[data-href]').count(),
      0,
    );
  });
});
