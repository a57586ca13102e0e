// The commands of a transcript's editor: moving within it, copying and exporting it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { goToText, notification } from './messages';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

describe('The commands of a transcript', () => {
  const workbench = useWorkbench({ fill: home => makeTranscriptHome(home, ['5992-75e3']) });
  const lines = (page: Page) => page.locator('.editor-instance .view-lines').first();
  /** Gives the transcript the focus: VS Code keeps the editors of other tabs, out of sight. */
  const focus = (page: Page) => page.getByRole('tab', { name: 'Message of 0', exact: true }).click();
  const shown = async (page: Page) => (await lines(page).innerText()).replaceAll('\u00a0', ' ');
  /** `Ln 12, Col 1` in the status bar. */
  const caretLine = async (page: Page) =>
    Number(/Ln (\d+)/.exec(await page.locator('#status\\.editor\\.selection').innerText())?.[1]);
  const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
  const fromPalette = async (page: Page, command: string) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>${command}`);
    await page.locator('.quick-input-list').getByText(command, { exact: true }).first().click();
  };

  it('go from prompt to prompt and to failures, by keys', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', 'Message of 0').dblclick();
    await eventually(async () => assert.match(await shown(page), /━━ Turn 1/));
    await page.waitForTimeout(1000);
    await lines(page).click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Control+Home');
    const visited: number[] = [];
    for (const key of ['Alt+ArrowDown', 'Alt+ArrowDown', 'Alt+ArrowUp', 'F8']) {
      const before = await caretLine(page);
      await page.keyboard.press(key);
      await eventually(async () => assert.notEqual(await caretLine(page), before));
      visited.push(await caretLine(page));
      await screenshot(`transcript ${visited.length} ${key}`);
    }
    const [first = 0, second = 0, again, failure = 0] = visited;
    assert.ok(1 < first && first < second && again === first && failure > first, visited.join());
  });

  it('are in the title and the menu of its editor', async () => {
    const { page, screenshot } = workbench();
    for (const name of ['Next Prompt', 'Previous Prompt'])
      await page.locator('.editor-actions').getByRole('button', { name }).waitFor();
    await lines(page).click({ button: 'right', position: { x: 60, y: 190 } });
    await page.locator('.monaco-menu').getByText('Copy Turn', { exact: true }).waitFor();
    await screenshot('transcript menu');
    await page.locator('.monaco-menu').getByText('Copy Turn', { exact: true }).click();
    await eventually(async () => assert.match(await clipboard(page), /^## Turn \d+ · [^]*\n### You\n\n```text\n/));
  });

  it('open a change as a diff, and the raw rollout, neither of which can be written', async () => {
    const { page, screenshot } = workbench();
    await focus(page);
    await goToText(page, '+  return items.reduce');
    await fromPalette(page, 'Thread Tree for Codex: Open Change as Diff');
    await page.getByRole('tab', { name: 'checkout.js (turn 1)' }).waitFor();
    const diff = page.locator('.monaco-diff-editor');
    // A narrow editor shows both sides in one column.
    await eventually(async () => {
      const text = (await diff.locator('.view-lines').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
      assert.match(text, /sum \+ item\.price, 0\)/);
      assert.match(text, /sum \+ cents\(item\.price\), 0\) \/ 100/);
    });
    await screenshot('transcript diff');
    await focus(page);
    await fromPalette(page, 'Thread Tree for Codex: Open Raw Rollout');
    await page.getByRole('tab', { name: 'Message of 0.jsonl' }).waitFor();
    await page.locator('.editor-instance .view-lines').getByText('"session_meta"').first().waitFor();
    await page.keyboard.type('x');
    await eventually(async () =>
      assert.match(await page.locator('.monaco-editor-overlaymessage').innerText(), /read-only/),
    );
    await screenshot('transcript raw');
    await page.keyboard.press('Escape');
  });

  for (const [command, ending, begin] of [
    ['Export as Markdown…', 'md', /^# Message of 0\n\n- Model: /],
    ['Export as HTML…', 'html', /^<!DOCTYPE html>[^]*<h1>Message of 0<\/h1>/],
  ] as const)
    it(`write a file: ${command}`, async () => {
      const { page, home, screenshot } = workbench();
      const file = path.join(path.dirname(home), `exported.${ending}`);
      await focus(page);
      await fromPalette(page, `Thread Tree for Codex: ${command}`);
      const input = page.locator('.quick-input-widget input').first();
      await eventually(async () => assert.match(await input.inputValue(), new RegExp(`/Message of 0\\.${ending}$`)));
      await input.fill(file);
      await screenshot(`export ${ending}`);
      // While the dialog looks at the folder, it ignores keys.
      await eventually(async () => {
        if (await input.isVisible()) await page.keyboard.press('Enter');
        await notification(page, `Saved “exported.${ending}”`).waitFor({ timeout: 1000 });
      });
      assert.ok(existsSync(file));
      assert.match(readFileSync(file, 'utf8'), begin);
      await notification(page, `Saved “exported.${ending}”`).getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByRole('tab', { name: `exported.${ending}` }).waitFor();
      await screenshot(`exported ${ending}`);
    });
});
