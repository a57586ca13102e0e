// The names that go with the reports of an operation.
import assert from 'node:assert/strict';
import type { OperationReport } from '../../../src/protocol/operations';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { nameThreads } from '../../../src/server/requests/nameThreads';
import { idOf } from '../../fixtures/ids';
import { drawHome } from '../../support/home';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('The names of threads that failed', () => {
  const folder = temporaryFolder();

  it('are of those that messages are about, even behind many that were skipped', async () => {
    const labels = Array.from({ length: 62 }, (_, at) => `T${at}`);
    drawHome(folder(), Object.fromEntries(labels.map(label => [label, null])));
    const home = createThreadHome(folder(), {}, () => undefined);
    const owner = { threadId: idOf(62), name: null };
    const reports: OperationReport[] = [
      ...labels.slice(0, 60).map((_, at): OperationReport => ({
        threadId: idOf(at + 1),
        status: 'skipped',
        failure: { code: 'changedSince', what: 'used' },
      })),
      { threadId: idOf(61), status: 'failed', failure: { code: 'otherOwner', path: '/r.jsonl', owner } },
    ];
    const names = await nameThreads(home, reports);
    assert.equal(names[idOf(61)], 'T60');
    assert.equal(owner.name, 'T61');
    assert.equal(Object.keys(names).length, 49);
    home.close();
  });
});

describe('The names of threads that were changed', () => {
  const folder = temporaryFolder();

  it('are those of the first one', async () => {
    drawHome(folder(), { a: null, b: null, c: null });
    const home = createThreadHome(folder(), {}, () => undefined);
    const statuses = ['alreadyArchived', 'archived', 'archived'] as const;
    const names = await nameThreads(
      home,
      statuses.map((status, at) => ({ threadId: idOf(at + 1), status })),
    );
    assert.deepEqual(names, { [idOf(2)]: 'b' });
    home.close();
  });

  it('are those of the first that was spawned last, too', async () => {
    drawHome(folder(), { a: null, b: 'a', c: 'a', d: 'a' });
    const home = createThreadHome(folder(), {}, () => undefined);
    const reports = [1, 2, 3, 4].map((id): OperationReport => ({
      threadId: idOf(id),
      status: 'archived',
      ...(id > 2 && { spawnedLast: true }),
    }));
    assert.deepEqual(await nameThreads(home, reports), { [idOf(1)]: 'a', [idOf(3)]: 'c' });
    home.close();
  });
});
