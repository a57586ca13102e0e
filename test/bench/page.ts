// Transcripts in a real VS Code: from the click to the text on screen, from a line in the rollout to the screen, how
// long the extension host's own thread is blocked meanwhile, and the memory that closing returns.
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/vscode/browser';
import { installServer } from '../../scripts/vscode/installServer';
import { pageUrl } from '../../scripts/vscode/page';
import { startServer } from '../../scripts/vscode/server';
import { runServerCommand } from '../../scripts/vscode/serverProcess';
import { packVsix } from '../../scripts/vsix';
import { rolloutPath, writeHome } from '../fixtures/generateHome';
import { thread } from '../fixtures/smallHomes';
import { row } from '../host/ui/threadViews';
import { threadServerScript } from '../support/server';
import { StdioClient } from '../support/stdioClient';
import { plainWords } from '../support/transcriptPages';
import { answerLine, createLongRollouts, sampleThread, turnLine } from './longRollout';
import { measure, printAim, printMeasured } from './measure';

const sizes = [
  { name: 'Small', megabytes: 0.3, aimMs: 350 },
  { name: 'Medium', megabytes: 5, aimMs: 1000 },
  { name: 'Large', megabytes: 50, aimMs: 4000 },
];
const PATIENCE_MS = 60_000;

/** Opens each size `rounds` times, and once unmeasured. */
export async function benchPage(scratch: string, rounds: number): Promise<void> {
  const home = path.join(scratch, 'page');
  const rollouts = makePageHome(home);
  const meter = path.join(scratch, 'meter');
  mkdirSync(meter);
  const extensionsDir = path.join(scratch, 'extensions');
  installStallMeter(extensionsDir, meter);
  const vsix = path.join(scratch, 'extension.vsix');
  packVsix(vsix);
  runServerCommand(await installServer(), ['--install-extension', vsix, '--extensions-dir', extensionsDir]);
  const server = await startServer({ extensionsDir, machineSettings: { 'codexThreadTree.codexHome': home } });
  const browser = await launchBrowser(server.home);
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(pageUrl(server), { waitUntil: 'commit' });
    await page.getByRole('tab', { name: 'Thread Tree for Codex' }).click();
    await row(page, 'Threads', 'Large').waitFor();
    for (const size of sizes) await benchOpening(page, meter, size, rounds);
    await benchAppending(page, rollouts[1] ?? '', rounds);
  } finally {
    await browser.close();
    await server.stop();
  }
  await benchMemory(home);
}

/** Each size by itself: closing a large page keeps VS Code busy for a while. */
async function benchOpening(
  page: Page,
  meter: string,
  { name, megabytes, aimMs }: (typeof sizes)[number],
  rounds: number,
): Promise<void> {
  let best: Stall = { longest: Infinity, busiest: Infinity };
  const run = async (): Promise<number> => {
    await longestStall(meter);
    const time = await clickToText(page, name);
    await page.waitForTimeout(1000);
    const stall = await longestStall(meter);
    if (stall.longest < best.longest) best = stall;
    await close(page, name);
    await page.waitForTimeout(1000);
    return time;
  };
  const measured = await measure([{ name: 'from the click to the text on screen', run }], rounds);
  printMeasured(`A transcript of ${megabytes} MB (median of ${rounds})`, measured);
  printAim('on screen', measured[0]?.median ?? NaN, { atMost: aimMs }, 'ms');
  if (megabytes <= 5) printAim('longest stall of the host, the best round', best.longest, { atMost: 16 }, 'ms');
  console.log(`  ${'  of it busy, at most'.padEnd(44)} ${best.busiest.toFixed(2).padStart(9)} ms`);
}

/** The transcript of 5 MB, with the caret at its end, where it follows. */
async function benchAppending(page: Page, rollout: string, rounds: number): Promise<void> {
  await clickToText(page, 'Medium');
  await page.locator('.editor-instance .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.waitForTimeout(1000);
  let count = 0;
  const run = async (): Promise<number> => {
    // Without spaces, which VS Code draws as other characters.
    const text = `Appended${count++}.`;
    const shown = page.evaluate(untilShown(text));
    await page.waitForTimeout(500);
    const started = performance.now();
    appendFileSync(rollout, answerLine(text, text));
    await shown;
    return performance.now() - started;
  };
  const measured = await measure([{ name: 'from the line in the file to the text on screen', run }], rounds);
  printMeasured(`A line appended to 5 MB (median of ${rounds})`, measured);
  printAim('on screen', measured[0]?.median ?? NaN, { atMost: 250 }, 'ms');
}

/** Milliseconds, by the page's own clock, until the frame after the first turn is there. */
async function clickToText(page: Page, name: string): Promise<number> {
  const time = page.evaluate<number>(timeFromClick);
  await row(page, 'Threads', name).click();
  return time;
}

async function close(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name: new RegExp(`^${name}`) });
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'detached' });
}

/** Run in the page. As texts, because tsx adds calls of its own helpers to functions. */
const whenThere = (text: string, then: string): string => `
    const end = performance.now() + ${PATIENCE_MS};
    const look = () => {
      const lines = document.querySelector('.editor-instance .view-lines')?.textContent ?? '';
      if (lines.includes('${text}')) ${then};
      else if (performance.now() > end) reject(new Error('not on screen: ${text}'));
      else requestAnimationFrame(look);
    };
    look();`;
const timeFromClick = `new Promise((resolve, reject) => {
  const start = () => {
    const started = performance.now();${whenThere('━━', 'resolve(performance.now() - started)')}
  };
  addEventListener('pointerdown', start, { capture: true, once: true });
})`;
const untilShown = (text: string): string => `new Promise((resolve, reject) => {${whenThere(text, 'resolve()')}})`;

/** The memory of a server of its own, after a garbage collection: before, with the transcript of 50 MB, afterwards. */
async function benchMemory(home: string): Promise<void> {
  const probe = path.join(import.meta.dirname, 'memoryProbe.mts');
  const server = new StdioClient(
    process.execPath,
    ['--expose-gc', '--import', probe, threadServerScript, '--stdio', '--journal', path.join(home, 'journal')],
    { env: { ...process.env, CODEX_HOME: home }, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] },
  );
  const megabytes = async (): Promise<number> => {
    server.process.send('usage');
    const [{ heapUsed, external }] = (await once(server.process, 'message')) as [
      { heapUsed: number; external: number },
    ];
    return (heapUsed + external) / 1e6;
  };
  const show = async (at: number): Promise<void> => {
    const uri = `codex-thread:/${idOf(at)}`;
    const part = { kind: 'newest' };
    await server.request('threadTree/transcript', { threadId: idOf(at), uri, part, words: plainWords, folders: [] });
  };
  await server.initialize();
  await show(0);
  await server.request('threadTree/closeTranscript', { uri: `codex-thread:/${idOf(0)}` });
  const before = await megabytes();
  await show(2);
  const open = await megabytes();
  await server.request('threadTree/closeTranscript', { uri: `codex-thread:/${idOf(2)}` });
  const after = await megabytes();
  await server.kill();
  console.log(
    `\nMemory of the server with a transcript of 50 MB: ${open.toFixed(0)} MB, before ${before.toFixed(0)} MB`,
  );
  printAim('what closing it leaves', after - before, { atMost: 5 }, 'MB');
}

function idOf(at: number): string {
  return `${sampleThread.slice(0, 24)}${at.toString(16).padStart(12, '0')}`;
}

/** A home with a thread of each size. Returns their rollouts. */
function makePageHome(home: string): string[] {
  mkdirSync(home);
  const createdAt = Date.UTC(2026, 10, 29, 4, 57, 30);
  const make = createLongRollouts();
  const threads = sizes.map(({ name }, at) =>
    thread(String(at), { id: idOf(at), rollout: 'missing', createdAt, name }),
  );
  writeHome(home, threads);
  return threads.map((planned, at) => {
    const file = rolloutPath(home, planned);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, make((sizes[at]?.megabytes ?? 0) * 1e6, planned.id).text + turnLine());
    return file;
  });
}

interface Stall {
  /** The longest time for which the thread could do nothing else. */
  longest: number;
  /** The most processor time that it used within some milliseconds: on a busy machine it also waits for a processor. */
  busiest: number;
}

/** Of the host's own thread since the last call, in milliseconds. */
async function longestStall(meter: string): Promise<Stall> {
  const [ask, answer] = [path.join(meter, 'ask'), path.join(meter, 'answer')];
  writeFileSync(ask, '');
  while (!existsSync(answer) || statSync(answer).size === 0) await sleep(20);
  const stall = JSON.parse(readFileSync(answer, 'utf8')) as Stall;
  rmSync(answer);
  return stall;
}

/** An extension that measures how long its host's own thread, which all extensions share, is blocked. */
function installStallMeter(extensionsDir: string, meter: string): void {
  const folder = path.join(extensionsDir, 'bench.stall-meter-0.0.1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name: 'stall-meter',
      publisher: 'bench',
      version: '0.0.1',
      engines: { vscode: '^1.103.0' },
      main: './extension.js',
      activationEvents: ['*'],
    }),
  );
  writeFileSync(
    path.join(folder, 'extension.js'),
    `const { existsSync, rmSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
exports.activate = () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const used = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000; };
  let last = used();
  let busiest = 0;
  setInterval(() => {
    const now = used();
    busiest = Math.max(busiest, now - last);
    last = now;
  }, 1);
  setInterval(() => {
    if (!existsSync(${JSON.stringify(path.join(meter, 'ask'))})) return;
    rmSync(${JSON.stringify(path.join(meter, 'ask'))});
    writeFileSync(${JSON.stringify(path.join(meter, 'answer'))}, JSON.stringify({ longest: delay.max / 1e6, busiest }));
    busiest = 0;
    delay.reset();
  }, 50);
};
`,
  );
}
