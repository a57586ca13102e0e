// A headless Chromium, and the clicks that need to know how VS Code's menus behave.
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { installChromium } from './installChromium';

/**
 * Starts Chromium (installs it first when it is not there); its own files lie in `home`. Signals are left to the
 * caller.
 */
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

/** Opens the context menu of `target` and takes the entry with exactly this label. */
export async function pickFromContextMenu(page: Page, target: Locator, label: string): Promise<void> {
  await target.click({ button: 'right' });
  await pickFromOpenMenu(page, label);
}

/**
 * Takes an entry of the menu that is open. Menus drop a mouse-up in their first 100 ms: clicks until the menu is gone.
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

/** A click on an entry that went away with its menu has done its work. */
function ignoreIfGone(error: unknown): void {
  if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
}
