// The views of the container, found as a user of a screen reader finds them: by their labels.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { picker } from './messages';

export type ViewName = 'Threads' | 'Archived' | 'Clean Up';

/** The view with its header. */
export function view(page: Page, name: ViewName): Locator {
  return page.locator('.pane').filter({ has: header(page, name) });
}

/** Its name is followed by the view's description, if there is one. */
function header(page: Page, name: ViewName): Locator {
  return page.getByRole('button', { name: new RegExp(`^${name}( .*)? Section$`) });
}

/** The row of the thread or group with exactly this name. */
export function row(page: Page, viewName: ViewName, name: string): Locator {
  return view(page, viewName).getByRole('treeitem', { name: new RegExp(`^${escapeRegExp(name)}(,|$)`) });
}

/** The labels of the rows in the visible part, from top to bottom. */
export async function rowLabels(page: Page, viewName: ViewName): Promise<string[]> {
  // Read all at once: while a tree is redrawn, a row may be gone the next moment.
  return labelsOf(view(page, viewName).getByRole('treeitem'));
}

/** The labels of these elements at one moment. */
export function labelsOf(elements: Locator): Promise<string[]> {
  const read = (found: { getAttribute: (name: string) => string | null }[]): string[] =>
    found.map(element => element.getAttribute('aria-label') ?? '');
  return elements.evaluateAll(read);
}

/** Opens a view that is collapsed. */
export async function openView(page: Page, viewName: ViewName): Promise<void> {
  const button = header(page, viewName);
  if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
}

/** Expands a row and waits until it is expanded. */
export async function expand(target: Locator): Promise<void> {
  await target.waitFor();
  if ((await target.getAttribute('aria-expanded')) === 'true') return;
  await target.locator('.monaco-tl-twistie').click();
  await target.and(target.page().locator('[aria-expanded="true"]')).waitFor();
}

/** The description beside the view's name. */
export function viewDescription(page: Page, viewName: ViewName): Locator {
  return view(page, viewName).locator('.pane-header .description');
}

/** Picks an entry of the view's options, by mouse. Rows without groups have come when this resolves. */
export async function chooseOption(page: Page, viewName: ViewName, entry: string): Promise<void> {
  await openOptions(page, viewName);
  await picker(page).locator('.monaco-list-row').getByText(entry, { exact: true }).click();
  await closeOptions(page);
  if (entry === 'Not Grouped') await eventually(async () => assert.equal(await groupRows(page, viewName).count(), 0));
}

/** The rows of dates, folders and sections. */
function groupRows(page: Page, viewName: ViewName): Locator {
  return view(page, viewName).getByRole('treeitem', { name: /^(?!Sub-agents ).*, \d+ threads?(,|$)/ });
}

/** The entries of the view's options, from top to bottom, with a check mark before those that are on. */
export async function optionList(page: Page, viewName: ViewName): Promise<string[]> {
  await openOptions(page, viewName);
  const rows = await picker(page).locator('.monaco-list-row').all();
  const entries = await Promise.all(
    rows.map(async entry => {
      const isOn = (await entry.locator('.codicon-check').count()) > 0;
      return `${isOn ? '✓ ' : ''}${await entry.locator('.label-name').first().innerText()}`;
    }),
  );
  await closeOptions(page);
  return entries;
}

async function openOptions(page: Page, viewName: ViewName): Promise<void> {
  await clickViewButton(page, viewName, /^View Options/);
  await picker(page).locator('.monaco-list-row').first().waitFor();
}

async function closeOptions(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await picker(page).waitFor({ state: 'hidden' });
}

/**
 * Opens the view's `…` menu, which has this entry. Retries until it is open, because the menu closes when the title bar
 * is redrawn.
 */
export async function openViewMenu(page: Page, viewName: ViewName, entry: string): Promise<Locator> {
  const menu = page.locator('.monaco-menu').last();
  await eventually(async () => {
    if (!(await menu.isVisible())) await clickMore(page, viewName);
    await menu.getByText(entry, { exact: true }).waitFor({ timeout: 1000 });
  });
  return menu;
}

/** Clicks `…` in the view's title bar: VS Code 1.103 does not call it a button. */
export async function clickMore(page: Page, viewName: ViewName): Promise<void> {
  await view(page, viewName).hover({ timeout: 2000 });
  await view(page, viewName).locator('.pane-header .codicon-toolbar-more').click({ timeout: 2000 });
}

/** Clicks a button in the view's title bar, which shows its buttons while the mouse is over it. */
export async function clickViewButton(page: Page, viewName: ViewName, name: string | RegExp): Promise<void> {
  const bar = view(page, viewName).locator('.pane-header');
  await bar.hover();
  await bar.getByRole('button', { name }).click();
}

/**
 * Clicks a button on a row, which shows its buttons while the mouse is over it. Waits before, because a click does not
 * count when rows have just moved. Retries: a redrawn row does not know where the mouse is.
 */
export async function clickRowButton(target: Locator, name: string): Promise<void> {
  await target.page().waitForTimeout(1300);
  await eventually(async () => {
    await target.hover({ timeout: 2000 });
    await target.getByRole('button', { name }).click({ timeout: 2000 });
  });
}

/**
 * Shows a row's tooltip until `check` no longer throws. Retries: the tooltip of a redrawn row goes away.
 */
export async function checkTooltip(
  target: Locator,
  check: (tooltip: Locator, text: string) => void | Promise<void>,
): Promise<void> {
  const page = target.page();
  const tooltip = page.locator('.monaco-hover').filter({ visible: true }).last();
  await eventually(async () => {
    await page.mouse.move(700, 500);
    await target.hover({ timeout: 2000 });
    // The tooltip appears before it is complete.
    await eventually(async () => check(tooltip, await tooltip.innerText({ timeout: 3000 })), 3000);
  }, 30_000);
}

/** Waits until the row is gone. */
export async function gone(target: Locator): Promise<void> {
  await target.waitFor({ state: 'detached' });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
