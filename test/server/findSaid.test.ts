// Searching what threads said and did, in the worker as a window asks for it.
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { TranscriptHits, TranscriptSearchResponse } from '../../src/protocol/methods';
import { eventually } from '../support/eventually';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeTranscriptHome } from '../support/transcriptSamples';
import { startWorkerServer, type WorkerServer } from '../support/workerServer';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];

describe('what was said and done, with the server', () => {
  const home = temporaryFolder();
  const storage = temporaryFolder();
  let worker: WorkerServer;
  afterEach(() => worker.stop());

  async function start(isWanted = true): Promise<void> {
    worker = startWorkerServer(home(), null, { folder: path.join(storage(), 'words'), isWanted });
    await worker.initialize();
  }
  const wordFiles = (): string[] =>
    existsSync(storage())
      ? readdirSync(storage(), { recursive: true })
          .map(String)
          .filter(name => name.endsWith('.sqlite'))
      : [];

  /** Hits as text, in the order in which they came; the answer is the last. */
  async function search(query: string): Promise<string[]> {
    const came: string[] = [];
    const listening = worker.connection.onNotification('threadTree/transcriptHits', (hits: TranscriptHits) => {
      assert.deepEqual([hits.token, hits.root.threadId], ['t', root]);
      came.push(...hits.hits.map(({ text, start, end }) => text.slice(start, end)));
    });
    const { hits } = await worker.request<TranscriptSearchResponse>('threadTree/searchTranscripts', {
      query,
      token: 't',
    });
    listening.dispose();
    return [...came, `${hits} hits`];
  }

  it('sends all hits before the answer, and the same from kept words, which go with the setting', async () => {
    makeTranscriptHome(home(), [root, ...subAgents]);
    await start();
    const found = await search('src/checkout.js:2');
    assert.ok(found.length > 1);
    assert.equal(found.at(-1), `${found.length - 1} hits`);
    await eventually(() => assert.equal(wordFiles().length, 1));
    assert.deepEqual(await search('src/checkout.js:2'), found);
    assert.deepEqual(await search('nobody says this'), ['0 hits']);
    await worker.stop();
    await start(false);
    await eventually(() => assert.deepEqual(wordFiles(), []));
    assert.deepEqual(await search('src/checkout.js:2'), found);
  });
});
