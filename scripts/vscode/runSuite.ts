// Runs a test suite in the extension host of the embedded VS Code. VS Code also reports success when the host crashed,
// so the suite passes only if the host's process exited normally too.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser';
import type { SuiteCommand } from './commandLine';
import { pageUrl, remoteUri } from './page';
import { startServer, type Server } from './server';

const timeLimit = 180_000;

/** Runs the suite. Rejects when it fails, with the lines of the window's console. */
export async function runSuite(command: SuiteCommand, stop: AbortSignal): Promise<void> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'ctx-'));
  const extensionsDir = command.extensionsDir ?? path.join(scratch, 'extensions');
  mkdirSync(extensionsDir, { recursive: true });
  const server = await startServer({ extensionsDir, driver: true });
  const browser = await launchBrowser(server.home);
  const consoleLines: string[] = [];
  try {
    const code = await suiteExitCode(server, browser, command, stop, consoleLines);
    if (code !== 0) throw new Error(`the suite ended with code ${code}`);
    await requireGoodEnd(server);
  } catch (error) {
    throw new Error([...consoleLines, error instanceof Error ? error.message : String(error)].join('\n'), {
      cause: error,
    });
  } finally {
    await browser.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Opens the window and waits for the exit code that it reports. Rejects when there will be none. */
async function suiteExitCode(
  server: Server,
  browser: Browser,
  command: SuiteCommand,
  stop: AbortSignal,
  consoleLines: string[],
): Promise<number> {
  const page = await browser.newPage();
  const { promise, resolve, reject } = deferred<number>();
  const fail = (why: string): void => reject(new Error(why));
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    consoleLines.push(format(...args));
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
  page.on('crash', () => fail('the page crashed'));
  browser.on('disconnected', () => fail('the browser ended'));
  server.process.once('exit', () => fail('the VS Code server ended'));
  stop.addEventListener('abort', () => reject(stop.reason as Error));
  const timer = setTimeout(() => fail(`no result after ${timeLimit / 1000} s`), timeLimit);
  const watch = setInterval(() => {
    if (hostEnd(server) !== null)
      setTimeout(() => fail(`the extension host ended without a result (${hostEnd(server)})`), 3000).unref();
  }, 200);
  try {
    await page.goto(
      pageUrl(server, command.folder, [
        ...command.extensionDevelopmentPaths.map(
          folder => ['extensionDevelopmentPath', remoteUri(server, folder)] as const,
        ),
        ['extensionTestsPath', remoteUri(server, command.extensionTestsPath)],
      ]),
      { waitUntil: 'commit' },
    );
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (why: Error) => void } {
  let resolve!: (value: T) => void;
  let reject!: (why: Error) => void;
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}

async function requireGoodEnd(server: Server): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 50) {
    const end = hostEnd(server);
    if (end === 'code 0, signal null') return;
    if (end !== null) throw new Error(`the extension host ended with ${end}`);
    await sleep(50);
  }
  throw new Error('the extension host did not end within 5 s of its suite');
}

/** How the extension host's process ended, read from the server's log; null while it runs. */
function hostEnd(server: Server): string | null {
  const found = /Extension Host Process exited with code: (\S+), signal: (\S+?)\./.exec(
    readFileSync(server.log, 'utf8'),
  );
  return found ? `code ${found[1]}, signal ${found[2]}` : null;
}
