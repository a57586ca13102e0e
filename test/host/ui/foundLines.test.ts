// Find Threads: lines that threads said or did, and the transcript that opens at one.
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { picker, pickerEntry, pickerTitle, typeInPicker } from './messages';
import { clickViewButton } from './threadViews';
import { useWorkbench } from './workbench';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];

describe('Lines of transcripts in Find Threads', () => {
  const workbench = useWorkbench({ fill: home => makeTranscriptHome(home, [root, ...subAgents, '5992-75e3']) });

  it('come under the threads, with the options of VS Code’s search', async () => {
    const { page, screenshot } = workbench();
    await clickViewButton(page, 'Threads', 'Find Threads');
    await pickerTitle(page).getByText('Find Threads: the most recent').waitFor();
    await typeInPicker(page, 'CHECKOUT.JS');
    await pickerTitle(page)
      .getByText(/\d+ lines in transcripts/)
      .waitFor();
    await picker(page)
      .getByText(/Said and done: /)
      .first()
      .waitFor();
    await screenshot('find-said');
    await page.getByRole('button', { name: 'Match Case in Transcripts: Off' }).click();
    await pickerTitle(page).getByText('0 lines in transcripts · match case').waitFor();
    await screenshot('find-said-case');
    await page.getByRole('button', { name: 'Match Case in Transcripts: On' }).click();
  });

  it('open the transcript there, even within closed output', async () => {
    const { page, screenshot } = workbench();
    await typeInPicker(page, 'cart.js');
    const entry = pickerEntry(page, /^cart\.js/).first();
    await entry.waitFor();
    await screenshot('find-said-output');
    await entry.click();
    const lines = page.locator('.editor-instance .view-lines').first();
    await eventually(async () => assert.match(await lines.innerText(), /^\s*cart\.js$/m));
    await page.waitForTimeout(1500);
    await screenshot('find-said-opened');
    assert.match(await lines.innerText(), /^\s*cart\.js$/m);
  });
});
