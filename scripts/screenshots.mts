// `npm run screenshots`: draws media/screenshot.png, the README's picture, from the demo home in the embedded VS Code.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expand, openView, row } from '../test/host/ui/threadViews';
import { makeDemoHome } from './demo/makeHome';
import { launchBrowser } from './vscode/browser';
import { linkExtension } from './vscode/linkExtension';
import { pageUrl } from './vscode/page';
import { projectRoot } from './vscode/paths';
import { startServer } from './vscode/server';

const size = { width: 1000, height: 590 };
const sideBarWidth = 640;

const scratch = mkdtempSync(path.join(tmpdir(), 'cts-'));
const codexHome = path.join(scratch, 'codex-home');
const extensionsDir = path.join(scratch, 'extensions');
mkdirSync(codexHome);
makeDemoHome(codexHome, Date.now());
linkExtension(extensionsDir);
const server = await startServer({
  extensionsDir, machineSettings: { 'codexThreadTree.codexHome': codexHome },
  settings: { 'window.commandCenter': false, 'workbench.layoutControl.enabled': false, 'workbench.statusBar.visible': false },
});
const browser = await launchBrowser(server.home);
try {
  const page = await browser.newPage({ viewport: size });
  await page.goto(pageUrl(server), { waitUntil: 'commit' });
  await page.getByRole('tab', { name: 'Codex Threads' }).click();
  const root = row(page, 'Threads', 'Fix the flaky checkout tests');
  await root.waitFor();
  await widenSideBar(page);
  await expand(root);
  for (const name of ['Peirce (explorer)', 'Pauli (worker)']) await expand(row(page, 'Threads', name));
  await openView(page, 'Archived');
  await row(page, 'Archived', 'Rewrite the importer').waitFor();
  await root.click({ button: 'right', position: { x: 400, y: 12 } });
  await page.getByText('Archive Thread and Children', { exact: true }).hover();
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(projectRoot, 'media/screenshot.png') });
} finally {
  await browser.close();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

/** Drags the side bar's edge. */
async function widenSideBar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('there is no side bar');
  await page.mouse.move(box.x + box.width, size.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + sideBarWidth, size.height / 2, { steps: 5 });
  await page.mouse.up();
}
