// Find Threads: from the key to the row, and what can be done with what was found.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import { answerDialog, notification, picker, pickerEntry, pickerTitle, runCommand, typeInPicker } from './messages';
import { clickViewButton, gone, row, view } from './threadViews';
import { useWorkbench } from './workbench';

const deep = 'Quokka';

/**
 * The demo home with a name for one of the threads on the lowest level of the archived branch, and three that begin or
 * end alike.
 */
function fill(home: string): void {
  makeDemoHome(home, Date.now());
  const database = openDatabase(home);
  const lowest = storedSubtree(home, 'Rewrite the importer').at(-1);
  database.prepare('UPDATE threads SET agent_nickname = ? WHERE id = ?').run(deep, lowest?.id ?? '');
  const renamed = [
    ['Zebra zoo', 'Why does the build need two runs?'],
    ['Zebra apple', 'Nightly dependency report'],
    ['A zebra', 'Dark theme for the order page'],
  ];
  for (const [name, old] of renamed) {
    database.prepare('UPDATE threads SET name = ? WHERE ? IN (name, title)').run(name ?? '', old ?? '');
  }
  database.close();
}

describe('Find Threads', () => {
  const workbench = useWorkbench({ fill });
  const checkout = 'Fix the flaky checkout tests';

  afterEach('close the picker', async () => {
    const { page } = workbench();
    await page.keyboard.press('Escape');
    await picker(page).waitFor({ state: 'hidden' });
  });

  it('opens by Ctrl+F in the view, with the newest threads', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', checkout).click();
    await page.keyboard.press('ControlOrMeta+F');
    await pickerTitle(page).getByText('Find Threads: the most recent').waitFor();
    assert.deepEqual((await names(page)).slice(0, 3), [checkout, 'Zebra zoo', 'Upgrade the payment client']);
    await screenshot('find-newest');
  });

  it('leaves F3 to VS Code, which looks in the rows that are there', async () => {
    const { page } = workbench();
    await row(page, 'Threads', checkout).click();
    await page.keyboard.press('F3');
    await view(page, 'Threads').locator('.monaco-tree-type-filter:not(.disabled)').waitFor();
  });

  it('finds a thread deep in an archived branch, and reveals it', async () => {
    const { page, screenshot } = workbench();
    await open(page);
    await typeInPicker(page, 'quok');
    await pickerTitle(page).getByText('Find Threads: 1 found').waitFor();
    const entry = pickerEntry(page, deep);
    assert.match(
      await entry.innerText(),
      /Quokka: Port field \d+\s*Rewrite the importer › \w+: Port the importer of supplier \d · archived 5 days ago · importer\s*\/home\/dev\/catalogue/,
    );
    assert.equal((await entry.locator('.highlight').allInnerTexts()).join(), 'Quok');
    await screenshot('find-deep');
    await page.keyboard.press('Enter');
    const found = view(page, 'Archived').getByRole('treeitem', { name: /^Quokka: Port field/ });
    await eventually(async () => assert.ok(await isOnTop(found)));
    await screenshot('find-revealed');
    assert.equal(await found.getAttribute('aria-level'), '4');
    assert.equal(await found.getAttribute('aria-selected'), 'true');
    assert.equal(
      await page.evaluate('document.activeElement.closest(".pane")?.querySelector(".title").textContent'),
      'Archived',
    );
  });

  it('keeps the order of the server: beginnings of names, newest first', async () => {
    const { page } = workbench();
    await open(page);
    await typeInPicker(page, 'zebra');
    await pickerTitle(page).getByText('Find Threads: 3 found').waitFor();
    assert.deepEqual(await names(page), ['Zebra zoo', 'Zebra apple', 'A zebra']);
  });

  it('finds by any words in any order, and shows where they are', async () => {
    const { page, screenshot } = workbench();
    await open(page);
    await typeInPicker(page, 'supplier IMPORTER port 3');
    const entry = pickerEntry(page, 'Port the importer of supplier 3');
    await entry.waitFor();
    assert.match(await entry.innerText(), /Rewrite the importer ·/);
    await screenshot('find-words');
  });

  it('says when there is nothing', async () => {
    const { page } = workbench();
    await open(page);
    await typeInPicker(page, 'no such thread');
    await pickerTitle(page).getByText('Find Threads: no threads found').waitFor();
  });

  it('takes a pasted id, and copies it', async () => {
    const { page, home } = workbench();
    const id = storedSubtree(home, 'Zebra apple')[0]?.id ?? '';
    await open(page);
    await typeInPicker(page, `urn:uuid:${id.toUpperCase()}`);
    await pickerTitle(page).getByText('Find Threads: 1 found').waitFor();
    await press(page, 'Zebra apple', 'Copy Thread Id');
    await eventually(async () => assert.equal(await page.evaluate('navigator.clipboard.readText()'), id));
    assert.ok(await picker(page).isVisible());
  });

  it('opens a transcript', async () => {
    const { page } = workbench();
    await open(page);
    await typeInPicker(page, 'zebra zoo');
    await press(page, 'Zebra zoo', 'Open Transcript');
    await page.getByRole('tab', { name: 'Zebra zoo' }).waitFor();
  });

  it('archives with children, and unarchives', async () => {
    const { page, home } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Find Threads');
    await typeInPicker(page, 'flaky checkout');
    await press(page, checkout, 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads').waitFor();
    await gone(row(page, 'Threads', checkout));
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);

    await open(page);
    await typeInPicker(page, 'flaky checkout');
    await press(page, checkout, 'Unarchive Thread and Children');
    await answerDialog(page, 'Unarchive');
    await row(page, 'Threads', checkout)
      .getByText(/ · 7\b/)
      .waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
  });

  it('says which are the best of many', async () => {
    const { page } = workbench();
    await open(page);
    await typeInPicker(page, 'port');
    await pickerTitle(page)
      .getByText(/Find Threads: 1\d\d found, the best 100 shown/)
      .waitFor();
  });

  async function open(page: Page): Promise<void> {
    await clickViewButton(page, 'Threads', 'Find Threads');
    await pickerTitle(page).getByText('Find Threads: the most recent').waitFor();
  }
});

/** Whether the row can be seen: it is in view, and nothing covers it. */
async function isOnTop(target: Locator): Promise<boolean> {
  const box = await target.boundingBox({ timeout: 500 });
  if (box === null) return false;
  const label = await target
    .page()
    .evaluate(
      `document.elementFromPoint(${box.x + box.width / 2}, ${box.y + box.height / 2})?.closest('[role=treeitem]')?.ariaLabel`,
    );
  return label === (await target.getAttribute('aria-label'));
}

/** What the entries are called, from top to bottom. */
async function names(page: Page): Promise<string[]> {
  return picker(page).locator('.monaco-list-row .quick-input-list-row:first-child .label-name').allInnerTexts();
}

/** Presses a button of an entry. */
async function press(page: Page, entry: string, button: string): Promise<void> {
  await pickerEntry(page, entry).first().hover();
  await pickerEntry(page, entry).first().getByRole('button', { name: button }).click();
}
