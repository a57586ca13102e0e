// The smaller commands of a row and of the view.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { storedSubtree } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import { runCommand } from './messages';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

describe('Commands of a row', () => {
  const workbench = useWorkbench();
  const name = 'Why does the build need two runs?';

  it('Copy Thread Id', async () => {
    const { page, home } = workbench();
    await pickFromContextMenu(page, row(page, 'Threads', name), 'Copy Thread Id');
    await eventually(async () =>
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), storedSubtree(home, name)[0]?.id),
    );
  });

  it('Show Log opens the log, which names the Codex home', async () => {
    const { page, home, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Show Log');
    await eventually(async () => {
      const text = await page.locator('.panel .view-lines').innerText();
      assert.ok(text.replace(/\s/g, '').includes(`Codexhome:${home}`), text);
    });
    await screenshot('log');
  });
});
