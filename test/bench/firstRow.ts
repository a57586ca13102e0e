// From the click on the container to the first row on screen, in a real VS Code, against an extension whose tree is a
// constant in the same window. Each round loads the window again, so that both extensions start cold: ours once without
// the rows that it showed last, as on its first day, and once with them.
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/vscode/browser';
import { installServer } from '../../scripts/vscode/installServer';
import { pageUrl } from '../../scripts/vscode/page';
import { startServer } from '../../scripts/vscode/server';
import { runServerCommand } from '../../scripts/vscode/serverProcess';
import { packVsix } from '../../scripts/vsix';
import { containerId } from '../../src/manifest';
import { makeHome } from './homes';
import { removeFolder } from '../support/temporaryFolder';
import { measure, printAim, printMeasured } from './measure';

const STATIC = { container: 'benchStatic', title: 'Static Tree' };
const OURS = { container: containerId, title: 'Thread Tree for Codex' };

/** Opens windows on homes of these sizes, `rounds` times each and once unmeasured. */
export async function benchFirstRow(scratch: string, sizes: readonly number[], rounds: number): Promise<void> {
  const extensionsDir = path.join(scratch, 'extensions');
  installStaticTree(extensionsDir);
  installReady(extensionsDir);
  const vsix = path.join(scratch, 'extension.vsix');
  packVsix(vsix);
  runServerCommand(await installServer(), ['--install-extension', vsix, '--extensions-dir', extensionsDir]);
  console.log('\nFrom the click on the container to the first row on screen, cold (medians)');
  for (const threads of sizes) {
    const shape = { threads, roots: threads < 100 ? 1 : 0.1, archived: 0.1 };
    const home = makeHome(path.join(scratch, `first-row-${threads}`), 21, shape).folder;
    const server = await startServer({ extensionsDir, machineSettings: { 'codexThreadTree.codexHome': home } });
    const browser = await launchBrowser(server.home);
    const keptRows = (): string[] =>
      globSync('**/globalStorage/*/rows', { cwd: path.dirname(server.home) }).map(folder =>
        path.join(path.dirname(server.home), folder),
      );
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      page.setDefaultTimeout(30_000);
      await page.goto(pageUrl(server), { waitUntil: 'commit' });
      const open = async ({ container, title }: typeof OURS): Promise<number> => {
        // The window opens the container again that was open, and starts its extension.
        await showExplorer(page);
        await page.reload();
        return clickToFirstRow(page, container, title);
      };
      const [floor, first, again] = await measure(
        [
          { name: 'a constant tree', run: () => open(STATIC) },
          {
            name: 'the first time, when no rows are known',
            run: async () => {
              keptRows().forEach(removeFolder);
              const time = await open(OURS);
              while (keptRows().length === 0) await page.waitForTimeout(100);
              return time;
            },
          },
          { name: 'with the rows that were shown last', run: () => open(OURS) },
        ],
        rounds,
      );
      if (!floor || !first || !again) throw new Error('nothing was measured');
      printMeasured(`  ${threads} threads`, [floor, first, again]);
      printAim('  again : a constant tree', again.median / floor.median, { atMost: 2 }, 'x');
      printAim('  the first time : a constant tree', first.median / floor.median, { atMost: 2 }, 'x');
    } finally {
      await browser.close();
      await server.stop();
    }
  }
}

/** Milliseconds, by the page's own clock, until the frame after the first row of the container exists. */
async function clickToFirstRow(page: Page, container: string, title: string): Promise<number> {
  const tab = page.getByRole('tab', { name: title });
  await tab.waitFor();
  // Extensions that start with the window have started; give what they began two seconds, for all alike.
  await page.getByText(READY).waitFor();
  await page.waitForTimeout(2000);
  const time = page.evaluate<number>(timeFromClick(container));
  await tab.click();
  return time;
}

async function showExplorer(page: Page): Promise<void> {
  const explorer = page.locator('[id="workbench.view.explorer"]');
  const tab = page.getByRole('tab', { name: /^Explorer/ });
  await tab.waitFor();
  await page.waitForTimeout(1000);
  while (!(await explorer.isVisible())) {
    await tab.click();
    await page.waitForTimeout(1000);
  }
}

/** Runs in the page. As a text, because tsx adds calls of its own helpers to functions. */
const timeFromClick = (container: string): string => `new Promise(resolve => {
  const start = () => {
    const started = performance.now();
    const look = () => {
      const row = document.getElementById('workbench.view.extension.${container}')?.querySelector('.monaco-list-row');
      if (row && row.offsetHeight > 0) resolve(performance.now() - started);
      else requestAnimationFrame(look);
    };
    look();
  };
  addEventListener('pointerdown', start, { capture: true, once: true });
})`;

/** An extension with a tree of 50 rows that never change. */
function installStaticTree(extensionsDir: string): void {
  const icon = 'media/icon.svg';
  const contributes = {
    viewsContainers: { activitybar: [{ id: STATIC.container, title: STATIC.title, icon }] },
    views: { [STATIC.container]: [{ id: 'benchStatic.rows', name: 'Rows' }] },
  };
  const code = `const { TreeItem, window } = require('vscode');
const rows = Array.from({ length: 50 }, (_, at) => 'Row ' + at);
exports.activate = ({ subscriptions }) => {
  const treeDataProvider = { getChildren: row => (row ? [] : rows), getTreeItem: row => new TreeItem(row) };
  subscriptions.push(window.createTreeView('benchStatic.rows', { treeDataProvider }));
};
`;
  const folder = installExtension(extensionsDir, 'static-tree', { contributes }, code);
  mkdirSync(path.join(folder, 'media'));
  writeFileSync(path.join(folder, icon), '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"/>');
}

const READY = 'Bench ready';

/** An extension that says when the extension host has started. */
function installReady(extensionsDir: string): void {
  const code = `const { window } = require('vscode');
exports.activate = ({ subscriptions }) => {
  const item = window.createStatusBarItem();
  item.text = '${READY}';
  item.show();
  subscriptions.push(item);
};
`;
  installExtension(extensionsDir, 'ready', { activationEvents: ['onStartupFinished'] }, code);
}

/** Returns the folder of the extension. */
function installExtension(extensionsDir: string, name: string, manifest: object, code: string): string {
  const folder = path.join(extensionsDir, `bench.${name}-0.0.1`);
  mkdirSync(folder, { recursive: true });
  const engines = { vscode: '^1.103.0' };
  const own = { name, publisher: 'bench', version: '0.0.1', engines, main: './extension.js', ...manifest };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  writeFileSync(path.join(folder, 'extension.js'), code);
  return folder;
}
