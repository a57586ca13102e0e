// Clean Up Old Threads: what is asked, the preview with its boxes, one operation, and the way back.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { PINNED_SECTION } from '../../../src/protocol/codexActions';
import { whileLoaded } from '../../support/flockHolder';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import { answerNotification, notification, picker, pickerEntry, runCommand } from './messages';
import { clickViewButton, expand, gone, labelsOf, row, rowLabels, view, viewDescription } from './threadViews';
import { useWorkbench } from './workbench';

const DAY = 86_400;
const checkout = 'Fix the flaky checkout tests';
const payment = 'Upgrade the payment client';
const build = 'Why does the build need two runs?';
const report = 'Nightly dependency report';

/** The demo home with branches of 60, 50, 45 and 40 days ago, one of them pinned; the others are of this week. */
function fill(home: string): void {
  makeDemoHome(home, Date.now());
  const now = Math.floor(Date.now() / 1000);
  const ages: [string, number][] = [
    [checkout, 60],
    [payment, 50],
    [build, 45],
    [report, 40],
  ];
  const branches = ages.map(([name, days]) => ({ threads: storedSubtree(home, name), at: now - days * DAY }));
  const database = openDatabase(home);
  for (const { threads, at } of branches) {
    for (const { id } of threads) {
      database.prepare('UPDATE threads SET recency_at = ?, recency_at_ms = ? WHERE id = ?').run(at, at * 1000, id);
    }
  }
  database.prepare('UPDATE threads SET thread_section_id = ? WHERE name = ?').run(PINNED_SECTION, report);
  database.close();
}

describe('Clean Up Old Threads', () => {
  const workbench = useWorkbench({ fill });
  const message = () => view(workbench().page, 'Clean Up').locator('.message');
  const says = (text: RegExp) => eventually(async () => assert.match(await message().innerText(), text));
  const names = async () => (await rowLabels(workbench().page, 'Clean Up')).map(label => label.split(', ')[0]);

  it('asks how old, and which', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', build).waitFor();
    await clickViewButton(page, 'Threads', 'Clean Up Old Threads…');
    await pickerEntry(page, '30 days').waitFor();
    await screenshot('clean-up-days');
    await pickerEntry(page, '30 days').click();
    await pickerEntry(page, 'Skip pinned').waitFor();
    await screenshot('clean-up-options');
    await picker(page).getByRole('button', { name: 'OK' }).click();
  });

  it('shows what it would archive, oldest first and all checked', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Clean Up', checkout).waitFor();
    await says(/^3 of 3 checked · 22 threads · [\d.]+ kB · Codex home: /);
    assert.equal(await viewDescription(page, 'Clean Up').innerText(), 'older than 30 days');
    assert.deepEqual(await names(), [checkout, payment, build]);
    assert.match(
      (await rowLabels(page, 'Clean Up'))[1] ?? '',
      /^Upgrade the payment client, 13 threads, [\d.]+ kB, last activity on \d+ \w+/,
    );
    assert.equal(
      await page.evaluate('document.activeElement.closest(".pane")?.querySelector(".title").textContent'),
      'Clean Up',
    );
    for (const name of [checkout, payment, build])
      assert.equal(await box(row(page, 'Clean Up', name)).getAttribute('aria-checked'), 'true');
    await screenshot('clean-up');
  });

  it('says how much the whole home has', () =>
    says(/ · Codex home: \d+ active \([\d.]+ kB\), \d+ archived \([\d.]+ MB\)$/));

  it('expands an entry to what it consists of', async () => {
    const { page, screenshot } = workbench();
    const entry = row(page, 'Clean Up', payment);
    await expand(entry);
    const inside = view(page, 'Clean Up').getByRole('treeitem').and(page.locator('[aria-level="2"]'));
    await inside.first().waitFor();
    assert.match((await labelsOf(inside)).join('\n'), /^.+, \d+ threads?, [\d.]+ kB, last activity /);
    assert.equal(await inside.getByRole('checkbox').count(), 0);
    await screenshot('clean-up-expanded');
    await entry.locator('.monaco-tl-twistie').click();
    await gone(inside.first());
  });

  it('counts as boxes change', async () => {
    const { page } = workbench();
    await box(row(page, 'Clean Up', payment)).click();
    await says(/^2 of 3 checked · 9 threads · /);
    await clickViewButton(page, 'Clean Up', 'Uncheck All');
    await says(/^0 of 3 checked · 0 threads · 0 bytes · Codex home: /);
    await clickViewButton(page, 'Clean Up', 'Archive Checked Threads');
    await notification(page, 'nothing is checked').waitFor();
    await clickViewButton(page, 'Clean Up', /^Check All/);
    await says(/^3 of 3 checked · 22 threads · /);
    await box(row(page, 'Clean Up', payment)).click();
    await says(/^2 of 3 checked · 9 threads · /);
  });

  it('checks and unchecks by Space, in boxes that have names', async () => {
    const { page, screenshot } = workbench();
    await view(page, 'Clean Up')
      .getByRole('checkbox', { name: `Archive “${payment}”` })
      .waitFor();
    await runCommand(page, 'Thread Tree for Codex: Focus on Clean Up View');
    await view(page, 'Clean Up').locator('.monaco-list:focus').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await says(/^1 of 3 checked · 1 thread · /);
    assert.equal(await box(row(page, 'Clean Up', checkout)).getAttribute('aria-checked'), 'false');
    await screenshot('clean-up-space');
    await page.keyboard.press('Space');
    await says(/^2 of 3 checked · 9 threads · /);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await says(/^3 of 3 checked · 22 threads · /);
    await page.keyboard.press('Space');
    await says(/^2 of 3 checked · 9 threads · /);
  });

  it('has the commands of a row', async () => {
    const { page, home } = workbench();
    await pickFromContextMenu(page, row(page, 'Clean Up', build), 'Copy Thread Id');
    await eventually(async () =>
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), storedSubtree(home, build)[0]?.id),
    );
  });

  it('archives what is checked as one operation, which can be undone', async () => {
    const { page, home, screenshot } = workbench();
    const before = [checkout, build].map(name => subtreeInFull(home, name));
    await clickViewButton(page, 'Clean Up', 'Archive Checked Threads');
    await notification(page, 'Archived 9 threads.').waitFor();
    await gone(view(page, 'Clean Up'));
    await gone(row(page, 'Threads', checkout));
    await screenshot('clean-up-done');
    for (const name of [checkout, build]) assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);
    for (const name of [payment, report]) assert.deepEqual(misplaced(home, storedSubtree(home, name), false), []);

    await answerNotification(page, 'Archived 9 threads', 'Undo');
    await notification(page, 'Restored 9 threads').waitFor();
    await row(page, 'Threads', checkout).waitFor();
    assert.deepEqual(
      [checkout, build].map(name => subtreeInFull(home, name)),
      before,
    );
  });

  it('takes another number of days, with sub-agents only, including pinned, in place of an open preview, and is cancelled', async () => {
    const { page, home } = workbench();
    await start(page, '30 days');
    await picker(page).getByRole('button', { name: 'OK' }).click();
    await row(page, 'Clean Up', payment).waitFor();
    await start(page, 'Custom…');
    await picker(page).locator('input').fill('ten');
    await picker(page).getByText('A whole number of days').waitFor();
    await picker(page).locator('input').fill('55');
    await page.keyboard.press('Enter');
    await pickerEntry(page, 'With sub-agents only').click();
    await pickerEntry(page, 'Skip pinned').click();
    await picker(page).getByRole('button', { name: 'OK' }).click();
    await eventually(async () => assert.deepEqual(await names(), [checkout]));
    await eventually(async () =>
      assert.equal(
        await viewDescription(page, 'Clean Up').innerText(),
        'older than 55 days · with sub-agents · including pinned',
      ),
    );
    await clickViewButton(page, 'Clean Up', 'Cancel Clean-Up');
    await gone(view(page, 'Clean Up'));
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
  });

  it('says when nothing is old', async () => {
    const { page } = workbench();
    await start(page, '365 days');
    await picker(page).getByRole('button', { name: 'OK' }).click();
    await notification(page, 'Nothing to archive (older than 365 days).').waitFor();
  });

  // The command flock is part of Linux, and of no other system.
  if (process.platform === 'linux')
    it('skips what is open in Codex, and what was used since, and says so', async () => {
      const { page, home, screenshot } = workbench();
      await whileLoaded(home, storedSubtree(home, 'Linnaeus')[0]?.id ?? '', async () => {
        await start(page, '30 days');
        await picker(page).getByRole('button', { name: 'OK' }).click();
        await row(page, 'Clean Up', payment).waitFor();
        assert.deepEqual(await names(), [payment, build]);
        await says(/^2 of 2 checked · 14 threads · [\d.]+ kB · 1 skipped \(open in Codex\) · Codex home: /);
        const database = openDatabase(home);
        database
          .prepare('UPDATE threads SET recency_at = unixepoch(), recency_at_ms = unixepoch() * 1000 WHERE ? = title')
          .run(build);
        database.close();
        await clickViewButton(page, 'Clean Up', 'Archive Checked Threads');
        await notification(
          page,
          'Archived 13 threads. Skipped 1 old thread: it or one of its sub-agents is open in Codex. Skipped 1 checked thread that has changed since.',
        ).waitFor();
        await screenshot('clean-up-skipped');
        assert.deepEqual(misplaced(home, storedSubtree(home, payment), true), []);
        for (const name of [checkout, build, report])
          assert.deepEqual(misplaced(home, storedSubtree(home, name), false), []);
      });
    });
});

/** Begins by the command, and answers how old. */
async function start(page: Page, days: string): Promise<void> {
  await runCommand(page, 'Thread Tree for Codex: Clean Up Old Threads…');
  await pickerEntry(page, days).click();
}

/** The box of a row. */
function box(target: Locator): Locator {
  return target.getByRole('checkbox');
}
