import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ThreadListParams, ThreadListResponse } from '../../../src/server/codex/protocol';
import { decodeThreadList } from '../../../src/server/codex/params';
import { listThreads } from '../../../src/server/codex/threadList';
import { rolloutPath, writeHome } from '../../fixtures/generateHome';
import { idOf } from '../../fixtures/ids';
import type { PlannedThread } from '../../fixtures/planForest';
import { thread } from '../../fixtures/smallHomes';
import { temporaryFolder } from '../../support/temporaryFolder';
import { writeOldHome } from '../../support/oldHome';
import { change } from '../../support/stateDb';
import { withStateDb } from '../../support/openedStateDb';
import { systemPath } from '../../support/systemPath';

describe('thread/list', () => {
  const folder = temporaryFolder();
  const context = { defaultProvider: 'mock_provider', nameOf: () => undefined };
  const list = (query: ThreadListParams = {}, given = context): Promise<ThreadListResponse> =>
    withStateDb(folder(), db => listThreads(db, given, folder(), decodeThreadList(query)));
  const ids = async (query?: ThreadListParams): Promise<string[]> => (await list(query)).data.map(({ id }) => id);
  const make = (...threads: PlannedThread[]): void => writeHome(folder(), threads);

  it("interactive, active threads of the config's provider with a preview, newest first", async () => {
    make(
      thread('1'),
      thread('2', { archived: true }),
      thread('3', { source: 'vscode' }),
      thread('4', { source: 'exec' }),
      thread('5', { provider: 'other' }),
      thread('6', { message: '' }),
      thread('7', { parentId: idOf('1') }),
      thread('8', { source: '{"custom":"atlas"}' }),
      thread('9', { rollout: 'missing' }),
    );
    assert.deepEqual(await ids(), [idOf('8'), idOf('3'), idOf('1')]);
    assert.deepEqual(await ids({ archived: true }), [idOf('2')]);
    assert.deepEqual(await ids({ modelProviders: [] }), [idOf('8'), idOf('5'), idOf('3'), idOf('1')]);
    assert.deepEqual(await ids({ modelProviders: ['other'] }), [idOf('5')]);
    assert.deepEqual(await ids({ sourceKinds: ['exec', 'subAgentThreadSpawn'] }), [idOf('7'), idOf('4')]);
    assert.deepEqual(await ids({ sourceKinds: ['cli'] }), [idOf('1')]);
  });

  it('not those that are attached to another one', async () => {
    make(thread('1'), thread('2'));
    change(folder(), `UPDATE threads SET attached_thread_parent_id = '${idOf('1')}' WHERE id = '${idOf('2')}'`);
    assert.deepEqual(await ids(), [idOf('1')]);
  });

  it('an empty state DB gives an empty page', async () => {
    make();
    assert.deepEqual(await list(), { data: [], nextCursor: null, backwardsCursor: null });
  });

  it('each thread once, in both directions, whatever the page size', async () => {
    const threads = Array.from({ length: 23 }, (_, index) =>
      thread(index.toString(16), { createdAt: Date.UTC(2026, 4, 2) + Math.floor(index / 3) * 1000 }),
    );
    make(...threads);
    const inOrder = threads.map(({ id }) => id);
    for (const limit of [1, 2, 3, 7, 22, 23, 24]) {
      for (const sortDirection of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        for (let cursor: string | null = null; ;) {
          const page: ThreadListResponse = await list({ limit, sortDirection, cursor });
          seen.push(...page.data.map(({ id }) => id));
          if ((cursor = page.nextCursor) === null) break;
        }
        assert.deepEqual(seen, sortDirection === 'asc' ? inOrder : [...inOrder].reverse(), `${limit} ${sortDirection}`);
      }
    }
  });

  it('limits', async () => {
    make(...Array.from({ length: 130 }, (_, index) => thread(index.toString(16))));
    for (const [limit, count] of [
      [null, 25],
      [0, 1],
      [1, 1],
      [100, 100],
      [101, 100],
      [4_294_967_295, 100],
    ] as const) {
      assert.equal((await list({ limit })).data.length, count, String(limit));
    }
  });

  it('fills pages even if nine of ten rows are skipped', async () => {
    make(
      ...Array.from({ length: 200 }, (_, index) =>
        thread(index.toString(16), index % 10 === 0 ? { source: 'exec' } : {}),
      ),
    );
    assert.equal((await list({ sourceKinds: ['exec'] })).data.length, 20);
  });

  it('a rollout may be plain or compressed, but not a folder', async () => {
    const [plain, gone, inTheWay] = [thread('1'), thread('2'), thread('3')];
    make(plain, gone, inTheWay);
    rmSync(rolloutPath(folder(), gone));
    rmSync(rolloutPath(folder(), inTheWay));
    mkdirSync(rolloutPath(folder(), inTheWay));
    assert.deepEqual(await ids(), [plain.id]);
    mkdirSync(path.dirname(rolloutPath(folder(), gone, true)));
    assert.deepEqual(await ids(), [plain.id]);
  });

  it('searches title, preview and name, case-sensitively', async () => {
    make(
      thread('1', { title: 'Hello World' }),
      thread('2', { message: 'hello' }),
      thread('3', { name: 'say hello' }),
      thread('4', { message: '100% _x' }),
      thread('5'),
    );
    for (const [searchTerm, found] of [
      ['hello', ['3', '2']],
      ['Hello', ['1']],
      ['%', ['4']],
      ['HELLO', []],
      ['', ['5', '4', '3', '2', '1']],
      ["'", []],
    ] as const) {
      assert.deepEqual(await ids({ searchTerm }), found.map(idOf), searchTerm);
    }
  });

  it('folders are compared canonically', async () => {
    make(thread('1', { cwd: folder() }), thread('2', { cwd: systemPath('/nowhere') }));
    for (const cwd of [folder(), `${folder()}/`, `${folder()}/x/..`, [systemPath('/tmp/none'), folder()]])
      assert.deepEqual(await ids({ cwd }), [idOf('1')], String(cwd));
    assert.deepEqual(await ids({ cwd: systemPath('/nowhere/.') }), [idOf('2')]);
    assert.deepEqual(await ids({ cwd: [] }), []);
  });

  it('refuses a bad cursor, and the sort key that needs a section', async () => {
    make(thread('1'));
    await assert.rejects(list({ cursor: 'zzz' }), { code: -32600, message: 'invalid cursor: zzz' });
    await assert.rejects(list({ sortKey: 'section_position' }), {
      code: -32600,
      message: 'section-position sorting requires a section filter',
    });
  });

  it('the schema of 0.122: no milliseconds, no recency, no preview', async () => {
    writeOldHome(folder(), [
      { id: idOf('1'), createdAt: 100, updatedAt: 105 },
      { id: idOf('2'), createdAt: 200, updatedAt: 205 },
      { id: idOf('3'), createdAt: 200, updatedAt: 205 },
      { id: idOf('4'), createdAt: 300, updatedAt: 305, message: '' },
    ]);
    const old = { ...context, defaultProvider: 'openai' };
    for (const sortKey of ['created_at', 'updated_at', 'recency_at'] as const) {
      const first = await list({ sortKey, limit: 2 }, old);
      assert.deepEqual(
        first.data.map(({ id }) => id),
        [idOf('3'), idOf('2')],
      );
      assert.deepEqual(
        (await list({ sortKey, limit: 2, cursor: first.nextCursor }, old)).data.map(({ id }) => id),
        [idOf('1')],
      );
    }
    const {
      data: [thread_],
      backwardsCursor,
    } = await list({ searchTerm: 'word' }, old);
    assert.deepEqual(
      [thread_?.createdAt, thread_?.updatedAt, thread_?.recencyAt, backwardsCursor],
      [200, 205, null, '1970-01-01T00:03:19.999Z'],
    );
  });
});
