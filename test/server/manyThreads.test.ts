// An archive of very many threads can be undone, also after other operations, and by another server. THREADS in the
// environment: 100,000 of them, whose journal entry has 75 MB, take several minutes.
import { strict as assert } from 'node:assert';
import type { OperationListResponse, OperationResult } from '../../src/protocol/methods';
import { writeHome } from '../fixtures/generateHome';
import { planForest } from '../fixtures/planForest';
import { seededRandom } from '../fixtures/random';
import { exactState } from '../support/exactState';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { patience } from '../support/eventually';

const many = Number(process.env.THREADS ?? 1500);

describe('very many threads', () => {
  const home = temporaryFolder();
  const start = threadServers();
  const archive = (server: TestServer, threadId: string | undefined): Promise<OperationResult> =>
    server.request('threadTree/archive', { threadIds: [threadId] });
  const listed = async (server: TestServer): Promise<[string, number][]> => {
    const { operations } = await server.request<OperationListResponse>('threadTree/operations', {});
    return operations.map(({ operation, threads }) => [operation, threads]);
  };

  it(`an archive of ${many} is undone completely`, async function () {
    this.timeout(Math.max(60_000, many * 20) * patience);
    const random = seededRandom(7);
    const [large = [], small = []] = [
      { threads: many, roots: 0 },
      { threads: 4, roots: 1 },
    ].map(shape => planForest(random, shape));
    writeHome(home(), [...large, ...small]);
    const before = exactState(home());
    const first = await start(home());
    const { operation, reports } = await archive(first, large[0]?.id);
    assert.deepEqual([reports.length, new Set(reports.map(({ status }) => status))], [many, new Set(['archived'])]);
    const others: string[] = [];
    for (const { id } of small) others.unshift((await archive(first, id)).operation);
    await first.close();

    const second = await start(home());
    assert.deepEqual(await listed(second), [...others.map(other => [other, 1]), [operation, many]]);
    for (const undone of [operation, ...others]) await second.request('threadTree/undo', { operation: undone });
    assert.deepEqual(await listed(second), []);
    assert.deepEqual(exactState(home()), before);
  });
});
