// A click on a row shows what the thread did, as a page that folds, has an outline, and follows the thread.
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, readFileSync, statSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { filesBelow } from '../../support/files';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

const running = '01a225aa-abd0-7df0-b5b3-f907b9134e92';
const said = (text: string): string =>
  `${JSON.stringify({
    timestamp: '2026-11-29T05:00:00.000Z',
    type: 'event_msg',
    payload: { type: 'item_completed', item: { type: 'AgentMessage', id: text, content: [{ type: 'Text', text }] } },
  })}\n`;

for (const [theme, name] of [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
] as const) {
  describe(`A transcript (${name})`, () => {
    const workbench = useWorkbench({
      fill: home => makeTranscriptHome(home, ['5992-75e3', running]),
      settings: { 'workbench.colorTheme': theme },
    });
    const lines = (page: Page) => page.locator('.editor-instance .view-lines').first();
    /** The visible lines; VS Code writes blanks that do not break. */
    const shown = async (page: Page) => (await lines(page).innerText()).replaceAll('\u00a0', ' ');
    const shows = (page: Page, text: RegExp) => eventually(async () => assert.match(await shown(page), text));

    it('opens with a click, its output closed', async () => {
      const { page, screenshot } = workbench();
      await row(page, 'Threads', 'Message of 0').click();
      await page.getByRole('tab', { name: /^Message of 0/ }).waitFor();
      await shows(page, /━━ Turn 1/);
      await shows(page, /\$ cat src\/checkout\.js && ls src · exit code 0/);
      await eventually(async () => assert.doesNotMatch(await shown(page), /^ *cart\.js$/m));
      await screenshot(`transcript ${name}`);
    });

    it('has an outline and cannot be written', async () => {
      const { page } = workbench();
      await lines(page).click();
      await page.keyboard.press('Control+Shift+O');
      await page.getByRole('option', { name: /^Turn 1: SCRIPT:fix/ }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.type('x');
      await eventually(async () =>
        assert.match(await page.locator('.monaco-editor-overlaymessage').innerText(), /read-only/),
      );
      await page.keyboard.press('Escape');
    });

    it('follows a running thread, whose rollout is never opened for writing', async () => {
      const { page, home, screenshot } = workbench();
      const file = filesBelow(home).find(each => each.includes(running)) ?? '';
      chmodSync(file, 0o444);
      await row(page, 'Threads', 'Message of 1').dblclick();
      await shows(page, /SCRIPT:hang/);
      await lines(page).click();
      await page.keyboard.press('Control+End');
      chmodSync(file, 0o644);
      // More than fits the window: the end stays in sight.
      const appended = said(`${'One more line.\n'.repeat(100)}This was appended.`);
      appendFileSync(file, appended);
      await shows(page, /This was appended\./);
      await screenshot(`transcript followed ${name}`);
      const { size } = statSync(file);
      assert.ok(readFileSync(file, 'utf8').endsWith(appended) && size > 0);
    });
  });
}
