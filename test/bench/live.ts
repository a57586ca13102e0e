// What looking at a running Codex costs: the real one with a control socket and 60 loaded threads, in a small home and
// in one of 10,000 threads.
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codexVersion } from '../../scripts/codexVersion';
import { connectToCodex } from '../../src/server/live/codexClient';
import { createDiskLook } from '../../src/server/live/diskLook';
import { createLoadedThreads } from '../../src/server/locks/loadedThreads';
import { createThreadHome } from '../../src/server/home/threadHome';
import { say, startScriptedModel } from '../conformance/support/scriptedModel';
import { connectUser, startSocketCodex } from '../conformance/support/socketCodex';
import { configToml, models } from '../conformance/support/transcriptHome';
import { eventually } from '../support/eventually';
import { makeHome } from './homes';
import { measure, printAim, printMeasured, timed } from './measure';

const LOADED = 60;
const warn = (message: string): never => {
  throw new Error(message);
};

export async function benchLive(scratch: string, rounds: number): Promise<void> {
  const costs: number[] = [];
  for (const threads of [100, 10_000]) {
    const home = path.join(scratch, `home-${threads}`);
    makeHome(home, 7, { threads, roots: 0.25 });
    costs.push(await lookAtCodex(realpathSync(home), threads, rounds));
  }
  const [small = NaN, large = NaN] = costs;
  printAim('a look in the large home : in the small one', large / small, { atMost: 1.5 });
}

/** Resolves with the milliseconds of a look at disk. */
async function lookAtCodex(home: string, threads: number, rounds: number): Promise<number> {
  const model = await startScriptedModel({ short: () => [[say('Done.', 'final_answer')]] });
  writeFileSync(path.join(home, 'config.toml'), configToml(model.url));
  const work = path.join(home, 'work');
  mkdirSync(work);
  const codex = await startSocketCodex(home, codexVersion);
  const user = await connectUser(home);
  try {
    for (let count = 0; count < LOADED; count++) {
      const params = { cwd: work, model: models.plain, approvalPolicy: 'never', sandbox: 'danger-full-access' };
      const { thread } = await user.request<{ thread: { id: string } }>('thread/start', params);
      const input = [{ type: 'text', text: 'SCRIPT:short', text_elements: [] }];
      await user.request('turn/start', { threadId: thread.id, input });
    }
    const threadHome = createThreadHome(home, {}, warn);
    const loaded = createLoadedThreads(() => home);
    const look = createDiskLook(threadHome, warn);
    await eventually(async () => {
      const found = await look(loaded.look());
      if (found.size !== LOADED || [...found.values()].some(({ status }) => status !== 'open'))
        throw new Error(`${found.size} threads`);
    }, 30_000);
    const socket = realpathSync(path.join(home, 'app-server-control/app-server-control.sock'));
    const measured = await measure(
      [
        { name: 'attaching, until all statuses are known', run: () => timed(() => attach(socket, home)) },
        { name: 'a look at disk', run: () => timed(() => look(loaded.look())) },
      ],
      rounds * 4,
    );
    printMeasured(`A Codex that has ${LOADED} threads loaded, in a home of ${threads}`, measured);
    const [attachMs = NaN, lookMs = NaN] = measured.map(({ median }) => median);
    printAim('attaching', attachMs, { atMost: 500 }, 'ms');
    printAim('a look at disk', lookMs, { atMost: 50 }, 'ms');
    return lookMs;
  } finally {
    user.close();
    await codex.kill();
    model.close();
  }
}

function attach(socket: string, home: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = connectToCodex(
      socket,
      { home, version: '1' },
      {
        ready: () => {
          const { size } = client.statuses();
          client.close();
          if (size === LOADED) resolve();
          else reject(new Error(`${size} statuses`));
        },
        changed: () => undefined,
        lost: reason => reject(new Error(`The connection was lost: ${reason}`)),
      },
    );
  });
}
