// Searching what threads said and did, as a window does: until the first hit, and until the answer for a word that
// nobody said, without kept words and with them; and the memory of it.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TranscriptSearchResponse } from '../../src/protocol/methods';
import { rolloutPath, writeHome } from '../fixtures/generateHome';
import { thread } from '../fixtures/smallHomes';
import { filesBelow } from '../support/files';
import { threadServerScript } from '../support/server';
import { StdioClient } from '../support/stdioClient';
import { startWorkerServer, type WorkerServer } from '../support/workerServer';
import { answerLine, createLongRollouts, sampleThread } from './longRollout';
import { measure, printAim, printMeasured, timed } from './measure';

const ROLLOUT_BYTES = 512 * 1024;
const words = { recent: 'recentneedle', old: 'oldneedle', common: 'checkout', absent: 'nobodysaidthis' };

/** Measures a home with so many megabytes of rollouts; the aims are for 1,024. */
export async function benchSaid(scratch: string, megabytes: number, rounds: number): Promise<void> {
  const home = path.join(scratch, 'said');
  const count = makeSaidHome(home, megabytes);
  console.log(`\nSearching ${megabytes} MB in ${count} rollouts (median of ${rounds})`);
  const folder = path.join(scratch, 'words');
  for (const isKept of [false, true]) {
    const server = startWorkerServer(home, null, { folder, isWanted: isKept });
    try {
      await server.initialize();
      await search(server, '');
      if (isKept) await wordsAreKept(folder, count);
      const first = (word: string) => async (): Promise<number> => (await search(server, word)).first;
      const all = (word: string) => async (): Promise<number> => (await search(server, word)).all;
      const measured = await measure(
        [
          { name: 'first hit of a word in the newest thread', run: first(words.recent) },
          { name: 'first hit of a word in the oldest thread', run: first(words.old) },
          { name: 'first hit of a word in all threads', run: first(words.common) },
          { name: '200 lines with it', run: all(words.common) },
          { name: 'a word that nobody said', run: all(words.absent) },
          { name: 'floor: Buffer.indexOf in all rollouts', run: () => timed(() => readAll(home)) },
        ],
        rounds,
      );
      printMeasured(isKept ? 'With kept words' : 'From the rollouts alone', measured);
      const [recent = NaN, , , , absent = NaN, floor = NaN] = measured.map(({ median }) => median);
      printAim('first hit of a recent word', recent, { atMost: 50 }, 'ms');
      printAim(
        `a word that nobody said, for each GB`,
        (absent * 1024) / megabytes,
        { atMost: isKept ? 100 : 1000 },
        'ms',
      );
      printAim('... against the floor', absent / floor, { atMost: isKept ? 0.2 : 2 });
    } finally {
      await server.stop();
    }
  }
  printAim('memory of the server at its peak', await peakOfSearches(home), { atMost: 400 }, 'MB');
}

/** What any search without an index has to do at least. */
function readAll(home: string): void {
  const block = Buffer.alloc(256 * 1024);
  let found = 0;
  for (const file of filesBelow(home).filter(name => name.endsWith('.jsonl'))) {
    const fd = openSync(file, 'r');
    for (let length = readSync(fd, block); length > 0; length = readSync(fd, block))
      if (block.subarray(0, length).includes(words.absent)) found++;
    closeSync(fd);
  }
  assert.equal(found, 0);
}

/** Milliseconds until the first hit, and until the answer. */
async function search(server: WorkerServer, query: string): Promise<{ first: number; all: number }> {
  const start = performance.now();
  let first = NaN;
  const listening = server.connection.onNotification('threadTree/transcriptHits', () => {
    if (Number.isNaN(first)) first = performance.now() - start;
  });
  const { hits, unread } = await server.request<TranscriptSearchResponse>('threadTree/searchTranscripts', {
    query,
    token: 't',
  });
  const all = performance.now() - start;
  listening.dispose();
  assert.equal(unread, 0);
  assert.equal(hits > 0, query !== words.absent && query !== '', `${hits} hits of ${query}`);
  return { first, all };
}

/** Waits until all words have been extracted, which the server does while it is idle. */
async function wordsAreKept(folder: string, count: number): Promise<void> {
  const start = performance.now();
  for (let kept = 0; kept < count;) {
    await sleep(500);
    const file = existsSync(folder)
      ? readdirSync(folder, { recursive: true })
          .map(String)
          .find(name => name.endsWith('.sqlite'))
      : undefined;
    if (file === undefined) continue;
    const db = new DatabaseSync(path.join(folder, file), { readOnly: true });
    kept = Number(db.prepare('SELECT count(*) AS count FROM threads').get()?.count);
    db.close();
  }
  console.log(`\n  words extracted, with pauses, in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function peakOfSearches(home: string): Promise<number> {
  const probe = path.join(import.meta.dirname, 'memoryProbe.mts');
  const server = new StdioClient(
    process.execPath,
    ['--expose-gc', '--import', probe, threadServerScript, '--stdio', '--journal', path.join(home, 'journal')],
    { env: { ...process.env, CODEX_HOME: home }, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] },
  );
  await server.initialize();
  for (const query of Object.values(words)) await server.request('threadTree/searchTranscripts', { query, token: 't' });
  server.process.send('usage');
  const [{ maxRss }] = (await once(server.process, 'message')) as [{ maxRss: number }];
  await server.kill();
  return maxRss / 1e6;
}

/** Returns how many rollouts it has. The newest thread and the oldest one have a word of their own. */
function makeSaidHome(home: string, megabytes: number): number {
  mkdirSync(home);
  const make = createLongRollouts();
  const count = Math.max(2, Math.round((megabytes * 1024 * 1024) / make(ROLLOUT_BYTES).text.length));
  const createdAt = Date.UTC(2026, 10, 29, 4, 57, 30);
  const threads = Array.from({ length: count }, (_, at) => {
    const id = `${sampleThread.slice(0, 24)}${at.toString(16).padStart(12, '0')}`;
    const recencyAt = createdAt + 1000 * at;
    return thread(String(at), { id, rollout: 'missing', createdAt, recencyAt, updatedAt: recencyAt });
  });
  writeHome(home, threads);
  for (const [at, planned] of threads.entries()) {
    const file = rolloutPath(home, planned);
    if (at === 0) mkdirSync(path.dirname(file), { recursive: true });
    const word = at === 0 ? words.old : at === count - 1 ? words.recent : 'nothing';
    writeFileSync(file, make(ROLLOUT_BYTES, planned.id).text + answerLine(`There is ${word} in it.`, 'last'));
  }
  return count;
}
