// When servers are started and ended, and what happens to requests meanwhile.
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResponseError } from 'vscode-jsonrpc/node';
import type { Failure } from '../../../src/protocol/failures';
import type {
  HomeProblem,
  StatusNotification,
  TreeLevelsParams,
  TreeLevelsResponse,
} from '../../../src/protocol/methods';
import type { Connection, ConnectionEvents, FirstRows } from '../../../src/shell/connection/connection';
import { CancelledError, FailedRequest, ServerLostError } from '../../../src/shell/errors';
import { createThreadService } from '../../../src/shell/connection/threadService';

/** Connections that answer each request with their number, and log what happens to them. */
function setUp() {
  const log: string[] = [];
  const events: ConnectionEvents[] = [];
  const control = { failStart: false, answer: (number: number): unknown => number, ending: Promise.resolve() };
  const firsts: (FirstRows | null)[] = [];
  const service = createThreadService((given, first) => {
    firsts.push(first);
    const number = events.push(given);
    log.push(`start ${number}`);
    const connection: Connection = {
      codexHome: `/home/${number}`,
      request: <R>() => Promise.resolve().then(() => control.answer(number) as R),
      stop: async () => {
        log.push(`stop ${number}`);
        await control.ending;
        log.push(`ended ${number}`);
      },
    };
    return control.failStart ? Promise.reject(new Error('no such file')) : Promise.resolve(connection);
  });
  service.onDidChange(revision => log.push(`changed ${revision}`));
  service.onDidGiveUp(reason => log.push(`gave up: ${reason}`));
  const ask = () => service.request('threadTree/list', { view: 'threads' }) as unknown as Promise<number>;
  return { service, log, events, firsts, control, ask };
}

/** An answer with first rows, as of a revision. */
const levels = (revision: number, problem: HomeProblem | null = null): TreeLevelsResponse => ({
  revision,
  levels: [],
  openGroups: [],
  problem,
});

describe('The thread service', () => {
  it('starts no server before it is asked for something, and then one', async () => {
    const { log, ask, service } = setUp();
    assert.deepEqual(log, []);
    assert.deepEqual(await Promise.all([ask(), ask(), service.codexHome()]), [1, 1, '/home/1']);
    assert.deepEqual(log, ['start 1']);
  });

  describe('while it connects', () => {
    const params: TreeLevelsParams = { view: 'threads', levels: [{}] };
    /** Asks for the first rows while the connection answers `late` only when told to. */
    function asking(late: TreeLevelsResponse) {
      const answer = Promise.withResolvers<TreeLevelsResponse>();
      const all = setUp();
      all.control.answer = () => answer.promise;
      const rows = all.service.request('threadTree/levels', params);
      return { ...all, rows, connect: () => answer.resolve(late) };
    }

    it('answers with the first rows as soon as the server has them', async () => {
      const { rows, firsts, connect, log } = asking(levels(1));
      await nextTurn();
      assert.deepEqual(firsts[0]?.params, params);
      firsts[0]?.answer(levels(1));
      assert.deepEqual(await rows, levels(1));
      connect();
      await nextTurn();
      assert.deepEqual(log, ['start 1']);
    });

    it('says that rows have changed when the connection knows newer ones', async () => {
      const { rows, firsts, connect, log } = asking(levels(2));
      await nextTurn();
      firsts[0]?.answer(levels(1));
      assert.deepEqual(await rows, levels(1));
      connect();
      await nextTurn();
      assert.deepEqual(log, ['start 1', 'changed 2']);
    });

    it('waits for the connection when there is a problem, whose words come with it', async () => {
      const problem: HomeProblem = { code: 'noHome', failure: { code: 'homeMissing', path: '/x' } };
      const { rows, firsts, connect } = asking(levels(3, problem));
      await nextTurn();
      firsts[0]?.answer(levels(1, problem));
      connect();
      assert.deepEqual(await rows, levels(3, problem));
    });

    it('needs no first rows for any other request', async () => {
      const { ask, firsts } = setUp();
      await ask();
      assert.deepEqual(firsts, [null]);
    });
  });

  it('restarts with another server, only after the first has ended', async () => {
    const { service, log, ask, control } = setUp();
    await ask();
    let end = () => undefined as void;
    control.ending = new Promise(resolve => {
      end = resolve;
    });
    const restarted = service.restart();
    const early = ask();
    await nextTurn();
    assert.deepEqual(log, ['start 1', 'stop 1']);
    end();
    await restarted;
    assert.equal(await early, 2);
    assert.deepEqual(
      log.filter(line => line !== 'changed null'),
      ['start 1', 'stop 1', 'ended 1', 'start 2'],
    );
    assert.equal(log.filter(line => line === 'changed null').length, 1);
  });

  it('restarts without starting what nobody has asked for', async () => {
    const { service, log } = setUp();
    await service.restart();
    assert.deepEqual(log, ['changed null']);
  });

  it("passes on the server's notifications, and a reconnection as a change without a revision", async () => {
    const { service, log, events, ask } = setUp();
    const subscription = service.onNotification('threadTree/status', ({ token, reports }) =>
      log.push(...reports.map(({ threadId, status }) => `${token}: ${threadId} ${status}`)),
    );
    service.onNotification('threadTree/unfinished', ({ operations }) =>
      log.push(`unfinished ${operations.map(({ name }) => name).join()}`),
    );
    await ask();
    const handlers = events[0]?.notifications;
    const status: StatusNotification = {
      operation: 'x',
      token: 'mine',
      reports: [{ threadId: 'a', status: 'archived' }],
    };
    handlers?.['threadTree/status'](status);
    handlers?.['threadTree/unfinished']({
      operations: [{ operation: 'x', kind: 'archive', startedAt: 1, threads: 1, left: 1, name: 'Euler' }],
    });
    handlers?.['threadTree/changed']({ revision: 7, loaded: [] });
    events[0]?.reconnected();
    subscription.dispose();
    handlers?.['threadTree/status'](status);
    assert.deepEqual(log, ['start 1', 'mine: a archived', 'unfinished Euler', 'changed 7', 'changed null']);
  });

  it('fails requests with the errors of errors.ts', async () => {
    const { control, ask } = setUp();
    const failing = (...error: ConstructorParameters<typeof ResponseError>) => {
      control.answer = () => {
        throw new ResponseError(...error);
      };
      return ask();
    };
    const failure: Failure = { code: 'homeMissing', path: '/x' };
    await assert.rejects(
      failing(-32603, 'homeMissing', failure),
      error => error instanceof FailedRequest && error.failure === failure,
    );
    await assert.rejects(failing(-32800, 'cancelled', { code: 'cancelled' }), CancelledError);
    for (const code of [-32097, -32096, -32099]) await assert.rejects(failing(code, 'disposed'), ServerLostError);
    // Anything else is a bug: of the shell's params, or of the server.
    for (const [code, message] of [
      [-32600, 'Invalid request: view: x'],
      [-32603, 'no data'],
      [-32001, 'threadTree/list failed: x is undefined'],
    ] as const)
      await assert.rejects(failing(code, message), { name: 'Error', code, message });
  });

  it('tells once when the server cannot start, and fails requests until it is revived', async () => {
    const { service, log, control, ask } = setUp();
    control.failStart = true;
    await assert.rejects(ask(), ServerLostError);
    await assert.rejects(ask(), /could not be started: no such file/);
    assert.deepEqual(log, ['start 1', 'gave up: The thread server could not be started: no such file.']);
    control.failStart = false;
    service.revive();
    assert.equal(await ask(), 2);
  });

  it('tells when the server is gone for good, and fails requests until it is restarted', async () => {
    const { service, log, events, ask } = setUp();
    await ask();
    events[0]?.gaveUp('It ended five times.');
    events[0]?.gaveUp('It ended six times.');
    await assert.rejects(ask(), error => error instanceof ServerLostError && error.message === 'It ended five times.');
    await service.restart();
    assert.equal(await ask(), 2);
    assert.deepEqual(log, ['start 1', 'gave up: It ended five times.', 'changed null', 'start 2']);
  });

  it('does not heed a former server that gives up', async () => {
    const { service, log, events, ask } = setUp();
    await ask();
    await service.restart();
    assert.equal(await ask(), 2);
    events[0]?.gaveUp('late');
    assert.equal(await ask(), 2);
    assert.ok(!log.includes('gave up: late'));
  });

  it('ends the server when it stops, and starts no other', async () => {
    const { service, log, ask } = setUp();
    await ask();
    await service.stop();
    await assert.rejects(ask(), ServerLostError);
    assert.deepEqual(log, ['start 1', 'stop 1', 'ended 1']);
  });
});
