// The public API on a home that a real Codex wrote: R spawned A, B and C; A spawned A1 and A2; A1 spawned A1x; B
// spawned B1; S and T are alone.
import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import type { ThreadTreeApi } from '../../../src/api';
import { extension, getApi } from './extension';

const home = process.env.CODEX_HOME ?? '';
const ids = (JSON.parse(readFileSync(path.join(home, 'labels.json'), 'utf8')) as { ids: Record<string, string> }).ids;
const label = (threadId: string): string => Object.keys(ids).find(key => ids[key] === threadId) ?? threadId;
const id = (of: string): string => ids[of] ?? '';

describe('getAPI(1)', () => {
  let api: ThreadTreeApi;
  before(async () => {
    api = await getApi();
  });

  it('is the only version', () => {
    assert.throws(() => extension().exports.getAPI(2 as 1), /version/);
  });

  it('names the Codex home', async () => {
    assert.equal(await api.codexHome, realpathSync(home));
  });

  it('lists every thread with its parent', async () => {
    const threads = await api.listThreads();
    const parents = Object.fromEntries(
      threads.map(({ threadId, parentId }) => [label(threadId), parentId && label(parentId)]),
    );
    assert.deepEqual(parents, {
      R: null,
      A: 'R',
      A1: 'A',
      A1x: 'A1',
      A2: 'A',
      B: 'R',
      B1: 'B',
      C: 'R',
      S: null,
      T: null,
    });
  });

  it('archives a branch, root first, then the deepest, and reports each thread once', async () => {
    const told: string[] = [];
    const listener = api.onDidArchiveThread(({ threadId }) => told.push(label(threadId)));
    const reports = await api.archive(id('R'));
    const order = ['R', 'A1x', 'B1', 'A2', 'A1', 'C', 'B', 'A'];
    assert.deepEqual(
      reports.map(({ threadId, status }) => `${label(threadId)} ${status}`),
      order.map(name => `${name} archived`),
    );
    await eventually(() => assert.deepEqual(told, order));
    listener.dispose();
    const branch = storedSubtree(home, 'Peirce');
    assert.equal(branch.length, 4);
    assert.deepEqual(misplaced(home, branch, true), []);
    const archived = (await api.listThreads()).filter(thread => thread.archived).map(({ threadId }) => label(threadId));
    assert.deepEqual(archived.sort(), [...order].sort());
  });

  it('unarchives it', async () => {
    const reports = await api.unarchive(id('R'));
    assert.deepEqual([...new Set(reports.map(({ status }) => status))], ['unarchived']);
    assert.equal(reports.length, 8);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Peirce'), false), []);
  });

  it('reports a thread that is not there', async () => {
    const threadId = '01a20235-e3bd-7773-b090-84a39b98b430';
    const reports = await api.archive(threadId);
    assert.deepEqual(
      reports.map(report => report.threadId),
      [threadId],
    );
    assert.equal(reports[0]?.status, 'rolloutMissing');
    assert.match(reports[0]?.reason ?? '', /rollout/);
  });

  it('tells when another program changes threads', async () => {
    let changes = 0;
    const listener = api.onDidChangeThreads(() => changes++);
    const codex = openDatabase(home);
    codex.prepare('UPDATE threads SET name = ? WHERE id = ?').run('Renamed by Codex', id('S'));
    await eventually(() => assert.ok(changes > 0));
    codex.close();
    listener.dispose();
    assert.equal((await api.listThreads()).find(({ threadId }) => threadId === id('S'))?.name, 'Renamed by Codex');
  });
});
