// Lines that are too long to be a request: each fails alone, whatever its size.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { drawHome } from '../support/home';
import { peakMemoryIn, tellPeakMemory } from '../support/peakMemory';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { patience } from '../support/eventually';

const MiB = 1024 * 1024;
const LIMIT = 32 * MiB;

const request = '"method":"thread/list","params":{"limit":1,"searchTerm":"';
const next = '{"id":"next","method":"thread/list","params":{"limit":1}}\n';

describe('lines over the limit', function () {
  this.timeout(60_000 * patience);
  const folder = temporaryFolder();
  const startServer = threadServers();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => {
    mkdirSync(home());
    drawHome(home(), {});
  });

  const start = (): Promise<TestServer> => startServer(home(), { nodeArgs: tellPeakMemory });

  /** Sends a line with `fill` bytes between its parts, and returns what was answered until the process ended. */
  async function answers(
    server: TestServer,
    [head, fill, tail]: readonly [string, number, string],
    after = `\n${next}`,
  ): Promise<{ answers: object[]; megabytes: number }> {
    const { stdin } = server.process;
    if (!stdin) throw new Error('no standard input');
    const before = server.received.length;
    await pipeline(Readable.from(line(head, fill, `${tail}${after}`)), stdin);
    assert.deepEqual(await server.exited, { code: 0, signal: null });
    return { answers: server.received.slice(before), megabytes: peakMemoryIn(server.log()) };
  }

  const tooLong = { code: -32600, message: 'Invalid request: a line may have at most 33554432 bytes' };
  const nothing = { id: 'next', result: { data: [], nextCursor: null, backwardsCursor: null } };

  it('answers a line of exactly 32 MiB, and refuses one of a byte more', async () => {
    for (const [more, answer] of [
      [0, { id: 1, result: nothing.result }],
      [1, { id: 1, error: tooLong }],
    ] as const) {
      const [head, tail] = [`{"id":1,${request}`, '"}}'];
      const fill = LIMIT - head.length - tail.length + more;
      assert.deepEqual((await answers(await start(), [head, fill, tail])).answers, [answer, nothing]);
    }
  });

  it('skips 700 MB in little memory: more than a text of JavaScript can have', async () => {
    const idle = await answers(await start(), ['', 0, '']);
    const busy = await answers(await start(), [`{"id":1,${request}`, 700 * MiB, '"}}']);
    assert.deepEqual(busy.answers, [{ id: 1, error: tooLong }, nothing]);
    assert.ok(busy.megabytes - idle.megabytes < 150, `${idle.megabytes} MB when idle, ${busy.megabytes} MB`);
  });

  it('finds an id that comes after the params', async () => {
    const { answers: got } = await answers(await start(), [`{${request}`, 33 * MiB, '\\"}"},"id":"last"}']);
    assert.deepEqual(got, [{ id: 'last', error: tooLong }, nothing]);
  });

  it('answers with a null id what has none', async () => {
    for (const head of ['', '{"method":"initialized","params":"', '{"id":{},"x":"', '[{"id":1,"x":"']) {
      const { answers: got } = await answers(await start(), [head, 33 * MiB, '"}']);
      assert.deepEqual(got, [{ id: null, error: tooLong }, nothing], head);
    }
  });

  it('answers a line that the end of the input cuts off', async () => {
    const { answers: got } = await answers(await start(), [`{"id":1,${request}`, 33 * MiB, ''], '');
    assert.deepEqual(got, [{ id: 1, error: tooLong }]);
  });

  it('answers several, one after the other', async () => {
    const again = `\n{"id":2,${request}${'y'.repeat(LIMIT)}"}}\n${next}`;
    const { answers: got } = await answers(await start(), [`{"id":1,${request}`, 33 * MiB, '"}}'], again);
    assert.deepEqual(got, [{ id: 1, error: tooLong }, { id: 2, error: tooLong }, nothing]);
  });
});

function* line(head: string, fill: number, tail: string): Generator<Buffer> {
  yield Buffer.from(head);
  const filling = Buffer.alloc(MiB, 'x');
  for (let rest = fill; rest > 0; rest -= MiB) yield filling.subarray(0, Math.min(rest, MiB));
  yield Buffer.from(tail);
}
