// The protocol as `codex app-server` speaks it: requests, their order, and errors.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { drawHome, placesOf } from '../support/home';
import { startThreadServer, threadServers, threadServerScript } from '../support/server';
import { StdioClient } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';

/** Writes the lines to a new server, ends its input, and returns what it wrote and how it exited. */
async function talk(
  home: string,
  ...lines: string[]
): Promise<{ answers: readonly (object & { id?: unknown; method?: string })[]; log: string; code: number | null }> {
  const server = startThreadServer(home);
  server.write(lines.map(line => `${line}\n`).join(''));
  const code = await server.end();
  return { answers: server.received, log: server.log(), code };
}

const initialize = '{"id":0,"method":"initialize","params":{"clientInfo":{"name":"test","version":"1"}}}';

describe('thread server', () => {
  const folder = temporaryFolder();
  const start = threadServers();
  const home = (): string => path.join(folder(), 'home');
  beforeEach(() => mkdirSync(home()));

  const talks: { title: string; lines: string[]; answers: (object | RegExp)[]; log?: RegExp }[] = [
    {
      title: 'a request before initialize',
      lines: ['{"id":1,"method":"thread/list","params":{}}'],
      answers: [{ id: 1, error: { code: -32600, message: 'Not initialized' } }],
    },
    {
      title: 'initialize twice',
      lines: [initialize, initialize.replace('"id":0', '"id":1')],
      answers: [/"userAgent"/, { id: 1, error: { code: -32600, message: 'Already initialized' } }],
    },
    {
      title: 'an unknown method',
      lines: [initialize, '{"id":1,"method":"thread/fly","params":{}}'],
      answers: [/"userAgent"/, /"code":-32601/],
    },
    {
      title: 'a method that every object has',
      lines: [initialize, '{"id":1,"method":"constructor","params":{}}', '{"id":2,"method":"__proto__","params":{}}'],
      answers: [/"userAgent"/, /"code":-32601/, /"code":-32601/],
    },
    {
      title: 'shutdown is for language clients only',
      lines: [initialize, '{"id":1,"method":"shutdown"}'],
      answers: [/"userAgent"/, /"code":-32601/],
    },
    {
      title: 'an unknown notification',
      lines: [initialize, '{"method":"initialized"}', '{"method":"thread/flown","params":{}}'],
      answers: [/"userAgent"/],
    },
    {
      title: 'string ids',
      lines: [initialize, '{"id":"x","method":"thread/list"}'],
      answers: [
        /"userAgent"/,
        { id: 'x', error: { code: -32600, message: 'Invalid request: missing field `params`' } },
      ],
    },
    {
      title: 'bad params name the field',
      lines: [
        initialize,
        '{"id":1,"method":"threadTree/archive","params":{"threadIds":[7]}}',
        '{"id":2,"method":"threadTree/list","params":{"view":"sideways"}}',
        '{"id":3,"method":"thread/archive","params":{}}',
      ],
      answers: [
        /"userAgent"/,
        /"code":-32600.*threadIds/,
        /"code":-32600.*view/,
        /"code":-32600.*missing field `threadId`/,
      ],
    },
    {
      title: 'params of another type',
      lines: [
        initialize,
        ...['null', '7', '[]', '"x"'].map(
          (params, at) => `{"id":${at + 1},"method":"thread/archive","params":${params}}`,
        ),
      ],
      answers: [/"userAgent"/, /"id":1.*-32600/, /"id":2.*-32600/, /"id":3.*-32600/, /"id":4.*-32600/],
    },
    {
      title: 'lines that are not requests',
      lines: ['hello', '[]', 'null', '{"id":null,"method":"initialize"}', '{"id":7}', '{"method":7}', '{}', initialize],
      answers: [/"userAgent"/],
      log: /./,
    },
    { title: 'nothing', lines: [], answers: [] },
  ];
  for (const { title, lines, answers, log } of talks) {
    it(`answers ${title}, and ends with its input`, async () => {
      const talked = await talk(home(), ...lines);
      assert.equal(talked.answers.length, answers.length, JSON.stringify(talked));
      for (const [at, answer] of answers.entries()) {
        if (answer instanceof RegExp) assert.match(JSON.stringify(talked.answers[at]), answer);
        else assert.deepEqual(talked.answers[at], answer);
      }
      if (log) assert.match(talked.log, log);
      else assert.equal(talked.log, '');
      assert.equal(talked.code, 0);
    });
  }

  it('answers everything that was requested before the input ended, in order', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const { answers, code } = await talk(
      home(),
      initialize,
      `{"id":1,"method":"thread/archive","params":{"threadId":"${ids.P}"}}`,
      '{"id":2,"method":"threadTree/list","params":{"view":"threads"}}',
      `{"id":3,"method":"thread/archive","params":{"threadId":"${ids.Q}"}}`,
    );
    // On a slow machine it tells in between that the state DB has changed.
    const told = answers.map(answer => answer.id ?? answer.method).filter(name => name !== 'threadTree/changed');
    assert.deepEqual(told.toSorted(), [0, 1, 2, 3, 'thread/archived', 'thread/archived']);
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', Q: 'archived' });
    assert.equal(code, 0);
  });

  it('says who it is, and where the home is', async () => {
    const server = await start(home());
    const [answer] = server.received;
    const result = (answer as { result: Record<string, string> }).result;
    assert.deepEqual(
      [result.codexHome, Object.keys(result).sort()],
      [home(), ['codexHome', 'platformFamily', 'platformOs', 'userAgent']],
    );
    assert.match(result.userAgent ?? '', /^test\/\d+\.\d+\.\d+ \(/);
  });

  it('prints its usage if it is started in another way', async () => {
    const server = new StdioClient(process.execPath, [threadServerScript]);
    assert.equal(await server.end(), 2);
    assert.match(server.log(), /usage: node threadServer\.js --stdio/);
  });

  it('finishes what a client requested even if the client goes away', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', G: 'C' });
    const server = await start(home());
    server.process.stdout?.destroy();
    server.send({ id: 1, method: 'threadTree/archive', params: { threadIds: [ids.P] } });
    const code = await server.end();
    assert.deepEqual(placesOf(home(), ids), { P: 'archived', C: 'archived', G: 'archived' });
    assert.deepEqual([code, server.log()], [0, '']);
  });

  it('answers requests about threads that do not exist', async () => {
    const ids = drawHome(home(), { P: null });
    const server = await start(home());
    const unknown = ids.P.replace('0001', '0099').replace(/1$/, '9');
    assert.deepEqual(await server.request('threadTree/path', { view: 'threads', threadId: unknown }), {
      rows: [],
      inOrphans: false,
      group: null,
    });
    assert.deepEqual(await server.request('threadTree/path', { view: 'archived', threadId: ids.P }), {
      rows: [],
      inOrphans: false,
      group: null,
    });
    await assert.rejects(server.request('threadTree/details', { threadId: unknown }), {
      code: -32603,
      message: 'threadGone',
      data: { code: 'threadGone', thread: { threadId: unknown, name: null } },
    });
    assert.deepEqual(
      (await server.request<{ rows: unknown[] }>('threadTree/list', { view: 'threads', parentId: unknown })).rows,
      [],
    );
  });
});
