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
  optionList,
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
      .prepare('UPDATE threads SET recency_at = ?, recency_at_ms = ? WHERE ? IN (name, title)')
      .run(time, time * 1000, name);
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

  it('group by date at first; of a small home, all groups are open', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', checkout).waitFor();
    assert.deepEqual((await optionList(page, 'Threads')).slice(0, 3), ['Not Grouped', '✓ Date', 'Workspace']);
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
        'Nightly dependency report',
        'Hypatia: Measure the bundle with the new date library',
        'Explain how the stock reservation works and draw me a diagram of its states',
        'March 2026',
        'Dark theme for the order page',
        'Sub-agents without a known parent',
      ]),
    );
    assert.ok((await rowLabels(page, 'Threads')).includes('Today, 9 threads'));
    await screenshot('options-by-date');
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
    await chooseOption(page, 'Threads', 'Workspace');
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
    await chooseOption(page, 'Threads', 'Not Grouped');
    await chooseOption(page, 'Threads', 'This Workspace');
    await gone(row(page, 'Threads', checkout));
    await eventually(async () => assert.deepEqual(await topLevel(), [payment]));
    await eventually(async () =>
      assert.match(await viewDescription(page, 'Threads').innerText(), /^this workspace · \d+ hidden$/),
    );
    await screenshot('options-scope');
    await chooseOption(page, 'Threads', 'All');
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
      await chooseOption(page, 'Threads', entry);
      await gone(row(page, 'Threads', name));
      await saysOf('Threads', words);
    }
    assert.deepEqual((await optionList(page, 'Threads')).slice(10, 13), [
      'Sub-Agents Without a Known Parent',
      'Exec Runs',
      'Empty Threads',
    ]);
    await screenshot('options-hidden');
    await chooseOption(page, 'Threads', 'Exec Runs');
    await row(page, 'Threads', 'Nightly dependency report').waitFor();
  });

  it('reset: everything is as it was', async () => {
    const { page } = workbench();
    await openViewMenu(page, 'Threads', 'Reset View');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Thread Tree for Codex: Reset View');
    await row(page, 'Threads', 'Changed meanwhile').waitFor();
    await row(page, 'Threads', 'Sub-agents without a known parent').waitFor();
    await saysOf('Threads', 'by date');
  });

  it('sort by name, by keyboard, and several choices in one go', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: View Options…');
    await pickerEntry(page, 'Workspace').first().waitFor();
    await page.keyboard.type('Name');
    await page.keyboard.press('Enter');
    await saysOf('Threads', 'by date · sorted by name');
    await picker(page).locator('input').fill('Not Grouped');
    await page.keyboard.press('Enter');
    await saysOf('Threads', 'sorted by name');
    await picker(page).locator('input').fill('');
    await screenshot('options-picker');
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
    await chooseOption(page, 'Archived', 'Workspace');
    await saysOf('Archived', 'by workspace');
    await saysOf('Threads', 'sorted by name');
    await runCommand(page, 'Developer: Reload Window');
    await page.waitForEvent('domcontentloaded');
    await page.getByRole('tab', { name: 'Thread Tree for Codex' }).waitFor();
    await row(page, 'Threads', checkout).waitFor();
    await saysOf('Threads', 'sorted by name');
    await openView(page, 'Archived');
    await row(page, 'Archived', 'catalogue').waitFor();
    await saysOf('Archived', 'by workspace');
    assert.deepEqual((await optionList(page, 'Archived')).slice(0, 3), ['Not Grouped', 'Date', '✓ Workspace']);
  });
});

describe('Without an open folder', () => {
  const workbench = useWorkbench();

  it('the scope is offered, and says why it cannot be chosen', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', checkout).waitFor();
    await runCommand(page, 'Thread Tree for Codex: View Options…');
    await pickerEntry(page, 'This Workspace').getByText('no folder is open').waitFor();
    await screenshot('options-without-a-folder');
    await page.keyboard.press('Escape');
  });
});
