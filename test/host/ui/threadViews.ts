// The two trees of the container as a user finds them: by what a screen reader says.
import type { Locator, Page } from 'playwright-core';

export type ViewName = 'Threads' | 'Archived';

/** The view with its header. */
export function view(page: Page, name: ViewName): Locator {
  return page.locator('.pane').filter({ has: page.getByRole('button', { name: `${name} Section` }) });
}

/** The row whose name (of the thread, or of a group) is exactly this. */
export function row(page: Page, viewName: ViewName, name: string): Locator {
  return view(page, viewName).getByRole('treeitem', { name: new RegExp(`^${escapeRegExp(name)}(,|$)`) });
}

/** What the rows say, from top to bottom; rows outside the visible part are not there. */
export async function rowLabels(page: Page, viewName: ViewName): Promise<string[]> {
  const rows = await view(page, viewName).getByRole('treeitem').all();
  return Promise.all(rows.map(async element => await element.getAttribute('aria-label') ?? ''));
}

/** Opens a view that is collapsed. */
export async function openView(page: Page, viewName: ViewName): Promise<void> {
  const header = view(page, viewName).getByRole('button', { name: `${viewName} Section` });
  if (await header.getAttribute('aria-expanded') === 'false') await header.click();
}

/** Opens a branch and waits until it is open. */
export async function expand(target: Locator): Promise<void> {
  await target.waitFor();
  if (await target.getAttribute('aria-expanded') === 'true') return;
  await target.locator('.monaco-tl-twistie').click();
  await target.and(target.page().locator('[aria-expanded="true"]')).waitFor();
}

/** Waits until there is no such row. */
export async function gone(target: Locator): Promise<void> {
  await target.waitFor({ state: 'detached' });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
