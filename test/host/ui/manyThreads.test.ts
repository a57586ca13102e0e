// Groups, filter and the way to a row in a home of 10,000 threads: a page at a time, and nothing out of reach.
import assert from 'node:assert/strict';
import { writeHome } from '../../fixtures/generateHome';
import { planForest, type PlannedThread } from '../../fixtures/planForest';
import { seededRandom } from '../../fixtures/random';
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
import { chooseOption, clickViewButton, gone, row, rowLabels, view, viewDescription } from './threadViews';
import { useWorkbench } from './workbench';

const COUNT = 10_000;
const TEN_MINUTES = 600_000;
/** A sub-agent two levels below one of the oldest threads, with none below itself. */
const deep = 'Quokka';
const deepName = 'Quokka: Find the needle';
/** A third of the threads have it in their message. */
const often = 'fix the tests';

/**
 * The newest thread is a moment old, and each ten minutes older than the next: about 69 days of them, a third at the
 * top level.
 */
function threads(): PlannedThread[] {
  const now = Date.now();
  const planned = planForest(seededRandom(7), { threads: COUNT, roots: 0.3 }).map((thread, index): PlannedThread => ({
    ...thread,
    recencyAt: now - (COUNT - index) * TEN_MINUTES,
    rollout: 'missing',
  }));
  const ages = new Map(planned.map(({ id }, index) => [id, index]));
  const parentOf = ({ parentId }: PlannedThread) => planned[ages.get(parentId ?? '') ?? -1];
  const parents = new Set(planned.map(({ parentId }) => parentId));
  const sought = planned.findIndex(thread => {
    const root = parentOf(parentOf(thread) ?? thread);
    return (
      !parents.has(thread.id) &&
      !thread.message.includes(often) &&
      root !== undefined &&
      root.parentId === undefined &&
      (ages.get(root.id) ?? COUNT) < 100
    );
  });
  return planned.map((thread, index) =>
    index === sought ? { ...thread, nickname: deep, message: 'Find the needle' } : thread,
  );
}

describe('With 10,000 threads', () => {
  const workbench = useWorkbench({ fill: home => writeHome(home, threads()) });
  const says = async (text: string) =>
    eventually(async () => assert.equal(await viewDescription(workbench().page, 'Threads').innerText(), text));
  const labels = async () => (await rowLabels(workbench().page, 'Threads')).map(label => label.split(', ')[0]);
  const find = async () => {
    const { page } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Find Threads');
    await pickerTitle(page).waitFor();
    await typeInPicker(page, deep);
    await pickerTitle(page).getByText('1 found').waitFor();
    await pickerEntry(page, deep).waitFor();
    await page.keyboard.press('Enter');
    await picker(page).waitFor({ state: 'hidden' });
  };

  it('groups by date have all of them, and show a page of each', async () => {
    const { page, screenshot } = workbench();
    await eventually(async () => assert.ok((await rowLabels(page, 'Threads')).length > 20));
    await chooseOption(page, 'Threads', 'Date');
    await row(page, 'Threads', 'Today')
      .or(row(page, 'Threads', 'Yesterday'))
      .first()
      .waitFor();
    await says('by date');
    // All closed, the groups are on one screen.
    await clickViewButton(page, 'Threads', 'Collapse All');
    const groups = await eventually(async () => {
      const all = await rowLabels(page, 'Threads');
      assert.ok(all.length >= 5 && all.every(label => / threads?$/.test(label)), all.join('\n'));
      return all;
    });
    assert.equal(
      groups.reduce((sum, label) => sum + Number(/, ([\d,]+) threads?$/.exec(label)?.[1]?.replaceAll(',', '')), 0),
      COUNT,
    );
    await screenshot('many-groups');
  });

  it('a thread is revealed through its group, far behind the rows that are shown', async () => {
    const { page, screenshot } = workbench();
    await find();
    const found = row(page, 'Threads', deepName);
    await found.and(page.locator('[aria-selected="true"]')).waitFor();
    assert.equal(await found.getAttribute('aria-level'), '4');
    await screenshot('many-revealed');
  });

  it('the filter narrows the tree to it and what is above it', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill(deep.toLowerCase());
    await eventually(async () => {
      const rows = await rowLabels(page, 'Threads');
      assert.deepEqual([rows.length, rows.filter(label => /, match: Quokka\b/.test(label)).length], [4, 2]);
    });
    await page.keyboard.press('Enter');
    await picker(page).waitFor({ state: 'hidden' });
    assert.equal((await labels()).at(-1), deepName);
    await says(`filter: ${deep.toLowerCase()} · by date`);
    await screenshot('many-filtered');
  });

  it('and many matches come a page at a time, the first of them open', async () => {
    const { page, screenshot } = workbench();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill(often);
    await says(`filter: ${often}`);
    await page.keyboard.press('Enter');
    await row(page, 'Threads', deepName).waitFor({ state: 'detached' });
    await eventually(async () => assert.ok((await rowLabels(page, 'Threads')).length > 20));
    await view(page, 'Threads').getByRole('treeitem').first().click();
    await page.keyboard.press('End');
    await view(page, 'Threads')
      .getByRole('treeitem', { name: /^Show more/ })
      .waitFor();
    await screenshot('many-matches');
  });

  it('a thread that the filter hides is shown when asked for', async () => {
    const { page, screenshot } = workbench();
    await find();
    await notification(page, `The filter hides “${deepName}”.`).waitFor();
    await screenshot('many-hidden');
    await answerNotification(page, `The filter hides “${deepName}”.`, 'Show It');
    await row(page, 'Threads', deepName).and(page.locator('[aria-selected="true"]')).waitFor();
    await says('');
  });

  it('Clear Filter brings all of them back', async () => {
    const { page } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill('no such thread');
    await view(page, 'Threads').getByText('Nothing matches.').waitFor();
    await page.keyboard.press('Enter');
    await clickViewButton(page, 'Threads', 'Clear Filter');
    await gone(view(page, 'Threads').getByText('Nothing matches.'));
    await eventually(async () => assert.ok((await rowLabels(page, 'Threads')).length > 20));
  });
});
