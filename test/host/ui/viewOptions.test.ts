// What the views can be made to show, by their menus and by keyboard, and that it is remembered.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { openDatabase } from '../../support/stateDb';
import { eventually } from '../../support/eventually';
import { picker, pickerEntry, runCommand } from './messages';
import {
  chooseOption,
  expand,
  gone,
  openView,
  openViewMenu,
  optionMenu,
  row,
  rowLabels,
  viewDescription,
  type ViewName,
} from './threadViews';
import { useWorkbench } from './workbench';

const DAY = 86_400;
const checkout = 'Fix the flaky checkout tests';
const payment = 'Upgrade the payment client';

/**
 * The demo home with threads of today, yesterday, three days ago and March, one of them empty, and one in the folder
 * that is open.
 */
function fill(home: string): void {
  makeDemoHome(home, Date.now());
  const midnight = new Date().setHours(0, 0, 0, 0) / 1000;
  const times: [string, number][] = [
    [checkout, midnight + 1],
    ['Why does the build need two runs?', midnight],
    [payment, midnight - 3600],
    ['Nightly dependency report', midnight - 3 * DAY],
    ['Dark theme for the order page', new Date(2026, 2, 14, 12).getTime() / 1000],
  ];
  const database = openDatabase(home);
  for (const [name, time] of times) {
    database
      .prepare('UPDATE threads SET recency_at = ?1, recency_at_ms = ?1 * 1000 WHERE ?2 IN (name, title)')
      .run(time, name);
  }
  database
    .prepare("UPDATE threads SET first_user_message = '', preview = '', title = '' WHERE name = ?")
    .run('Dark theme for the order page');
  database.prepare("UPDATE threads SET cwd = ? WHERE cwd = '/home/dev/shop-api'").run(folderOf(home));
  database.close();
}

function folderOf(home: string): string {
  return path.join(path.dirname(home), 'shop-api');
}

describe('The options of a view', () => {
  const workbench = useWorkbench({
    fill,
    openFolder: home => {
      mkdirSync(folderOf(home));
      return folderOf(home);
    },
  });
  const topLevel = async () => (await rowLabels(workbench().page, 'Threads')).map(label => label.split(',')[0] ?? '');
  const saysOf = async (viewName: ViewName, text: string) =>
    eventually(async () => assert.equal(await viewDescription(workbench().page, viewName).innerText(), text));

  it('group by date: today and yesterday are open', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', checkout).waitFor();
    assert.deepEqual(await optionMenu(page, 'Threads', 'Group By'), ['✓ Not Grouped', 'Date', 'Workspace']);
    await chooseOption(page, 'Threads', 'Group By', 'Date');
    await row(page, 'Threads', 'Today').waitFor();
    await row(page, 'Threads', checkout).waitFor();
    await row(page, 'Threads', payment).waitFor();
    await saysOf('Threads', 'by date');
    await eventually(async () =>
      assert.deepEqual(await topLevel(), [
        'Today',
        checkout,
        'Why does the build need two runs?',
        'Yesterday',
        payment,
        'Previous 7 Days',
        'March 2026',
        'Sub-agents without a known parent',
      ]),
    );
    assert.ok((await rowLabels(page, 'Threads')).includes('Today, 9 threads'));
    assert.deepEqual(await optionMenu(page, 'Threads', 'Group By'), ['Not Grouped', '✓ Date', 'Workspace']);
    await screenshot('options-by-date');
    await expand(row(page, 'Threads', 'March 2026'));
    await row(page, 'Threads', 'Dark theme for the order page').waitFor();
  });

  it('stay as they were opened and closed when something changes', async () => {
    const { page, home } = workbench();
    const today = row(page, 'Threads', 'Today');
    await today.locator('.monaco-tl-twistie').click();
    await gone(row(page, 'Threads', checkout));
    const database = openDatabase(home);
    database
      .prepare('UPDATE threads SET name = ? WHERE name = ?')
      .run('Changed meanwhile', 'Dark theme for the order page');
    database.close();
    await row(page, 'Threads', 'Changed meanwhile').waitFor();
    assert.equal(await today.getAttribute('aria-expanded'), 'false');
    await expand(today);
  });

  it('group by workspace: the first is open', async () => {
    const { page, home, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Group By', 'Workspace');
    await row(page, 'Threads', 'shop').waitFor();
    await row(page, 'Threads', checkout).waitFor();
    await saysOf('Threads', 'by workspace');
    const api = row(page, 'Threads', 'shop-api');
    assert.equal(await api.getAttribute('aria-label'), `shop-api, 13 threads, ${folderOf(home)}`);
    await screenshot('options-by-workspace');
    await expand(api);
    await row(page, 'Threads', payment).waitFor();
  });

  it('scope: only threads of the open folder', async () => {
    const { page, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Group By', 'Not Grouped');
    await chooseOption(page, 'Threads', 'Scope', 'This Workspace');
    await gone(row(page, 'Threads', checkout));
    await eventually(async () => assert.deepEqual(await topLevel(), [payment]));
    await eventually(async () =>
      assert.match(await viewDescription(page, 'Threads').innerText(), /^this workspace · \d+ hidden$/),
    );
    await screenshot('options-scope');
    await chooseOption(page, 'Threads', 'Scope', 'All');
    await row(page, 'Threads', checkout).waitFor();
  });

  it('show: exec runs, empty threads and sub-agents without a parent can be left out', async () => {
    const { page, screenshot } = workbench();
    for (const [entry, name, words] of [
      ['Exec Runs', 'Nightly dependency report', '1 hidden'],
      ['Empty Threads', 'Changed meanwhile', '2 hidden'],
      ['Sub-Agents Without a Known Parent', 'Sub-agents without a known parent', '6 hidden'],
    ] as const) {
      await row(page, 'Threads', name).waitFor();
      await chooseOption(page, 'Threads', 'Show', `✓ ${entry}`);
      await gone(row(page, 'Threads', name));
      await saysOf('Threads', words);
    }
    assert.deepEqual(await optionMenu(page, 'Threads', 'Show'), [
      'Sub-Agents Without a Known Parent',
      'Exec Runs',
      'Empty Threads',
    ]);
    await screenshot('options-hidden');
    await chooseOption(page, 'Threads', 'Show', 'Exec Runs');
    await row(page, 'Threads', 'Nightly dependency report').waitFor();
  });

  it('reset: everything is as it was', async () => {
    const { page } = workbench();
    await openViewMenu(page, 'Threads', 'Reset View');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Codex Threads: Reset View');
    await row(page, 'Threads', 'Changed meanwhile').waitFor();
    await row(page, 'Threads', 'Sub-agents without a known parent').waitFor();
    await saysOf('Threads', '');
  });

  it('sort by name, by keyboard, and several choices in one go', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Codex Threads: View Options…');
    await pickerEntry(page, 'Workspace').first().waitFor();
    await page.keyboard.type('Name');
    await page.keyboard.press('Enter');
    await saysOf('Threads', 'sorted by name');
    await picker(page).locator('input').fill('Date');
    await page.keyboard.press('Enter');
    await saysOf('Threads', 'by date · sorted by name');
    await picker(page).locator('input').fill('');
    await screenshot('options-picker');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Codex Threads: View Options…');
    await pickerEntry(page, 'Not Grouped').waitFor();
    await page.keyboard.type('Not Grouped');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await saysOf('Threads', 'sorted by name');
    await gone(row(page, 'Threads', 'Today'));
    await eventually(async () => {
      const names = (await topLevel()).slice(0, -1);
      assert.deepEqual(
        names,
        [...names].sort((a, b) => a.localeCompare(b)),
      );
    });
  });

  it('are of each view its own, and are remembered when the window is loaded again', async () => {
    const { page } = workbench();
    await openView(page, 'Archived');
    await row(page, 'Archived', 'Rewrite the importer').waitFor();
    await chooseOption(page, 'Archived', 'Group By', 'Workspace');
    await saysOf('Archived', 'by workspace');
    await saysOf('Threads', 'sorted by name');
    await runCommand(page, 'Developer: Reload Window');
    await page.waitForEvent('domcontentloaded');
    await page.getByRole('tab', { name: 'Codex Threads' }).waitFor();
    await row(page, 'Threads', checkout).waitFor();
    await saysOf('Threads', 'sorted by name');
    await openView(page, 'Archived');
    await row(page, 'Archived', 'catalogue').waitFor();
    await saysOf('Archived', 'by workspace');
    assert.deepEqual(await optionMenu(page, 'Archived', 'Group By'), ['Not Grouped', 'Date', '✓ Workspace']);
  });
});

describe('Without an open folder', () => {
  const workbench = useWorkbench();

  it('there is no scope to choose', async () => {
    const { page } = workbench();
    await row(page, 'Threads', checkout).waitFor();
    const menu = await openViewMenu(page, 'Threads', 'Group By');
    assert.equal(await menu.getByText('Scope', { exact: true }).count(), 0);
    await page.keyboard.press('Escape');
  });
});
