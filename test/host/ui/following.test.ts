// A transcript that is open while its thread runs: what comes is shown, and nothing that the reader looks at moves.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { filesBelow } from '../../support/files';
import { change } from '../../support/stateDb';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { followLink, goToText } from './messages';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

const running = '01a225aa-abd0-7df0-b5b3-f907b9134e92';

function finished(item: object): string {
  const payload = { type: 'item_completed', item };
  return `${JSON.stringify({ timestamp: '2026-11-29T05:00:00.000Z', type: 'event_msg', payload })}\n`;
}
const said = (text: string): string => finished({ type: 'AgentMessage', id: text, content: [{ type: 'Text', text }] });
const ran = (command: string, exitCode: number): string =>
  finished({
    type: 'CommandExecution',
    id: command,
    command: ['/bin/bash', '-lc', command],
    aggregated_output: `output of ${command}\nits last line\n`,
    exit_code: exitCode,
    status: exitCode === 0 ? 'completed' : 'failed',
    duration: { secs: 1, nanos: 0 },
  });

describe('A transcript of a running thread', () => {
  const workbench = useWorkbench({ fill: home => makeTranscriptHome(home, [running]) });
  const lines = (page: Page) => page.locator('.editor-instance .view-lines').first();
  const shown = async (page: Page) => (await lines(page).innerText()).replaceAll('\u00a0', ' ');
  const shows = (page: Page, text: RegExp) => eventually(async () => assert.match(await shown(page), text));
  const caretLine = async (page: Page) =>
    Number(/Ln (\d+)/.exec(await page.locator('#status\\.editor\\.selection').innerText())?.[1]);
  const rollout = (home: string) => filesBelow(home).find(each => each.includes(running)) ?? '';

  it('follows at the end; output that comes is closed, failures are open', async () => {
    const { page, home, screenshot } = workbench();
    await row(page, 'Threads', 'Message of 0').dblclick();
    await shows(page, /SCRIPT:hang/);
    await page.waitForTimeout(1000);
    await lines(page).click();
    await page.keyboard.press('Control+End');
    const before = await caretLine(page);
    appendFileSync(rollout(home), ran('first', 0) + ran('second', 1) + said('Now this.'));
    await shows(page, /Now this\./);
    await shows(page, /^ {2}output of second$/m);
    await eventually(async () => assert.doesNotMatch(await shown(page), /output of first/));
    assert.match(await shown(page), /^\$ first · exit code 0/m);
    assert.ok((await caretLine(page)) > before);
    await screenshot('following folded');
  });

  it('keeps what the reader opened, and the caret, when more comes', async () => {
    const { page, home } = workbench();
    await goToText(page, '$ first');
    await page.keyboard.press('Control+Shift+]');
    await shows(page, /^ {2}output of first$/m);
    const at = await caretLine(page);
    appendFileSync(rollout(home), ran('third', 0) + said('And that.'));
    await shows(page, /And that\./);
    await eventually(async () => assert.doesNotMatch(await shown(page), /output of third/));
    assert.match(await shown(page), /^ {2}output of first$/m);
    assert.equal(await caretLine(page), at);
  });

  it('does not move when it is scrolled up', async () => {
    const { page, home, screenshot } = workbench();
    await page.keyboard.press('Control+Home');
    await shows(page, /^Message of 0$/m);
    appendFileSync(rollout(home), Array.from({ length: 60 }, (_, at) => said(`Line ${at}.`)).join(''));
    await page.waitForTimeout(2000);
    assert.match(await shown(page), /^Message of 0$/m);
    assert.equal(await caretLine(page), 1);
    await screenshot('following scrolled up');
    await page.keyboard.press('Control+End');
    await shows(page, /Line 59\./);
  });

  it('shows a picture in a hover, and as a document', async () => {
    const { page, home, screenshot } = workbench();
    const png = readFileSync(path.join(import.meta.dirname, '../../../media/icon.png')).toString('base64');
    const small = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const content = [small, png].map(each => ({ type: 'image', image_url: `data:image/png;base64,${each}` }));
    appendFileSync(rollout(home), finished({ type: 'UserMessage', id: 'pictures', content }));
    await shows(page, /^ {2}\[Image\] PNG, 0\.1 kB$/m);
    const lineOfPicture = lines(page).getByText(/^\[Image\]\sPNG,\s[\d.]+\skB$/);
    // VS Code asks for a hover only when the pointer comes to rest.
    await eventually(async () => {
      await page.mouse.move(800, 300);
      await lineOfPicture.first().hover({ timeout: 2000 });
      await page.locator('.monaco-hover img').first().waitFor({ state: 'attached', timeout: 2000 });
    });
    await screenshot('transcript picture hover');
    await page.keyboard.press('Escape');
    await followLink(lineOfPicture.last(), page.getByRole('tab', { name: /^\d\.png/ }));
    await page.waitForTimeout(1500);
    await screenshot('transcript picture');
    await page.getByRole('tab', { name: 'Message of 0' }).click();
  });

  it('shows a truncated, an exchanged and a moved rollout as they are now', async () => {
    const { page, home, screenshot } = workbench();
    const file = rollout(home);
    const text = readFileSync(file, 'utf8').split('\n').slice(0, -61).join('\n');
    writeFileSync(file, `${text}\n`);
    await eventually(async () => assert.doesNotMatch(await shown(page), /Line 59\./));
    writeFileSync(`${file}.new`, `${text}\n${said('Exchanged.')}`);
    renameSync(`${file}.new`, file);
    await page.keyboard.press('Control+End');
    await shows(page, /Exchanged\./);
    const archive = path.join(home, 'archived_sessions');
    mkdirSync(archive, { recursive: true });
    const target = path.join(archive, path.basename(file));
    renameSync(file, target);
    change(home, `UPDATE threads SET archived = 1, archived_at = 1, rollout_path = '${target}'`);
    await page.keyboard.press('Control+End');
    await shows(page, /This thread was archived while it\s+was open here\./);
    await screenshot('following archived');
  });
});
