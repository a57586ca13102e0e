// A year of threads, triaged by keyboard alone: after each operation the row beside it has the focus.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { writeHome } from '../../fixtures/generateHome';
import { planForest, type PlannedThread } from '../../fixtures/planForest';
import { seededRandom } from '../../fixtures/random';
import { eventually } from '../../support/eventually';
import { answerDialog, dialogText, notification, picker, runCommand } from './messages';
import { chooseOption, gone, openView, row, rowLabels, view, type ViewName } from './threadViews';
import { useWorkbench } from './workbench';

const HOUR = 3_600_000;
/** More than a page, which has 200. */
const ACTIVE = 230;
const ARCHIVED = 5;

/** Threads without sub-agents, the newest first; the first ones worked in folders of their own. */
function threads(): PlannedThread[] {
  const now = Date.now();
  const count = ACTIVE + ARCHIVED;
  return planForest(seededRandom(11), { threads: count, roots: 1 }).map((thread, index) => {
    const place = count - 1 - index;
    const cwd = place < 3 ? '/h/alpha' : place < 5 ? '/h/beta' : '/h/gamma';
    const archived = place >= ACTIVE;
    return {
      ...thread,
      name: archived ? `Old ${place - ACTIVE}` : `Thread ${place}`,
      cwd,
      archived,
      historyMode: 'paginated',
      recencyAt: now - place * HOUR,
    };
  });
}

describe('By keyboard', () => {
  const workbench = useWorkbench({ fill: home => writeHome(home, threads()) });

  it('Down, Delete, Down, Delete archives two threads, and says which', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', 'Thread 0').waitFor();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await focusView(page, 'Threads');
    await press(page, 'Home', 'Thread 0');
    await press(page, 'ArrowDown', 'Thread 1');
    await press(page, 'Delete', 'Thread 2');
    await gone(row(page, 'Threads', 'Thread 1'));
    await notification(page, 'Archived “Thread 1”.').waitFor();
    await press(page, 'ArrowDown', 'Thread 3');
    await press(page, 'Delete', 'Thread 4');
    await gone(row(page, 'Threads', 'Thread 3'));
    await notification(page, 'Archived “Thread 3”.').waitFor();
    await settledOn(page, 'Thread 4');
    await screenshot('keys-next');
  });

  it('Ctrl+Z takes back one after the other', async () => {
    const { page, screenshot } = workbench();
    await page.keyboard.press('ControlOrMeta+Z');
    await notification(page, 'Restored “Thread 3”.').waitFor();
    await row(page, 'Threads', 'Thread 3').waitFor();
    await settledOn(page, 'Thread 4');
    await page.keyboard.press('ControlOrMeta+Z');
    await notification(page, 'Restored “Thread 1”.').waitFor();
    await row(page, 'Threads', 'Thread 1').waitFor();
    await settledOn(page, 'Thread 4');
    await page.keyboard.press('ControlOrMeta+Z');
    await notification(page, 'Nothing to undo').waitFor();
    await screenshot('keys-undone');
  });

  it('Enter on “Show more…” goes to the first new row', async () => {
    const { page, screenshot } = workbench();
    await focusView(page, 'Threads');
    await press(page, 'End', 'Show more…');
    await press(page, 'Enter', 'Thread 200');
    await settledOn(page, 'Thread 200');
    await screenshot('keys-more');
  });

  it('the row before has the focus when the last one is archived', async () => {
    const { page, screenshot } = workbench();
    await press(page, 'End', 'Thread 229');
    await press(page, 'Delete', 'Thread 228');
    await gone(row(page, 'Threads', 'Thread 229'));
    await settledOn(page, 'Thread 228');
    await screenshot('keys-last');
    await press(page, 'Delete', 'Thread 227');
    await gone(row(page, 'Threads', 'Thread 228'));
    await settledOn(page, 'Thread 227');
  });

  it('a command of the palette is about the focused row, and names it', async () => {
    const { page } = workbench();
    await press(page, 'Home', 'Thread 0');
    await press(page, 'Space', 'Thread 0');
    await press(page, 'ArrowDown', 'Thread 1');
    await runCommand(page, 'Thread Tree for Codex: Archive Thread and Children');
    assert.match(await dialogText(page), /^Archive 1 thread\?\s+“Thread 1”\./);
    await answerDialog(page, 'Cancel');
    await settledOn(page, 'Thread 1');
  });

  it('in groups the focus goes to the next row, and from the last row of a group to the next group', async () => {
    const { page, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Workspace');
    await row(page, 'Threads', 'alpha').waitFor();
    await focusView(page, 'Threads');
    await press(page, 'Home', 'alpha');
    await press(page, 'ArrowDown', 'Thread 0');
    await press(page, 'ArrowDown', 'Thread 1');
    await press(page, 'Delete', 'Thread 2');
    await gone(row(page, 'Threads', 'Thread 1'));
    await press(page, 'Delete', 'Thread 0');
    await gone(row(page, 'Threads', 'Thread 2'));
    await screenshot('keys-group');
    await press(page, 'Delete', 'beta');
    await gone(row(page, 'Threads', 'alpha'));
    await settledOn(page, 'beta');
  });

  it('Delete on a group offers to archive it', async () => {
    const { page, screenshot } = workbench();
    await page.keyboard.press('Delete');
    assert.match(await dialogText(page), /^Archive 2 threads\?\s+“beta”: 2 threads\./);
    await page.keyboard.press('Escape');
    await settledOn(page, 'beta');
    await page.keyboard.press('Delete');
    await dialogText(page);
    await page.keyboard.press('Enter');
    await notification(page, 'Archived 2 threads.').waitFor();
    await gone(row(page, 'Threads', 'beta'));
    await settledOn(page, 'gamma');
    await screenshot('keys-group-archived');
    await page.keyboard.press('ControlOrMeta+Z');
    await row(page, 'Threads', 'beta').waitFor();
    await settledOn(page, 'gamma');
  });

  it('a group among the selected rows keeps their menu, and its threads are counted', async () => {
    const { page, screenshot } = workbench();
    await press(page, 'Home', 'beta');
    await expandFocused(page);
    await press(page, 'ArrowDown', 'Thread 3');
    // The first press selects only the row that it goes to.
    await press(page, 'Shift+ArrowDown', 'Thread 4');
    await press(page, 'Shift+ArrowDown', 'gamma');
    await page.keyboard.press('Shift+F10');
    const menu = page.locator('.monaco-menu').last();
    const entry = menu.locator('.action-label').filter({ hasText: /./ });
    await entry.first().waitFor();
    assert.deepEqual(await entry.allInnerTexts(), ['Archive Thread and Children']);
    await screenshot('keys-group-menu');
    // In its first moments a menu ignores keys.
    await eventually(async () => {
      if (await menu.isVisible()) {
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
      }
      assert.equal(await menu.isVisible(), false);
    });
    const label = (await rowLabels(page, 'Threads')).find(text => text.startsWith('gamma')) ?? '';
    const count = Number(/(\d+) threads/.exec(label)?.[1]) + 1;
    assert.match(await dialogText(page), new RegExp(`^Archive ${count} threads\\?\\s+${count} threads\\.`));
    await page.keyboard.press('Escape');
    await settledOn(page, 'gamma');
  });

  it('Delete in Archived unarchives, and the focus goes to the next row', async () => {
    const { page, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await openView(page, 'Archived');
    await chooseOption(page, 'Archived', 'Not Grouped');
    await row(page, 'Archived', 'Old 0').waitFor();
    await focusView(page, 'Archived');
    await press(page, 'End', 'Old 4');
    await press(page, 'ArrowUp', 'Old 3');
    await press(page, 'Delete', 'Old 4');
    await gone(row(page, 'Archived', 'Old 3'));
    await notification(page, 'Unarchived “Old 3”.').waitFor();
    await press(page, 'Delete', 'Old 2');
    await gone(row(page, 'Archived', 'Old 4'));
    await settledOn(page, 'Old 2');
    await page.keyboard.press('ControlOrMeta+Z');
    await notification(page, 'Restored “Old 4”.').waitFor();
    await settledOn(page, 'Old 2');
    await screenshot('keys-archived');
    // It is back below the visible rows.
    await eventually(async () => {
      await page.keyboard.press('ArrowDown');
      assert.equal(await focusedName(page), 'Old 4');
    });
  });
});

/** Brings the keyboard to the view. */
async function focusView(page: Page, name: ViewName): Promise<void> {
  await runCommand(page, `Thread Tree for Codex: Focus on ${name} View`);
  // Until then the picker has it, and a row that looks focused gets none of it.
  await picker(page).waitFor({ state: 'hidden' });
  await view(page, name).locator('.monaco-list:focus').waitFor();
}

/** Presses a key, and waits until this row has the focus. */
async function press(page: Page, key: string, expected: string): Promise<void> {
  await page.keyboard.press(key);
  await settledOn(page, expected);
}

/** Waits until the row with this name has the keyboard, and is in the visible part of its view. */
async function settledOn(page: Page, name: string): Promise<void> {
  await eventually(async () => {
    const focused = page.locator('.pane .monaco-list:focus .monaco-list-row.focused');
    const [label, place, list] = await Promise.all([
      focused.getAttribute('aria-label', { timeout: 300 }),
      focused.boundingBox({ timeout: 300 }),
      page.locator('.pane .monaco-list:focus').boundingBox({ timeout: 300 }),
    ]);
    assert.equal(label?.split(',')[0], name);
    assert.ok(
      place !== null && list !== null && place.y >= list.y && place.y + place.height <= list.y + list.height + 1,
    );
  });
}

/** The name of the row that has the keyboard. */
async function focusedName(page: Page): Promise<string | undefined> {
  const focused = page.locator('.pane .monaco-list:focus .monaco-list-row.focused');
  return (await focused.getAttribute('aria-label', { timeout: 300 }))?.split(',')[0];
}

async function expandFocused(page: Page): Promise<void> {
  const expanded = page.locator('.pane .monaco-list:focus .monaco-list-row.focused[aria-expanded="true"]');
  if (!(await expanded.isVisible())) await page.keyboard.press('ArrowRight');
  await expanded.waitFor();
}
