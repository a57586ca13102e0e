// `threadTree/searchTranscripts` on rollouts that a real Codex wrote.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TranscriptHits, TranscriptSearchParams, TranscriptSearchResponse } from '../../../src/protocol/methods';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { createTranscriptSearch, type TranscriptSearch } from '../../../src/server/requests/searchTranscripts';
import { createWordStore, wordsOfHome, type WordStore } from '../../../src/server/requests/wordStore';
import { eventually } from '../../support/eventually';
import { filesBelow } from '../../support/files';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makeTranscriptHome } from '../../support/transcriptSamples';

const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const prices = '01a225ab-6c33-7b61-8dda-da8752d5e860';
const subAgents = ['8dda-da8752d5e860', '8797-6eb0a39131fb', 'b444-a18df2f0ca92'];
const plain = '01a225aa-5992-75e3-b863-7b46a2e8e628';
const goOn = new AbortController().signal;

describe('searchTranscripts', () => {
  const folder = temporaryFolder();
  const wordsFolder = temporaryFolder();
  let home: ThreadHome;
  let store: WordStore | undefined;
  let search: TranscriptSearch;
  let sent: TranscriptHits[];
  let warned: string[];
  let onHits: () => void;

  function start(withWords = false): void {
    sent = [];
    warned = [];
    onHits = () => undefined;
    home = createThreadHome(folder(), {}, () => undefined);
    store = withWords ? createWordStore(wordsFolder(), message => warned.push(message)) : undefined;
    const notify = (method: string, params: unknown): void => {
      if (method !== 'threadTree/transcriptHits') return;
      sent.push(params as TranscriptHits);
      onHits();
    };
    search = createTranscriptSearch(home, store, notify, (_, message) => warned.push(message));
  }
  afterEach(async () => {
    await search.close();
    home.close();
  });
  const find = (query: string, more: Partial<TranscriptSearchParams> = {}): Promise<TranscriptSearchResponse> => {
    sent = [];
    return search.run({ query, token: 't', limit: 200, matchCase: false, wholeWord: false, ...more }, goOn);
  };
  const found = (): [string, number][] => sent.map(({ thread, hits }) => [thread.threadId, hits.length]);
  const fileOf = (part: string): string => filesBelow(folder()).find(file => file.includes(part)) ?? '';
  const wordsAreKept = (id: string): Promise<void> => eventually(() => assert.ok(store?.of(id)));

  it('finds what a sub-agent was told, with thread, turn and item', async () => {
    makeTranscriptHome(folder(), [root, ...subAgents]);
    start();
    const { hits, isCut, unread } = await find('SRC/checkout.js:2');
    assert.deepEqual([isCut, unread], [false, 0]);
    assert.equal(
      hits,
      sent.reduce((sum, each) => sum + each.hits.length, 0),
    );
    assert.ok(hits > 0);
    for (const { root: top, token } of sent) assert.deepEqual([top.threadId, token], [root, 't']);
    for (const { text, start: from, end } of sent.flatMap(each => each.hits))
      assert.equal(text.slice(from, end).toLowerCase(), 'src/checkout.js:2');
    const inSubAgent = sent.find(({ thread }) => thread.threadId === prices)?.hits.at(-1);
    assert.deepEqual(
      [inSubAgent?.turn, inSubAgent?.itemType, inSubAgent?.text],
      [1, 'agentMessage', 'src/checkout.js:2 and src/cart.js:5'],
    );
  });

  it('never finds the words of Codex’s own instructions', async () => {
    makeTranscriptHome(folder(), [root, ...subAgents, plain]);
    start();
    const instructions = 'You are a test agent';
    assert.ok(readFileSync(fileOf(plain), 'utf8').includes(instructions));
    assert.deepEqual(await find(instructions), { hits: 0, isCut: false, unread: 0 });
  });

  it('looks at the most recently active thread first, and ends at the limit', async () => {
    makeTranscriptHome(folder(), [root, ...subAgents, plain]);
    change(folder(), 'UPDATE threads SET recency_at = 1, recency_at_ms = 1000');
    for (const [id, at] of [
      [plain, 900],
      [prices, 800],
    ] as const)
      change(folder(), `UPDATE threads SET recency_at = ${at}, recency_at_ms = ${at}000 WHERE id = '${id}'`);
    start();
    const all = await find('e');
    assert.equal(sent[0]?.thread.threadId, plain);
    assert.equal(sent[1]?.thread.threadId, prices);
    assert.ok(all.hits > 3);
    assert.deepEqual(await find('e', { limit: 3 }), { hits: 3, isCut: true, unread: 0 });
    assert.deepEqual(found(), [[plain, 3]]);
  });

  it('finds archived threads, and says so', async () => {
    makeTranscriptHome(folder(), [plain], true);
    start();
    await find('checkout');
    assert.deepEqual(
      sent.map(({ thread, archived }) => [thread.threadId, archived]),
      [[plain, true]],
    );
  });

  it('counts a rollout that cannot be read, and goes on', async () => {
    makeTranscriptHome(folder(), [root, plain]);
    start();
    const file = fileOf(root);
    writeFileSync(file, 'neither zstd nor JSON');
    const { hits, unread } = await find('checkout');
    assert.ok(hits > 0);
    assert.equal(unread, 0, 'a damaged file has nothing to find');
  });

  it('counts a thread whose rollout goes while it is searched', async () => {
    makeTranscriptHome(folder(), [root, plain]);
    change(folder(), `UPDATE threads SET recency_at = 1, recency_at_ms = 1000 WHERE id = '${root}'`);
    start();
    onHits = () => rmSync(fileOf(root));
    const { hits, isCut, unread } = await find('checkout');
    assert.ok(hits > 0);
    assert.deepEqual([isCut, unread, found().map(([id]) => id)], [false, 1, [plain]]);
  });

  it('is cancelled', async () => {
    makeTranscriptHome(folder(), [root, plain]);
    start();
    const cancel = new AbortController();
    cancel.abort(new Error('enough'));
    const params = { query: 'x', token: 't', limit: 9, matchCase: false, wholeWord: false };
    await assert.rejects(search.run(params, cancel.signal), /enough/);
  });

  describe('with kept words', () => {
    it('finds the same, and what was appended since', async () => {
      makeTranscriptHome(folder(), [root, ...subAgents, plain]);
      start(true);
      const queries = ['checkout', 'e', 'prices', 'xyzzy', 'Total'];
      const before = [];
      for (const query of queries) before.push([await find(query), found()]);
      await wordsAreKept(plain);
      await wordsAreKept(root);
      for (const [at, query] of queries.entries()) assert.deepEqual([await find(query), found()], before[at], query);
      const turnId = '01a225aa-59ab-7d73-b1a4-c2f860df86e4';
      const item = { type: 'AgentMessage', id: 'new', content: [{ text: 'Said xyzzy at last.' }] };
      const line = {
        timestamp: '2026-11-29T05:00:00Z',
        type: 'event_msg',
        payload: { type: 'item_completed', turn_id: turnId, item },
      };
      appendFileSync(fileOf(plain), `${JSON.stringify(line)}\n`);
      assert.equal((await find('xyzzy')).hits, 1);
      assert.equal(sent[0]?.hits[0]?.text, 'Said xyzzy at last.');
      assert.deepEqual(warned, []);
    });

    it('does not need the rollouts for an absent word', async () => {
      makeTranscriptHome(folder(), [plain]);
      start(true);
      await find('');
      await wordsAreKept(plain);
      const { size } = { size: readFileSync(fileOf(plain)).length };
      assert.equal(store?.of(plain)?.files[0]?.size, size);
      assert.equal((await find('xyzzy')).hits, 0);
    });

    it('does without a damaged database, and makes no other one', async () => {
      makeTranscriptHome(folder(), [plain]);
      writeFileSync(path.join(wordsFolder(), 'words.sqlite'), 'not a database'.repeat(1000));
      start(true);
      assert.ok((await find('checkout')).hits > 0);
      assert.equal(warned.length, 1);
      assert.match(warned[0] ?? '', /cannot be kept/);
    });

    it('keeps no more than its limit', () => {
      start();
      const small = createWordStore(wordsFolder(), assert.fail, 100);
      small.put('a', { files: [], said: Buffer.alloc(60) });
      small.put('b', { files: [], said: Buffer.alloc(60) });
      small.put('a', { files: [], said: Buffer.alloc(96) });
      assert.deepEqual(
        [small.of('a')?.includes(Buffer.alloc(96)), small.of('b'), small.isFull()],
        [true, undefined, true],
      );
      assert.equal(small.of('a')?.includes(Buffer.alloc(97)), false);
      small.keepOnly(new Set(['b']));
      assert.deepEqual([small.of('a'), small.isFull()], [undefined, false]);
      small.close();
    });

    it('deletes the words when the user does not want them', () => {
      start();
      const kept = path.join(wordsFolder(), 'all');
      const words = wordsOfHome('/h', { folder: kept, isWanted: true }, assert.fail);
      words?.put('a', { files: [], said: Buffer.from('x') });
      words?.close();
      assert.ok(existsSync(kept));
      assert.equal(wordsOfHome('/h', { folder: kept, isWanted: false }, assert.fail), undefined);
      assert.ok(!existsSync(kept));
      assert.equal(wordsOfHome('/h', null, assert.fail), undefined);
      rmSync(kept, { force: true });
    });
  });
});
