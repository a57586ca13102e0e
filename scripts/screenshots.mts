// `npm run screenshots`: takes the pictures of the README and the walkthrough in the embedded VS Code, on the demo
// home; and writes the tree in the light and high-contrast themes to .artifacts/themes, for a person to check.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { answerDialog } from '../test/host/ui/messages';
import { expand, gone, openView, row } from '../test/host/ui/threadViews';
import { change } from '../test/support/stateDb';
import { makeTranscriptHome } from '../test/support/transcriptSamples';
import { makeDemoHome } from './demo/makeHome';
import { launchBrowser, pickFromOpenMenu } from './vscode/browser';
import { linkExtension } from './vscode/linkExtension';
import { pageUrl } from './vscode/page';
import { projectRoot } from './vscode/paths';
import { startServer } from './vscode/server';

const size = { width: 1000, height: 590 };
const sideBarWidth = 380;
const media = (name: string): string => path.join(projectRoot, 'media', `${name}.png`);

const themes = {
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};
const themesFolder = path.join(projectRoot, '.artifacts/themes');

await withWorkbench({}, async page => {
  const root = await openTree(page);
  await picture(page, media('walkthrough-tree'));
  await root.click({ button: 'right', position: { x: 290, y: 12 } });
  const archive = 'Archive Thread and Children';
  const entry = page.locator('.monaco-menu .action-item').filter({ hasText: archive });
  await entry.hover();
  await entry.and(page.locator('.focused')).waitFor();
  await picture(page, media('screenshot'));
  await pickFromOpenMenu(page, archive);
  await page.getByRole('dialog').waitFor();
  await picture(page, media('walkthrough-archive'));
  await answerDialog(page, 'Archive');
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
  await gone(root);
  await picture(page, media('walkthrough-undo'));
});
const transcript = { threadId: '01a225aa-5992-75e3-b863-7b46a2e8e628', name: 'Find where total() is used' };
await withWorkbench(
  {},
  async page => {
    await page.getByRole('tab', { name: 'Thread Tree for Codex' }).click();
    await row(page, 'Threads', transcript.name).click();
    await page.locator('.monaco-editor .codicon-folding-collapsed').first().waitFor({ state: 'attached' });
    // Colours come with the next look of the editor.
    await page.waitForTimeout(1500);
    await picture(page, media('transcript'));
  },
  fillWithTranscript,
);
mkdirSync(themesFolder, { recursive: true });
for (const [name, theme] of Object.entries(themes)) {
  await withWorkbench({ 'workbench.colorTheme': theme }, async page => {
    await openTree(page);
    await picture(page, path.join(themesFolder, `${name}.png`));
  });
}

/** A home with a thread that the real Codex made for tests, without the names of their scripts. */
function fillWithTranscript(home: string): void {
  makeTranscriptHome(home, [transcript.threadId]);
  change(home, `UPDATE threads SET name = '${transcript.name}'`);
  for (const name of globSync('sessions/**/*.jsonl', { cwd: home })) {
    const file = path.join(home, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/SCRIPT:\w+ /g, ''));
  }
}

/** Runs `use` on a fresh home, the demo home unless `fill` makes another, in a fresh window. */
async function withWorkbench(
  settings: Record<string, unknown>,
  use: (page: Page) => Promise<void>,
  fill = (home: string) => makeDemoHome(home, Date.now()),
): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'cts-'));
  const codexHome = path.join(scratch, 'codex-home');
  const extensionsDir = path.join(scratch, 'extensions');
  mkdirSync(codexHome);
  fill(codexHome);
  linkExtension(extensionsDir);
  const server = await startServer({
    extensionsDir,
    machineSettings: { 'codexThreadTree.codexHome': codexHome },
    settings: {
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
      'workbench.statusBar.visible': false,
      ...settings,
    },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser(server.home);
    const page = await browser.newPage({ viewport: size });
    await page.goto(pageUrl(server), { waitUntil: 'commit' });
    await use(page);
  } finally {
    await browser?.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Takes the picture with all animations at their end. */
async function picture(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** Opens the tree and expands a subtree; returns the row of its root. */
async function openTree(page: Page) {
  await page.getByRole('tab', { name: 'Thread Tree for Codex' }).click();
  const root = row(page, 'Threads', 'Fix the flaky checkout tests');
  await root.waitFor();
  await widenSideBar(page);
  await expand(root);
  for (const name of [
    'Peirce: Find every test that waits for a fixed time',
    'Pauli: Rewrite the cart tests to wait for events',
  ])
    await expand(row(page, 'Threads', name));
  await openView(page, 'Archived');
  await row(page, 'Archived', 'Rewrite the importer').waitFor();
  return root;
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
