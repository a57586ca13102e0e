// Runs in the extension host: opens the view on a large home, archives a large subtree, and writes to BENCH_RESULT how
// long the host's own thread was blocked meanwhile. The stalls include VS Code's own work in the host.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ThreadTreeExports } from '../../src/api';
import type { OperationReport } from '../../src/protocol/methods';

/** How long the host's own thread was blocked, in milliseconds. */
export interface Stall {
  /** The longest time for which a timer of one millisecond had to wait. */
  longest: number;
  /** The most processor time that the thread used meanwhile: on a busy machine it also waits for a processor. */
  busiest: number;
}

export interface HostFigures {
  /** Milliseconds. */
  activation: number;
  idleStall: Stall;
  /** The first opening: the language client's code is loaded, the server started, the view filled. */
  openStall: Stall;
  /** All threads, once the server runs. */
  loadStall: Stall;
  archiveStall: Stall;
  archived: number;
  /** Megabytes of the host's own objects, without the server's: at first, and when the view is open. */
  heapBefore: number;
  heapOpen: number;
}

const ROOT = 'BENCH_ROOT';

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<ThreadTreeExports>('thread-tree.codex-thread-tree');
  if (!extension) throw new Error('the extension is not installed');
  await settled();
  const start = performance.now();
  await extension.activate();
  const activation = performance.now() - start;

  const idleStall = await longestStall(() => sleep(1000));
  const heapBefore = heapMegabytes();
  const openStall = await longestStall(async () => {
    await vscode.commands.executeCommand('codexThreadTree.threads.focus');
    await extension.exports.getAPI(1).codexHome;
    await sleep(1000);
  });
  const heapOpen = heapMegabytes();
  const loadStall = await longestStall(async () => {
    await vscode.commands.executeCommand('codexThreadTree.refresh');
    const threads = await extension.exports.getAPI(1).listThreads();
    await sleep(500);
    if (threads.length < 1000) throw new Error(`${threads.length} threads were listed`);
  });
  let archived = 0;
  const archiveStall = await longestStall(async () => {
    const reports = (await extension.exports.getAPI(1).archive(process.env[ROOT] ?? '')) as OperationReport[];
    archived = reports.filter(({ status }) => status === 'archived').length;
    await sleep(500);
  });
  const figures: HostFigures = {
    activation,
    idleStall,
    openStall,
    loadStall,
    archiveStall,
    archived,
    heapBefore,
    heapOpen,
  };
  writeFileSync(process.env.BENCH_RESULT ?? '', JSON.stringify(figures));
}

function heapMegabytes(): number {
  return process.memoryUsage().heapUsed / 1e6;
}

/** Waits until VS Code, which is busy for some seconds after its start, is idle: that must not be measured. */
async function settled(): Promise<void> {
  for (let quiet = 0, round = 0; quiet < 3 && round < 60; round++)
    quiet = (await longestStall(() => sleep(500))).longest < 8 ? quiet + 1 : 0;
}

async function longestStall(work: () => Promise<unknown>): Promise<Stall> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let busiest = 0;
  let last = processorTime();
  const tick = setInterval(() => {
    const now = processorTime();
    busiest = Math.max(busiest, now - last);
    last = now;
  }, 1);
  delay.enable();
  await work();
  delay.disable();
  clearInterval(tick);
  return { longest: delay.max / 1e6, busiest };
}

/** Of this thread, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
