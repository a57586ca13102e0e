// The two trees of the container as a user finds them: by what a screen reader says.
import type { Locator, Page } from 'playwright-core';
import { pickFromOpenMenu } from '../../../scripts/vscode/browser';
import { eventually } from '../../support/eventually';

export type ViewName = 'Threads' | 'Archived' | 'Clean Up';

/** The view with its header. */
export function view(page: Page, name: ViewName): Locator {
  return page.locator('.pane').filter({ has: header(page, name) });
}

/** Its name is followed by the view's description, if there is one. */
function header(page: Page, name: ViewName): Locator {
  return page.getByRole('button', { name: new RegExp(`^${name}( .*)? Section$`) });
}

/** The row whose name (of the thread, or of a group) is exactly this. */
export function row(page: Page, viewName: ViewName, name: string): Locator {
  return view(page, viewName).getByRole('treeitem', { name: new RegExp(`^${escapeRegExp(name)}(,|$)`) });
}

/** What the rows say, from top to bottom; rows outside the visible part are not there. */
export async function rowLabels(page: Page, viewName: ViewName): Promise<string[]> {
  // All at one moment: while a tree is drawn anew, a row that was there is gone the next.
  return labelsOf(view(page, viewName).getByRole('treeitem'));
}

/** The labels of these elements, as they are at one moment. */
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

/** Opens a branch and waits until it is open. */
export async function expand(target: Locator): Promise<void> {
  await target.waitFor();
  if ((await target.getAttribute('aria-expanded')) === 'true') return;
  await target.locator('.monaco-tl-twistie').click();
  await target.and(target.page().locator('[aria-expanded="true"]')).waitFor();
}

/** What stands beside the view's name. */
export function viewDescription(page: Page, viewName: ViewName): Locator {
  return view(page, viewName).locator('.pane-header .description');
}

/** Takes an entry of a submenu in the view's `…` menu. */
export async function chooseOption(page: Page, viewName: ViewName, submenu: string, entry: string): Promise<void> {
  await openSubmenu(page, viewName, submenu);
  await pickFromOpenMenu(page, entry);
}

/** What a submenu of the view's `…` menu shows, from top to bottom. */
export async function optionMenu(page: Page, viewName: ViewName, submenu: string): Promise<string[]> {
  await openSubmenu(page, viewName, submenu);
  const labels = await page.locator('.monaco-submenu .action-label').allInnerTexts();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  return labels.filter(label => label !== '');
}

/**
 * Opens the view's `…` menu, which has this entry. Tries again until it is open: a menu goes away when the title bar is
 * drawn anew.
 */
export async function openViewMenu(page: Page, viewName: ViewName, entry: string): Promise<Locator> {
  const menu = page.locator('.monaco-menu').last();
  await eventually(async () => {
    if (!(await menu.isVisible())) await clickViewButton(page, viewName, /More Actions/);
    await menu.getByText(entry, { exact: true }).waitFor({ timeout: 1000 });
  });
  return menu;
}

async function openSubmenu(page: Page, viewName: ViewName, submenu: string): Promise<void> {
  await eventually(async () => {
    const entry = (await openViewMenu(page, viewName, submenu)).getByText(submenu, { exact: true });
    // Menus ignore the mouse in their first moments.
    await page.waitForTimeout(200);
    await entry.hover({ timeout: 1000 });
    await page.locator('.monaco-submenu').waitFor({ timeout: 1000 });
  });
}

/** Clicks a button in the view's title bar, which shows its buttons while the mouse is over it. */
export async function clickViewButton(page: Page, viewName: ViewName, name: string | RegExp): Promise<void> {
  const bar = view(page, viewName).locator('.pane-header');
  await bar.hover();
  await bar.getByRole('button', { name }).click();
}

/**
 * Clicks a button on a row, which shows them while the mouse is over it. A row that is drawn anew does not know of the
 * mouse.
 */
export async function clickRowButton(target: Locator, name: string): Promise<void> {
  await eventually(async () => {
    await target.hover({ timeout: 2000 });
    await target.getByRole('button', { name }).click({ timeout: 2000 });
  });
}

/**
 * Has a row's tooltip shown until `check`, which gets it, throws no more. A row that is drawn anew takes its tooltip
 * along.
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
    // First it is there, then complete.
    await eventually(async () => check(tooltip, await tooltip.innerText({ timeout: 3000 })), 3000);
  }, 30_000);
}

/** Waits until there is no such row. */
export async function gone(target: Locator): Promise<void> {
  await target.waitFor({ state: 'detached' });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
