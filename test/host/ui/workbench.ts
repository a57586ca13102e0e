// A window of the embedded VS Code with the packaged extension installed, for one group of tests.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { launchBrowser } from '../../../scripts/vscode/browser';
import { pageUrl } from '../../../scripts/vscode/page';
import { artifactsFolder } from '../../../scripts/vscode/paths';
import { chosenRelease, serverPath } from '../../../scripts/vscode/release';
import { startServer, type Server } from '../../../scripts/vscode/server';
import { eventually, patience } from '../../support/eventually';
import { change } from '../../support/stateDb';
import { makeTemporaryFolder, removeFolder } from '../../support/temporaryFolder';

const codexHomeSetting = 'codexThreadTree.codexHome';

export interface Workbench {
  readonly page: Page;
  /** The Codex home, canonical. */
  readonly home: string;
  /** Changes the setting `codexThreadTree.codexHome`. */
  readonly setCodexHome: (folder: string) => void;
  /** Where the window's thread server keeps its journals. */
  readonly journal: string;
  /** Writes `.artifacts/screenshots/<name>.png`. */
  readonly screenshot: (name: string) => Promise<void>;
}

export interface WorkbenchOptions {
  /** Fills the folder that the extension uses as Codex home. Default: the demo home. */
  fill?: (home: string) => void;
  settings?: Record<string, unknown>;
  /** Settings that only the machine has, beside the Codex home. */
  machineSettings?: Record<string, unknown>;
  /** Makes the folder that the window opens, and returns its path. Default: none is open. */
  openFolder?: (home: string) => string;
  /**
   * VS Code's display language, with the container's title in it. VS Code's own texts stay English, because they come
   * with a language pack; the extension sees the language either way.
   */
  display?: { language: string; container: string };
}

/**
 * Opens a window with the extension's container for the surrounding `describe` and closes it at its end. A failed
 * test leaves a screenshot. The returned function is for use in tests.
 */
export function useWorkbench({
  fill = home => makeDemoHome(home, Date.now()),
  settings = {},
  machineSettings = {},
  openFolder,
  display,
}: WorkbenchOptions = {}): () => Workbench {
  let server: Server;
  let browser: Browser;
  let workbench: Workbench;
  let scratch: string;

  before('open VS Code', async function () {
    this.timeout(60_000 * patience);
    scratch = makeTemporaryFolder();
    const home = path.join(scratch, 'codex-home');
    mkdirSync(home);
    fill(home);
    if (chosenRelease().isWindows === true) nameAsWindows(home);
    server = await startServer({
      extensionsDir: extensionsDir(),
      settings,
      machineSettings: { ...machineSettings, [codexHomeSetting]: serverPath(home) },
    });
    browser = await launchBrowser(server.home);
    const context = await browser.newContext({
      viewport: { width: 1200, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000 * patience);
    if (display !== undefined)
      await page.addInitScript(
        language => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language }),
        display.language,
      );
    workbench = {
      page,
      home,
      journal: path.join(
        path.dirname(server.machineSettings),
        '../User/globalStorage/thread-tree.codex-thread-tree/journal',
      ),
      setCodexHome: folder =>
        writeFileSync(
          server.machineSettings,
          JSON.stringify({ ...machineSettings, [codexHomeSetting]: serverPath(folder) }),
        ),
      screenshot: name => screenshot(page, name),
    };
    await page.goto(pageUrl(server, openFolder?.(home)), { waitUntil: 'commit' });
    await page.getByRole('tab', { name: display?.container ?? 'Thread Tree for Codex' }).click();
  });

  afterEach('keep a screenshot of a failure', async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot(`failed ${this.currentTest.fullTitle()}`);
  });

  after('close VS Code', async () => {
    await browser?.close();
    await server?.stop();
    removeFolder(scratch);
  });

  return () => workbench;
}

/** Loads the window again, with the extension's container open. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await openContainer(page);
}

/** Opens the extension's container in a window that was opened again: VS Code does not always remember that it was. */
export async function openContainer(page: Page): Promise<void> {
  const tab = page.getByRole('tab', { name: 'Thread Tree for Codex' });
  await eventually(async () => {
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    assert.equal(await tab.getAttribute('aria-expanded'), 'true');
  });
}

/** Names the rollouts as Windows does, which has this system's files below `Z:`. */
function nameAsWindows(home: string): void {
  change(
    home,
    `UPDATE threads SET rollout_path = 'Z:' || replace(rollout_path, '/', '\\') WHERE rollout_path LIKE '/%'`,
  );
}

/** `npm run test:host` installs the .vsix there. */
function extensionsDir(): string {
  const folder = process.env.UI_EXTENSIONS_DIR;
  if (folder === undefined)
    throw new Error('run these tests by `npm run test:host`, which installs the packaged extension for them');
  return folder;
}

async function screenshot(page: Page, name: string): Promise<void> {
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.png`;
  await page.screenshot({ path: path.join(artifactsFolder, 'screenshots', file) });
}
