import assert from 'node:assert/strict';
import { createExports } from '../../src/shell/publicApi';
import type { TreeRow } from '../../src/protocol/methods';
import { loaded, reports } from '../support/outcomes';
import { row } from '../support/row';
import { fakeContext, fakeService } from './fake/service';

describe('The public API', () => {
  const list = (rows: TreeRow[]) => ({
    revision: 1,
    rows,
    total: rows.length,
    groups: [],
    orphans: 0,
    hidden: 0,
    problem: null,
  });

  it('reports in its own words what happened to each thread', async () => {
    const { service } = fakeService({
      'threadTree/archive': () => ({
        operation: 'o',
        reports: reports([
          [1, 'archived'],
          [1, 'loaded', loaded],
        ]),
        names: {},
      }),
    });
    const api = createExports(service, fakeContext(service).operations).getAPI(1);
    assert.deepEqual(await api.archive('a'), [
      { threadId: 'archived0', status: 'archived' },
      {
        threadId: 'loaded0',
        status: 'inUse',
        reason: 'Open in Codex (process 4711, codex). Close the thread there and try again.',
      },
    ]);
  });

  it('lists every thread once', async () => {
    const { service } = fakeService({
      'threadTree/list': () => list([row({ threadId: 'a', parentId: null, name: 'A', recencyAt: 5 })]),
    });
    const api = createExports(service, fakeContext(service).operations).getAPI(1);
    assert.deepEqual(await api.listThreads(), [
      { threadId: 'a', parentId: null, name: 'A', archived: false, updatedAt: 5 },
    ]);
  });

  it('rejects with a message for the user when the state DB cannot be read', async () => {
    const { service } = fakeService({
      'threadTree/list': () => ({
        ...list([]),
        problem: { code: 'unreadable', failure: { code: 'permissionDenied', path: '/h/state_5.sqlite' } },
      }),
    });
    const api = createExports(service, fakeContext(service).operations).getAPI(1);
    await assert.rejects(api.listThreads(), {
      message: '/h/state_5.sqlite cannot be read: permission denied. Allow your user to read it.',
    });
  });

  it('tells of threads that were archived', () => {
    const { service, notify } = fakeService({});
    const api = createExports(service, fakeContext(service).operations).getAPI(1);
    const told: string[] = [];
    api.onDidArchiveThread(({ threadId }) => told.push(threadId));
    notify('threadTree/status', {
      operation: 'o',
      token: '1',
      reports: reports([
        [2, 'archived'],
        [1, 'queued'],
      ]),
    });
    assert.deepEqual(told, ['archived0', 'archived1']);
  });

  it('has one version', () => {
    const { service } = fakeService({});
    const exports = createExports(service, fakeContext(service).operations);
    assert.throws(() => exports.getAPI(2 as 1), /no API version 2\. Supported: 1\./);
  });
});
