// What a screen reader says of the views, and what the keyboard alone can do.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import { notification } from './messages';
import { chooseOption, gone, openView, row, rowLabels, view, labelsOf } from './threadViews';
import { useWorkbench } from './workbench';

const when = String.raw`(just now|\d+ (minute|hour|day)s? ago|yesterday|on [\w ]+)`;
const threadRow = new RegExp(
  String.raw`^.+, (thread|sub-agent|exec run), (active, ${when}|archived ${when})(, \d+ sub-agents?)?(, parent is archived)?(, branch \S+)?$`,
);
const groupRow = /^[^,]+, \d[\d,]* threads?$/;

describe('Read aloud', () => {
  const workbench = useWorkbench({ fill: fillWithMany });

  it('every row of a thread says its kind, state, time and counts in words', async () => {
    const { page } = workbench();
    await row(page, 'Threads', 'Fix the flaky checkout tests').waitFor();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await focusThreads(page, 'Home');
    await focusRow(page, 'Fix the flaky checkout tests');
    await page.keyboard.press('ArrowRight');
    await row(page, 'Threads', 'Peirce: Find every test that waits for a fixed time').waitFor();
    const labels = await rowLabels(page, 'Threads');
    assert.ok(labels.length > 10, `${labels.length} rows`);
    assert.deepEqual(
      labels.filter(label => !threadRow.test(label)),
      [],
    );
    assert.deepEqual(
      labels.filter(label => /^(Fix|Linnaeus)/.test(label)),
      [
        'Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents, branch main',
        'Linnaeus: List the fixtures that two tests share, sub-agent, active, 2 hours ago, 1 sub-agent, branch main',
      ],
    );

    await openView(page, 'Archived');
    await row(page, 'Archived', 'Rewrite the importer').waitFor();
    assert.deepEqual(
      (await rowLabels(page, 'Archived')).filter(label => !threadRow.test(label) && !groupRow.test(label)),
      [],
    );
  });

  it('the row for more rows says how many are shown', async () => {
    const { page } = workbench();
    await focusThreads(page, 'End');
    const group = view(page, 'Threads').getByRole('treeitem', {
      name: /^Sub-agents without a known parent, 4 threads$/,
    });
    await group.waitFor();
    const more = view(page, 'Threads').getByRole('treeitem', { name: /^Show more…, 200 of 2\d\d shown$/ });
    await more.waitFor();
    await focusRow(page, 'Show more…', 'ArrowUp');
    await page.keyboard.press('Enter');
    await gone(more);
    // The first new row takes the focus, which would close a palette that is opened before.
    await page.locator('.monaco-list-row.focused').filter({ hasText: 'Older report' }).waitFor();
  });

  it('a group says its name and how many threads it has', async () => {
    const { page, screenshot } = workbench();
    await runByKeyboard(page, 'Thread Tree for Codex: View Options…');
    await chooseByKeyboard(page, /Date/);
    await page.keyboard.press('Escape');
    const today = view(page, 'Threads').getByRole('treeitem', { name: /^(Today|Yesterday), \d+ threads?$/ });
    await today.first().waitFor();
    await screenshot('groups');
    const groups = view(page, 'Threads').getByRole('treeitem').and(page.locator('[aria-level="1"]'));
    const labels = await labelsOf(groups);
    assert.deepEqual(
      labels.filter(label => !groupRow.test(label)),
      [],
    );
  });
});

describe('Views with nothing to show', () => {
  const workbench = useWorkbench({
    fill: home => {
      makeDemoHome(home, Date.now());
      const database = openDatabase(home);
      database.exec('DELETE FROM threads; DELETE FROM thread_spawn_edges');
      database.close();
    },
  });

  it('say so, and what helps is a button', async () => {
    const { page } = workbench();
    const threads = view(page, 'Threads');
    await threads.getByText('No active threads.').waitFor();
    await threads.locator('.pane-body').getByRole('button', { name: 'Refresh', exact: true }).waitFor();
    await openView(page, 'Archived');
    await view(page, 'Archived').getByText('No archived threads.').waitFor();
    assert.deepEqual([...(await rowLabels(page, 'Threads')), ...(await rowLabels(page, 'Archived'))], []);
  });
});

describe('By keyboard alone', () => {
  const workbench = useWorkbench();
  const name = 'Upgrade the payment client';

  it('a branch is archived and brought back', async () => {
    const { page, home, screenshot } = workbench();
    const before = subtreeInFull(home, name);
    await row(page, 'Threads', name).waitFor();
    await focusThreads(page, 'Home');
    await focusRow(page, name);
    await page.keyboard.press('Delete');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Archive', exact: true })
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.press('Enter');
    await notification(page, 'Archived 13 threads').waitFor();
    await gone(row(page, 'Threads', name));
    assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);

    await runByKeyboard(page, 'Notifications: Focus Notification Toast');
    await screenshot('toast-focused');
    await tabTo(page, notification(page, 'Archived 13 threads').getByRole('button', { name: 'Undo', exact: true }));
    await page.keyboard.press('Enter');
    await notification(page, 'Restored 13 threads').waitFor();
    await row(page, 'Threads', name)
      .getByText(/ · 12\b/)
      .waitFor();
    assert.deepEqual(subtreeInFull(home, name), before);
  });

  it('all commands of a row are in the menu that Shift+F10 opens', async () => {
    const { page, home } = workbench();
    await focusThreads(page, 'Home');
    await focusRow(page, name);
    await page.keyboard.press('Shift+F10');
    const menu = page.locator('.monaco-menu').last();
    await menu.getByText('Copy Thread Id', { exact: true }).waitFor();
    const entries = (await menu.locator('.action-label').allInnerTexts()).filter(label => label !== '');
    assert.deepEqual(entries, [
      'Archive Thread and Children',
      'Archive Sub-Agents Only',
      'Show Subtree Report',
      'Resume in Terminal',
      'Fork in Terminal',
      'Open in Codex',
      'Copy Resume Command',
      'Rename Thread…',
      'Pin Thread',
      'Move to Section…',
      'Copy Thread Id',
      'Delete Permanently…',
    ]);
    const entry = menu.locator('.action-item.focused').filter({ hasText: 'Copy Thread Id' });
    // In its first moments a menu ignores keys; then they lead down, and from the last entry to the first.
    await eventually(async () => {
      if (!(await entry.isVisible())) await page.keyboard.press('ArrowDown');
      await entry.waitFor({ timeout: 100 });
    });
    await eventually(async () => {
      if (await menu.isVisible()) await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), storedSubtree(home, name)[0]?.id);
    });
  });
});

/** The demo home with more threads than the tree loads at once, all of them older. */
function fillWithMany(home: string): void {
  makeDemoHome(home, Date.now());
  const database = openDatabase(home);
  const pattern = database.prepare('SELECT * FROM threads WHERE name = ?').get('Nightly dependency report') ?? {};
  const columns = Object.keys(pattern);
  const insert = database.prepare(
    `INSERT INTO threads (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const month = 30 * 24 * 3600;
  const at = Number(pattern.recency_at) - month;
  for (let serial = 0; serial < 220; serial++) {
    const id = `019a0000-0000-7000-9000-${serial.toString(16).padStart(12, '0')}`;
    const made = {
      ...pattern,
      id,
      name: `Older report ${serial}`,
      recency_at: at,
      recency_at_ms: at * 1000,
      updated_at: at,
      updated_at_ms: at * 1000,
    };
    insert.run(...Object.values(made));
  }
  database.close();
}

/** Runs a command by its title in the palette, without the mouse. */
async function runByKeyboard(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget').filter({ visible: true }).waitFor();
  await page.keyboard.type(title);
  await page
    .locator('.quick-input-list .monaco-list-row.focused')
    .filter({ hasText: title.replace(/^.*: /, '') })
    .waitFor();
  await page.keyboard.press('Enter');
}

/** Brings the keyboard to the view, at its first or its last row. */
async function focusThreads(page: Page, key: 'Home' | 'End'): Promise<void> {
  await runByKeyboard(page, 'Thread Tree for Codex: Focus on Threads View');
  // Until then the picker has it, and a row that looks focused gets none of it.
  await page.locator('.quick-input-widget').filter({ visible: true }).waitFor({ state: 'hidden' });
  await view(page, 'Threads').locator('.monaco-list:focus').waitFor();
  await page.keyboard.press(key);
}

/** Goes down the open picker to the entry, and takes it. */
async function chooseByKeyboard(page: Page, entry: RegExp): Promise<void> {
  const focused = page.locator('.quick-input-list .monaco-list-row.focused');
  await focused.waitFor();
  for (let step = 0; step < 20 && !entry.test(await focused.innerText()); step++)
    await page.keyboard.press('ArrowDown');
  assert.match(await focused.innerText(), entry);
  await page.keyboard.press('Enter');
}

/** Goes from the focused row to the one that begins so. */
async function focusRow(page: Page, start: string, key: 'ArrowDown' | 'ArrowUp' = 'ArrowDown'): Promise<void> {
  const focused = page.locator('.pane .monaco-list-row.focused');
  for (let step = 0; step < 30; step++) {
    const label = await focused.getAttribute('aria-label');
    if (label?.startsWith(start) === true) return;
    // A key is lost when it comes while VS Code redraws the rows.
    await page.keyboard.press(key);
    await eventually(async () => assert.notEqual(await focused.getAttribute('aria-label'), label), 500).catch(() => 0);
  }
  assert.fail(`no row “${start}” on the way`);
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  const focused = target.and(page.locator(':focus'));
  for (let step = 0; step < 10 && (await focused.count()) === 0; step++) await page.keyboard.press('Tab');
  assert.equal(await focused.count(), 1);
}
