// Starts a headless Chromium and clicks in VS Code's menus, which ignore clicks right after they open.
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { installChromium } from './installChromium';

/** Starts Chromium, and installs it first if needed. Its files lie in `home`. The caller handles signals. */
export async function launchBrowser(home: string): Promise<Browser> {
  const { executablePath, env } = await installChromium();
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: {
      ...(process.env as Record<string, string>),
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      ...env,
    },
  });
}

/** Opens the context menu of `target` and clicks the entry with exactly this label. */
export async function pickFromContextMenu(page: Page, target: Locator, label: string): Promise<void> {
  await target.click({ button: 'right' });
  await pickFromOpenMenu(page, label);
}

/**
 * Clicks an entry of the open menu until the menu is gone, because menus ignore mouse-up events in their first 100 ms.
 */
export async function pickFromOpenMenu(page: Page, label: string): Promise<void> {
  const menu = page.locator('.monaco-menu').last();
  const entry = menu.getByText(label, { exact: true });
  await entry.waitFor();
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.waitForTimeout(150);
    if (!(await menu.isVisible())) return;
    await entry.click({ timeout: 2000 }).catch(ignoreIfGone);
    if (await hidden(menu)) return;
  }
  throw new Error(`the menu entry "${label}" did not take the click`);
}

async function hidden(menu: Locator): Promise<boolean> {
  return menu.waitFor({ state: 'hidden', timeout: 500 }).then(
    () => true,
    () => false,
  );
}

/** A click times out when the menu closes during it; then it has worked. */
function ignoreIfGone(error: unknown): void {
  if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
}
