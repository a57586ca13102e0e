// threadTree/check and threadTree/repair, with the real server.
import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import type { CheckupResult, OperationResult } from '../../src/protocol/methods';
import { ErrorCode } from '../../src/protocol/errorCodes';
import { addBrokenThreads } from '../support/checkup';
import { drawHome, rolloutOf } from '../support/home';
import { threadServers } from '../support/server';
import { Refusal } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';

describe('a checkup, with the server', () => {
  const home = temporaryFolder();
  const start = threadServers();

  it('lets other requests be answered meanwhile, and ends when cancelled', async () => {
    const { A } = drawHome(home(), { A: null });
    addBrokenThreads(home(), 20_000);
    const server = await start(home());

    // The first request was `initialize`.
    const cancelled = server.request('threadTree/check');
    await server.request('threadTree/details', { threadId: A });
    server.send({ method: '$/cancelRequest', params: { id: 2 } });
    await assert.rejects(cancelled, error => error instanceof Refusal && error.code === ErrorCode.cancelled);

    const { threads, leftOut } = await server.request<CheckupResult>('threadTree/check');
    assert.deepEqual([threads, leftOut], [20_001, { rolloutMissing: 15_000 }]);
  });

  it('names the threads in issues, and in the failures of a repair', async () => {
    const { A } = drawHome(home(), { A: null });
    rmSync(rolloutOf(home(), A));
    const server = await start(home());
    const { issues } = await server.request<CheckupResult>('threadTree/check');
    assert.deepEqual(
      issues.map(({ kind, threadId, name }) => [kind, threadId, name]),
      [['rolloutMissing', A, 'A']],
    );
    const { reports, names } = await server.request<OperationResult>('threadTree/repair', { threadIds: [A] });
    assert.deepEqual(reports, [
      { threadId: A, status: 'rolloutMissing', failure: { code: 'notRepairable', issue: issues[0] } },
    ]);
    assert.deepEqual(names, { [A]: 'A' });
  });
});
