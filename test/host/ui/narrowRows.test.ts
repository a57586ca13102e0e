// What rows show in a side bar of the default width, 300 px, and in a wider one, with 2,000 threads that are named by
// their first messages.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { writeRealisticHome } from '../../fixtures/realisticHome';
import { PINNED_SECTION } from '../../../src/protocol/codexActions';
import { whileLoaded } from '../../support/flockHolder';
import { openDatabase } from '../../support/stateDb';
import { checkTooltip, expand, view } from './threadViews';
import { useWorkbench } from './workbench';

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};

for (const [name, theme] of Object.entries(themes)) {
  describe(`At 300 px, in the theme ${name}`, () => {
    const workbench = useWorkbench({
      fill: home => writeRealisticHome(home, Date.now()),
      settings: { 'workbench.colorTheme': theme },
    });
    const rows = (): Locator => view(workbench().page, 'Threads').getByRole('treeitem');
    const withSubAgents = (): Locator => rows().and(workbench().page.locator('[aria-label*=" sub-agents"]'));

    it('rows show age, number of sub-agents and states whole', async () => {
      const { page, home, screenshot } = workbench();
      assert.equal(
        await page
          .locator('.part.sidebar')
          .boundingBox()
          .then(box => box?.width),
        300,
      );
      await expand(withSubAgents().first());
      const [root, loaded] = pickTwo(home);
      change(home, `UPDATE threads SET thread_section_id = '${PINNED_SECTION}' WHERE id = '${root}'`);
      await whileLoaded(home, loaded, async () => {
        await view(page, 'Threads')
          .getByText(/open · /)
          .first()
          .waitFor();
        await view(page, 'Threads')
          .getByText(/pinned · /)
          .first()
          .waitFor();
        await screenshot(`narrow-rows-${name}`);
        assert.deepEqual(await cutDescriptions(page), []);
      });
    });

    it('a tooltip has at most eight lines, and covers no button of the view', async () => {
      const { page, screenshot } = workbench();
      const count = await rows().count();
      // Before them are groups: that of the pinned thread, and the first of the others.
      for (const index of [1, 3, count - 2]) {
        await checkTooltip(rows().nth(index), async (tooltip, text) => {
          assert.match(text, /Created: /);
          assert.ok(text.trim().split('\n').length <= 8, text);
          const lineHeight = 19;
          const box = await tooltip.boundingBox();
          assert.ok(box && box.height <= 8 * lineHeight + 10, JSON.stringify(box));
          for (const button of await page.locator('.pane-header .actions').filter({ visible: true }).all()) {
            const other = await button.boundingBox();
            assert.ok(!other || !overlap(box, other), JSON.stringify([box, other]));
          }
        });
        await screenshot(`tooltip-${name}-${index}`);
      }
    });
  });
}

describe('At 450 px, as the setting says', () => {
  const workbench = useWorkbench({
    fill: home => writeRealisticHome(home, Date.now()),
    settings: { 'codexThreadTree.viewWidth': 450 },
  });

  it('rows show longer names than fit at 300 px, and the rest whole', async () => {
    const { page, screenshot } = workbench();
    const rows = view(page, 'Threads').getByRole('treeitem');
    await rows.nth(5).waitFor();
    const sideBar = page.locator('.part.sidebar');
    const { x, y, width } = (await sideBar.boundingBox()) as Box;
    if (width === 300) assert.notDeepEqual(await cutDescriptions(page), [], 'names for 450 px do not fit');
    await page.mouse.move(x + width, y + 200);
    await page.mouse.down();
    await page.mouse.move(x + 450, y + 200, { steps: 5 });
    await page.mouse.up();
    assert.equal((await sideBar.boundingBox())?.width, 450);
    await screenshot('wide-rows');
    assert.deepEqual(await cutDescriptions(page), []);
  });
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function change(home: string, sql: string): void {
  const database = openDatabase(home);
  database.exec(sql);
  database.close();
}

/** The newest active main thread, and the newest active sub-agent. */
function pickTwo(home: string): [string, string] {
  const database = openDatabase(home, true);
  const newest = (isSubAgent: boolean): string =>
    String(
      database
        .prepare(
          `SELECT id FROM threads WHERE archived = 0 AND (source LIKE '{%') = ${isSubAgent ? 1 : 0}
           ORDER BY recency_at DESC LIMIT 1`,
        )
        .get()?.id,
    );
  const found: [string, string] = [newest(false), newest(true)];
  database.close();
  return found;
}

/** The rows of which not all states, age and number of sub-agents are visible; what may be cut stands behind them. */
function cutDescriptions(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('[role=treeitem] .monaco-icon-label-container')].flatMap(label => {
      const description = label.querySelector('.label-description');
      const text = description?.textContent ?? '';
      const range = document.createRange();
      range.selectNodeContents(description ?? label);
      const words = description?.firstChild?.nodeType === 3 ? description.firstChild : null;
      if (words) range.setEnd(words, text.replace(/ · (match: |\\d+ matches: ).*/, '').length);
      return range.getBoundingClientRect().right > label.getBoundingClientRect().right + 1 ? label.textContent : [];
    })`);
}
