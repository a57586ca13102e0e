// Show Subtree Report: one text about all sub-agents, with links.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { eventually } from '../../support/eventually';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { followLink } from './messages';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];

describe('A subtree report', () => {
  const workbench = useWorkbench({ fill: home => makeTranscriptHome(home, [root, ...subAgents]) });
  const lines = (page: Page) => page.locator('.editor-instance .view-lines').first();
  const shows = (page: Page, text: RegExp) =>
    eventually(async () => assert.match((await lines(page).innerText()).replaceAll('\u00a0', ' '), text));

  it('is in the menu of a row with sub-agents', async () => {
    const { page, screenshot } = workbench();
    await pickFromContextMenu(page, row(page, 'Threads', 'Message of 0'), 'Show Subtree Report');
    await page.getByRole('tab', { name: /^Report Message of 0\.txt/ }).waitFor();
    await shows(page, /^Sub-agents of “Message of 0”$/m);
    await shows(page, /^1 {2}\S/m);
    await screenshot('subtree report');
  });

  it('leads to the transcripts of its threads', async () => {
    const { page, screenshot } = workbench();
    const name = lines(page).locator('.detected-link').first();
    await name.waitFor();
    await followLink(name, page.getByRole('tab', { name: /^(?!Report)/ }).and(page.locator('.tab')));
    await shows(page, /^━━ Turn 1/m);
    await screenshot('transcript from report');
  });
});
