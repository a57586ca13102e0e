// Many threads at a time: a group, what is below a thread, rows on several levels, several archived ones.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { whileLoaded } from '../../support/flockHolder';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import {
  answerDialog,
  answerNotification,
  dialogText,
  notification,
  picker,
  pickerEntry,
  runCommand,
} from './messages';
import { chooseOption, clickRowButton, clickViewButton, expand, gone, openView, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

const checkout = 'Fix the flaky checkout tests';
const payment = 'Upgrade the payment client';
const child = 'Peirce: Find every test that waits for a fixed time';

describe('Several threads at a time', () => {
  const workbench = useWorkbench();

  it('Archive Sub-Agents Only from the palette offers threads that have any, while no row has had the focus', async () => {
    const { page, home } = workbench();
    await row(page, 'Threads', payment).waitFor();
    await runCommand(page, 'Thread Tree for Codex: Archive Sub-Agents Only');
    await pickerEntry(page, payment).waitFor();
    assert.equal(await pickerEntry(page, 'Nightly dependency report').count(), 0);
    // The keyboard chooses: tooltips of the picker cover entries that the mouse has passed.
    await page.keyboard.press('ArrowDown');
    await picker(page).locator('.monaco-list-row.focused').filter({ hasText: payment }).waitFor();
    await page.keyboard.press('Enter');
    assert.match(await dialogText(page), /^Archive 12 threads\?/);
    await answerDialog(page, 'Cancel');
    assert.deepEqual(misplaced(home, storedSubtree(home, payment), false), []);
    await row(page, 'Threads', 'Nightly dependency report').click();
    await runCommand(page, 'Thread Tree for Codex: Archive Sub-Agents Only');
    await notification(page, 'Nothing to archive: “Nightly dependency report” has no active sub-agents.').waitFor();
  });

  it('Archive Sub-Agents Only keeps the parent', async () => {
    const { page, home, screenshot } = workbench();
    const before = subtreeInFull(home, checkout);
    const root = row(page, 'Threads', checkout);
    await pickFromContextMenu(page, root, 'Archive Sub-Agents Only');
    assert.match(
      await dialogText(page),
      /^Archive 7 threads\?\s+Keeps “Fix the flaky checkout tests”, archives its 7 sub-agents\./,
    );
    await screenshot('sub-agents-only');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 7 threads.').waitFor();
    await root.getByText(/ · 7\b/).waitFor({ state: 'detached' });
    const [parent, ...children] = storedSubtree(home, checkout);
    assert.deepEqual(misplaced(home, parent === undefined ? [] : [parent], false), []);
    assert.deepEqual(misplaced(home, children, true), []);
    await answerNotification(page, 'Archived 7 threads.', 'Undo');
    await root.getByText(/ · 7\b/).waitFor();
    assert.deepEqual(subtreeInFull(home, checkout), before);
  });

  // The command flock is part of Linux, and of no other system.
  if (process.platform === 'linux')
    it('Archive Sub-Agents Only also works while the parent is open in Codex, and skips a sub-agent that is', async () => {
      const { page, home } = workbench();
      const root = row(page, 'Threads', checkout);
      const before = subtreeInFull(home, checkout);
      const idOf = (name: string): string => storedSubtree(home, name)[0]?.id ?? '';
      await whileLoaded(home, idOf(checkout), () =>
        whileLoaded(home, idOf('Linnaeus'), async () => {
          await pickFromContextMenu(page, root, 'Archive Sub-Agents Only');
          await answerDialog(page, 'Archive the Others');
          await notification(
            page,
            /Archived 6 of 7 threads\. “Linnaeus: List the fixtures that two tests share” is open in Codex .* and was skipped/,
          ).waitFor();
          await root.getByText(/ · 1\b/).waitFor();
        }),
      );
      await answerNotification(page, 'Archived 6 of 7 threads.', 'Undo');
      await notification(page, 'Restored 6 threads').waitFor();
      await root.getByText(/ · 7\b/).waitFor();
      assert.deepEqual(subtreeInFull(home, checkout), before);
    });

  it('a selected sub-agent of a selected thread counts once', async () => {
    const { page, home, screenshot } = workbench();
    await expand(row(page, 'Threads', checkout));
    await row(page, 'Threads', checkout).click();
    // Away from its tooltip, which would cover the row of the sub-agent.
    await page.mouse.move(900, 500);
    await row(page, 'Threads', child).click({ modifiers: ['ControlOrMeta'] });
    await pickFromContextMenu(page, row(page, 'Threads', child), 'Archive Thread and Children');
    assert.match(
      await dialogText(page),
      /^Archive 8 threads\?\s+“Fix the flaky checkout tests” and its 7 sub-agents\. 1 selected thread is among these sub-agents, and counts once\./,
    );
    await screenshot('counts-once');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads.').waitFor();
    await gone(row(page, 'Threads', checkout));
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);
  });

  it('several archived ones come back as one', async () => {
    const { page, home } = workbench();
    await openView(page, 'Archived');
    await chooseOption(page, 'Archived', 'Not Grouped');
    const staging = 'Rename the staging cluster';
    await row(page, 'Archived', staging).click();
    await row(page, 'Archived', checkout).click({ modifiers: ['ControlOrMeta'] });
    await pickFromContextMenu(page, row(page, 'Archived', checkout), 'Unarchive Thread and Children');
    assert.match(await dialogText(page), /^Unarchive 9 threads\?\s+2 threads and their 7 sub-agents\./);
    await answerDialog(page, 'Unarchive');
    await notification(page, 'Unarchived 9 threads.').waitFor();
    for (const name of [checkout, staging]) assert.deepEqual(misplaced(home, storedSubtree(home, name), false), []);
    await answerNotification(page, 'Unarchived 9 threads.', 'Undo');
    await notification(page, 'Restored 9 threads').waitFor();
    for (const name of [checkout, staging]) assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);
  });

  it('all of a group, and back', async () => {
    const { page, home, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Workspace');
    const group = row(page, 'Threads', 'shop-api');
    await group.waitFor();
    await pickFromContextMenu(page, group, 'Archive All in Group');
    assert.match(await dialogText(page), /^Archive 13 threads\?\s+“shop-api”: 1 thread and its 12 sub-agents\./);
    await answerDialog(page, 'Cancel');

    const shop = row(page, 'Threads', 'shop');
    const [label] = (await rowLabels(page, 'Threads')).filter(text => text.startsWith('shop,'));
    const threads = Number(/(\d+) threads/.exec(label ?? '')?.[1]);
    await pickFromContextMenu(page, shop, 'Archive All in Group');
    assert.match(
      await dialogText(page),
      new RegExp(`^Archive ${threads} threads\\?\\s+“shop”: \\d+ threads and their \\d+ sub-agents?\\.`),
    );
    await screenshot('group');
    await answerDialog(page, 'Archive');
    await notification(page, `Archived ${threads} threads.`).waitFor();
    await gone(shop);
    const names = ['Why does the build need two runs?', 'Nightly dependency report', 'Dark theme for the order page'];
    for (const name of names) assert.deepEqual(misplaced(home, storedSubtree(home, name), true), []);
    assert.deepEqual(misplaced(home, storedSubtree(home, payment), false), []);

    await chooseOption(page, 'Archived', 'Workspace');
    await row(page, 'Archived', 'shop').waitFor();
    await clickViewButton(page, 'Archived', 'Collapse All');
    const archived = row(page, 'Archived', 'catalogue');
    await clickRowButton(archived, 'Unarchive All in Group');
    assert.match(await dialogText(page), /^Unarchive 178 threads\?\s+“catalogue”: 1 thread and its 177 sub-agents\./);
    await answerDialog(page, 'Unarchive');
    await notification(page, 'Unarchived 178 threads.').waitFor();
    await row(page, 'Threads', 'catalogue').waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Rewrite the importer'), false), []);
    await screenshot('group-back');
  });
});
