import { strict as assert } from 'node:assert';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Message } from 'vscode-jsonrpc/node';
import { LineMessageReader, LineMessageWriter } from '../../../src/server/codex/ndjson';

/** Feeds the chunks to a reader, ends the stream, and returns what the reader produced. */
async function read(...chunks: (string | Buffer)[]): Promise<{ messages: Message[]; errors: number }> {
  const input = new PassThrough();
  const reader = new LineMessageReader(input, () => assert.fail('a line was refused'));
  const messages: Message[] = [];
  let errors = 0;
  reader.onError(() => errors++);
  reader.listen(message => messages.push(message));
  for (const chunk of chunks) {
    input.write(chunk);
    await turn();
  }
  input.end();
  while (!messages.some(message => 'method' in message && message.method === 'exit')) await turn();
  return { messages: messages.slice(0, -1), errors };
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

describe('JSON-RPC line by line', () => {
  const inputs: { title: string; chunks: (string | Buffer)[]; messages: object[]; errors?: number }[] = [
    { title: 'a message', chunks: ['{"id":1,"method":"ping"}\n'], messages: [ping] },
    {
      title: 'two in one chunk',
      chunks: ['{"id":1,"method":"ping"}\n{"id":1,"method":"ping"}\n'],
      messages: [ping, ping],
    },
    { title: 'one in many chunks', chunks: [...'{"id":1,"method":"ping"}\n'], messages: [ping] },
    {
      title: 'a character in two chunks',
      chunks: [Buffer.from('{"id":"\u00fc"}\n').subarray(0, 8), Buffer.from('{"id":"\u00fc"}\n').subarray(8)],
      messages: [{ jsonrpc: '2.0', id: 'ü' }],
    },
    { title: 'the last line without a line break', chunks: ['{"id":1,"method":"ping"}'], messages: [ping] },
    { title: 'CR LF, blank lines and blanks', chunks: ['\r\n  \n {"id":1,"method":"ping"} \r\n\n'], messages: [ping] },
    {
      title: 'line separators within a text',
      chunks: ['{"method":"a\u2028b\u2029c"}\n'],
      messages: [{ jsonrpc: '2.0', method: 'a\u2028b\u2029c' }],
    },
    { title: 'a carriage return between members', chunks: ['{"id":1,\r"method":"ping"}\n'], messages: [ping] },
    {
      title: 'a message after lines that are not messages',
      chunks: ['hello\n[1]\n7\nnull\n"x"\n{"id":1,"method":"ping"}\n'],
      messages: [ping],
      errors: 5,
    },
    {
      title: 'a message with another version, which is replaced',
      chunks: ['{"jsonrpc":"1.0","id":1,"method":"ping"}\n'],
      messages: [ping],
    },
    {
      title: 'a message of ten megabytes',
      chunks: [`{"method":"${'x'.repeat(10_000_000)}"}\n`],
      messages: [{ jsonrpc: '2.0', method: 'x'.repeat(10_000_000) }],
    },
    { title: 'nothing', chunks: [], messages: [] },
  ];
  for (const { title, chunks, messages, errors = 0 } of inputs) {
    it(`reads ${title}`, async () => assert.deepEqual(await read(...chunks), { messages, errors }));
  }

  it('writes each message as one line, without the version', async () => {
    const output = new PassThrough();
    const writer = new LineMessageWriter(output);
    await writer.write({ jsonrpc: '2.0', id: 1, result: 'a\nb' } as Message);
    await writer.write({ jsonrpc: '2.0', method: 'x' } as Message);
    assert.equal(String(output.read()), '{"id":1,"result":"a\\nb"}\n{"method":"x"}\n');
  });

  it('writes nothing that another line reader takes for a line break', async () => {
    const output = new PassThrough();
    await new LineMessageWriter(output).write({ jsonrpc: '2.0', result: 'a\u0085b\u2028c\u2029d\re' } as Message);
    assert.equal(String(output.read()), '{"result":"a\\u0085b\\u2028c\\u2029d\\re"}\n');
  });

  it('writes an error instead of an answer that JSON.stringify refuses', async () => {
    const output = new PassThrough();
    const result: unknown[] = [];
    result.push(result);
    await new LineMessageWriter(output).write({ jsonrpc: '2.0', id: 1, result } as Message);
    const { id, error } = JSON.parse(String(output.read())) as { id: unknown; error: { code: unknown } };
    assert.deepEqual([id, error.code], [1, -32603]);
  });

  it('rejects, and reports an error, if the stream fails', async () => {
    const output = new PassThrough();
    const writer = new LineMessageWriter(output);
    const errors: unknown[] = [];
    writer.onError(([error]) => errors.push(error));
    output.destroy(new Error('gone'));
    await assert.rejects(writer.write({ jsonrpc: '2.0' }));
    assert.equal(errors.length, 1);
  });
});
