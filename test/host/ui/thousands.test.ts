// Find and clean-up where there are 10,000 branches: nothing is out of reach, and what is begun can be stopped and
// taken back.
import assert from 'node:assert/strict';
import { writeHome } from '../../fixtures/generateHome';
import { planForest, type PlannedThread } from '../../fixtures/planForest';
import { seededRandom } from '../../fixtures/random';
import { openDatabase } from '../../support/stateDb';
import { eventually } from '../../support/eventually';
import {
  answerNotification,
  notification,
  picker,
  pickerEntry,
  pickerTitle,
  runCommand,
  typeInPicker,
} from './messages';
import { chooseOption, clickViewButton, gone, row, rowLabels, view } from './threadViews';
import { useWorkbench } from './workbench';

const COUNT = 10_000;
const HOUR = 3_600_000;
/** The row that stands first on the 40th page of 200. */
const SOUGHT = 39 * 200;

/** Threads without children, the newest a moment old and each an hour older than the next: more than a year of them. */
function threads(): PlannedThread[] {
  const now = Date.now();
  return planForest(seededRandom(11), { threads: COUNT, roots: 1 }).map((thread, index) => {
    const place = COUNT - 1 - index;
    return {
      ...thread,
      name: place === SOUGHT ? 'Needle in the haystack' : `Thread ${place}`,
      historyMode: 'paginated',
      recencyAt: now - place * HOUR,
    };
  });
}

describe('With 10,000 branches', () => {
  const workbench = useWorkbench({ fill: home => writeHome(home, threads()) });
  const archived = () => {
    const database = openDatabase(workbench().home, true);
    try {
      return Number(database.prepare('SELECT count(*) AS count FROM threads WHERE archived = 1').get()?.count);
    } finally {
      database.close();
    }
  };

  it('a thread of the 40th page is found, and revealed', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', 'Thread 0').waitFor();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await runCommand(page, 'Thread Tree for Codex: Find Threads');
    await pickerTitle(page).getByText('the most recent').waitFor();
    await typeInPicker(page, 'thread 1');
    await pickerTitle(page)
      .getByText(/^Find Threads: \d,\d+ found, the best 100 shown/)
      .waitFor();
    await typeInPicker(page, 'haystack');
    await pickerTitle(page).getByText('Find Threads: 1 found').waitFor();
    await pickerEntry(page, 'Needle in the haystack').waitFor();
    await screenshot('thousands-found');
    await page.keyboard.press('Enter');
    await row(page, 'Threads', 'Needle in the haystack').and(page.locator('[aria-selected="true"]')).waitFor();
    await row(page, 'Threads', 'Show more…').getByText('200 of 10,000 shown').waitFor();
    await screenshot('thousands-revealed');
  });

  it('a clean-up shows a page of them, and counts all', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Clean Up Old Threads…');
    await pickerEntry(page, '30 days').click();
    await picker(page).getByRole('button', { name: 'OK' }).click();
    // An hour between each of them: 30 days are 720.
    await view(page, 'Clean Up')
      .locator('.message')
      .getByText(/^9,2\d\d of 9,2\d\d checked · 9,2\d\d threads · [\d.]+ MB · Codex home: /)
      .waitFor();
    await row(page, 'Clean Up', 'Thread 9999').waitFor();
    await screenshot('thousands-clean-up');
    await row(page, 'Clean Up', 'Thread 9999').click();
    await page.keyboard.press('End');
    await row(page, 'Clean Up', 'Show more…')
      .getByText(/^200 of 9,2\d\d shown$/)
      .waitFor();
    await page.keyboard.press('Enter');
    await eventually(async () =>
      assert.ok((await rowLabels(page, 'Clean Up')).some(label => label.startsWith('Thread 9799,'))),
    );
  });

  it('one checked branch is all that is archived', async () => {
    const { page } = workbench();
    await clickViewButton(page, 'Clean Up', 'Uncheck All');
    await view(page, 'Clean Up')
      .locator('.message')
      .getByText(/^0 of 9,2\d\d checked · 0 threads · 0 bytes · Codex home: /)
      .waitFor();
    await row(page, 'Clean Up', 'Thread 9799').getByRole('checkbox').click();
    await view(page, 'Clean Up')
      .locator('.message')
      .getByText(/^1 of 9,2\d\d checked · 1 thread · /)
      .waitFor();
    await clickViewButton(page, 'Clean Up', 'Archive Checked Threads');
    await notification(page, 'Archived 1 thread.').waitFor();
    await gone(view(page, 'Clean Up'));
    assert.equal(archived(), 1);
  });

  it('a clean-up of all can be cancelled on the way, and what it did be undone', async function () {
    this.timeout(180_000);
    const { page, home, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Clean Up Old Threads…');
    await pickerEntry(page, '7 days').click();
    await picker(page).getByRole('button', { name: 'OK' }).click();
    await view(page, 'Clean Up')
      .locator('.message')
      .getByText(/^9,8\d\d of 9,8\d\d checked · /)
      .waitFor();
    // It comes when an operation takes longer than a second, as this one only does on a slow machine.
    const progress = notification(page, /Archiving 9,8\d\d threads/);
    const codex = openDatabase(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await clickViewButton(page, 'Clean Up', 'Archive Checked Threads');
      await progress.getByText(/waiting because another program has the state DB locked/).waitFor();
      await screenshot('thousands-waiting');
      await progress.hover();
    } finally {
      codex.close();
    }
    await progress.getByText(/\d of 9,8\d\d/).waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    const cancelled = notification(page, /Cancelled\. Archived [\d,]+ of 9,8\d\d threads\./);
    await cancelled.waitFor();
    const done = archived() - 1;
    assert.ok(done > 0 && done < 9_800, String(done));
    await answerNotification(page, /Cancelled\. Archived/, 'Undo');
    await notification(page, /^Restored [\d,]+ threads?/).waitFor({ timeout: 120_000 });
    assert.equal(archived(), 1);
  });
});
