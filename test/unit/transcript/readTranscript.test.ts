// What the reader promises of any lines: those of the future, damaged ones, endless ones, and lines that come one by
// one from a running thread.
import assert from 'node:assert/strict';
import type { ItemType, Transcript, TurnItem } from '../../../src/protocol/transcript';
import { createTranscriptReader, type TranscriptReader } from '../../../src/server/transcript/readTranscript';
import { createTokenReader } from '../../../src/server/transcript/readTokens';
import { createLineSplitter } from '../../../src/server/transcript/splitLines';
import { readSample, sampleBytes, sampleNames } from '../../support/transcriptSamples';

const thread = '01a225aa-5992-75e3-b863-7b46a2e8e628';
const turn = '01a225aa-59ab-7d73-b1a4-c2f860df86e4';
const older = '01a225aa-0000-7d73-b1a4-c2f860df86e4';

interface Line {
  type: string;
  payload: object;
}
const meta = (mode?: string): Line => ({
  type: 'session_meta',
  payload: { id: thread, ...(mode !== undefined && { history_mode: mode }) },
});
const event = (type: string, more: object = {}): Line => ({ type: 'event_msg', payload: { type, ...more } });
const begin = (id = turn): Line => event('task_started', { turn_id: id, started_at: 1 });
const end = (id = turn): Line => event('task_complete', { turn_id: id, completed_at: 2, duration_ms: 1000 });
const item = (type: string, more: object = {}): Line =>
  event('item_completed', { turn_id: turn, item: { type, id: `id of ${type}`, ...more } });
const call = (name: string, args: object, callId = name): Line => ({
  type: 'response_item',
  payload: { type: 'function_call', name, call_id: callId, arguments: JSON.stringify(args) },
});
const output = (callId: string, text: unknown): Line => ({
  type: 'response_item',
  payload: { type: 'function_call_output', call_id: callId, output: text },
});
const bytesOf = (lines: readonly (Line | string)[]): Buffer =>
  Buffer.from(lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

function readerOf(...lines: (Line | string)[]): TranscriptReader {
  const reader = createTranscriptReader(thread);
  reader.push(bytesOf(lines));
  return reader;
}
const read = (...lines: (Line | string)[]): Transcript => readerOf(...lines).transcript();
const itemsOf = ({ turns }: Transcript): TurnItem[] => turns.flatMap(({ items }) => items);
function only<Type extends ItemType>(transcript: Transcript, type: Type): TurnItem<Type> {
  const [first, ...rest] = itemsOf(transcript);
  assert.equal(rest.length, 0);
  if (first?.type !== type) throw new Error(`${first?.type} instead of ${type}`);
  return first as TurnItem<Type>;
}

describe('createTranscriptReader', () => {
  it('loses only the damaged line', () => {
    const { turns, problems } = read(
      meta('paginated'),
      begin(),
      item('UserMessage'),
      '{"type":',
      '[]',
      item('Plan'),
      end(),
    );
    assert.deepEqual(
      itemsOf({ turns } as Transcript).map(({ type }) => type),
      ['userMessage', 'plan'],
    );
    assert.deepEqual(
      problems.map(({ code, offset }) => [code, offset > 0]),
      [
        ['damagedLine', true],
        ['damagedLine', true],
      ],
    );
  });

  it('keeps what it does not know, by name', () => {
    const transcript = read(
      meta('paginated'),
      begin(),
      item('HologramView', { depth: 3 }),
      event('aurora_seen', { colour: 'green' }),
      { type: 'response_item', payload: { type: 'telepathy', text: 'x' } },
      { type: 'weather', payload: { wind: 3 } },
    );
    assert.deepEqual(
      itemsOf(transcript).map(each => [each.type, each.type === 'unknown' && each.name, each.unlisted]),
      ['HologramView', 'aurora_seen', 'telepathy', 'weather'].map(name => ['unknown', name, true]),
    );
    assert.match(JSON.stringify(itemsOf(transcript)[0]), /depth\\": 3/);
  });

  it('shows a running command, and lets its item replace it', () => {
    const reader = readerOf(meta('paginated'), begin(), call('exec_command', { cmd: 'make', workdir: '/w' }, 'c1'));
    const running = only(reader.transcript(), 'commandExecution');
    assert.deepEqual(
      [running.command, running.cwd, running.status, running.unlisted],
      ['make', '/w', 'inProgress', true],
    );
    const done = event('item_completed', {
      turn_id: turn,
      item: {
        type: 'CommandExecution',
        id: 'c1',
        command: ['/bin/sh', '-c', 'make'],
        status: 'completed',
        exit_code: 0,
      },
    });
    assert.deepEqual(
      reader.takeChanged().map(({ id }) => id),
      [turn],
    );
    assert.deepEqual(reader.takeChanged(), []);
    reader.push(bytesOf([done, output('c1', 'Exit code: 0\nOutput:\nok')]));
    const real = only(reader.transcript(), 'commandExecution');
    assert.deepEqual([real.command, real.status, real.unlisted], ['make', 'completed', false]);
    assert.deepEqual(
      reader.takeChanged().map(({ id }) => id),
      [turn],
    );
  });

  it('fails what a turn left running', () => {
    const lines = [meta(), begin(), call('exec_command', { cmd: 'make' }), event('turn_aborted', { turn_id: turn })];
    const transcript = read(...lines);
    assert.deepEqual(
      [transcript.turns[0]?.status, only(transcript, 'commandExecution').status],
      ['interrupted', 'failed'],
    );
  });

  it('interrupts a turn without an end once another begins', () => {
    const next = turn.replace('59ab', '59ff');
    const statuses = ({ turns }: Transcript): string[] => turns.map(({ status }) => status);
    assert.deepEqual(statuses(read(meta(), begin())), ['inProgress']);
    assert.deepEqual(statuses(read(meta(), begin(), begin(next))), ['interrupted', 'inProgress']);
  });

  it('reads commands as Codex before 0.158 reported them', () => {
    const cases: { says: unknown; status: string; exitCode: number | null; output: string }[] = [
      {
        says: 'Chunk ID: 1\nWall time: 0.5 seconds\nProcess exited with code 2\nOutput:\nno\n',
        status: 'failed',
        exitCode: 2,
        output: 'no\n',
      },
      { says: 'Exit code: 0\nWall time: 1 seconds\nOutput:\nyes', status: 'completed', exitCode: 0, output: 'yes' },
      {
        says: '{"output":"yes","metadata":{"exit_code":0,"duration_seconds":0.5}}',
        status: 'completed',
        exitCode: 0,
        output: 'yes',
      },
      { says: { content: 'Exit code: 1\nOutput:\n', success: false }, status: 'failed', exitCode: 1, output: '' },
      {
        says: 'exec_command failed: rejected by user',
        status: 'declined',
        exitCode: null,
        output: 'exec_command failed: rejected by user',
      },
      { says: 'aborted by user after 1.8s', status: 'failed', exitCode: null, output: 'aborted by user after 1.8s' },
      { says: 'only words', status: 'completed', exitCode: null, output: 'only words' },
    ];
    for (const { says, ...expected } of cases) {
      const { status, exitCode, aggregatedOutput } = only(
        read(meta(), begin(), call('exec_command', { cmd: 'x' }, 'c'), output('c', says)),
        'commandExecution',
      );
      assert.deepEqual({ status, exitCode, output: aggregatedOutput }, expected);
    }
  });

  it('joins the outputs of a command that goes on as a session', () => {
    const { status, exitCode, aggregatedOutput, durationMs } = only(
      read(
        meta(),
        begin(),
        call('exec_command', { cmd: 'top' }, 'c'),
        output('c', 'Wall time: 0.5 seconds\nProcess running with session ID 7\nOutput:\none\n'),
        call('write_stdin', { session_id: 7, chars: 'q' }, 'w'),
        output('w', 'Wall time: 0.25 seconds\nProcess exited with code 0\nOutput:\ntwo\n'),
      ),
      'commandExecution',
    );
    assert.deepEqual([status, exitCode, aggregatedOutput, durationMs], ['completed', 0, 'one\ntwo\n', 750]);
  });

  it('names the messages that the API sealed, and never shows them', () => {
    const mail = (content: object[]): Line => ({
      type: 'response_item',
      payload: { type: 'agent_message', id: 'm', author: '/root', recipient: '/root/a', content },
    });
    const head = { type: 'input_text', text: 'Message Type: NEW_TASK\nTask name: /root/a\nPayload:\n' };
    const hidden = read(
      meta('paginated'),
      begin(),
      mail([head, { type: 'encrypted_content', encrypted_content: 'gAAAAABabc' }]),
    );
    assert.deepEqual([only(hidden, 'agentMail').kind, only(hidden, 'agentMail').text], ['NEW_TASK', null]);
    const plain = read(meta('paginated'), begin(), mail([{ ...head, text: `${head.text}Look\nthere` }]));
    assert.equal(only(plain, 'agentMail').text, 'Look\nthere');
    const spawn = read(meta('paginated'), begin(), call('spawn_agent', { message: 'gAAAAABU0NSSVBU' }));
    assert.equal(only(spawn, 'collabAgentToolCall').prompt, null);
    assert.doesNotMatch(JSON.stringify([hidden, spawn]), /gAAAAAB/);
  });

  it('leaves out the turns of another thread, and those taken back, but remembers what they cost', () => {
    const total = (tokens: number): Line =>
      event('token_count', { info: { total_token_usage: { total_tokens: tokens } } });
    const second = turn.replace('59ab', '59ff');
    const { turns, tokens } = read(
      meta(),
      { type: 'session_meta', payload: { id: older } },
      begin(older),
      event('user_message', { message: 'copied' }),
      total(1000),
      end(older),
      begin(),
      event('user_message', { message: 'own' }),
      total(1010),
      total(1010),
      end(),
      begin(second),
      event('user_message', { message: 'taken back' }),
      total(1100),
      end(second),
      event('thread_rolled_back', { num_turns: 1 }),
    );
    assert.deepEqual(
      turns.map(({ id, tokens: used }) => [id, used?.total]),
      [[turn, 10]],
    );
    assert.equal(tokens?.total, 100);
  });

  it('numbers the turns of a Codex that did not', () => {
    const { turns } = read(
      meta(),
      event('user_message', { message: 'one' }),
      event('agent_message', { message: 'yes' }),
      event('user_message', { message: 'two' }),
    );
    assert.deepEqual(
      turns.map(({ id, status, items }) => [id, status, items.length]),
      [
        ['turn-1', 'completed', 2],
        ['turn-2', 'completed', 1],
      ],
    );
  });

  it('never answers what cannot be sent: deep, huge, or no numbers', () => {
    const deep = `{"type":"event_msg","payload":{"type":"x","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`;
    const args = JSON.stringify(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const deepCall = `{"type":"response_item","payload":{"type":"function_call","name":"t","call_id":"c","arguments":${args}}}`;
    const usage = { usage: { total_tokens: 1e308, input_tokens: -5, output_tokens: 'many' } };
    const record = { type: 'token_usage_record', payload: { turn_id: turn, ...usage } };
    const transcript = read(meta('paginated'), begin(), deep, deepCall, record, record);
    assert.deepEqual(JSON.parse(JSON.stringify(transcript)), transcript);
    assert.deepEqual([transcript.tokens?.input, transcript.tokens?.output], [0, 0]);
    assert.equal(itemsOf(transcript).length, 2);
  });

  it('keeps the data of pictures out', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    const transcript = read(
      meta('paginated'),
      begin(),
      item('UserMessage', { content: [{ type: 'image', image_url: url }] }),
    );
    assert.deepEqual(only(transcript, 'userMessage').content, [{ type: 'image', url: null }]);
    assert.ok(JSON.stringify(transcript).length < 2000);
  });

  const png = `data:image/png;base64,${Buffer.from('\x89PNG\r\n\x1a\n pictures', 'latin1').toString('base64')}`;
  const pictures: [string, (Line | string)[], ItemType][] = [
    ["of Codex's own item", [item('ImageView', { id: 'view_image', path: '/a.png' })], 'imageView'],
    ['of a call without an item', [], 'imageView'],
  ];
  for (const [name, between, type] of pictures)
    it(`remembers where the picture is that was looked at, ${name}`, () => {
      const before = [meta('paginated'), begin(), call('view_image', { path: '/a.png' }), ...between];
      const transcript = read(...before, output('view_image', [{ type: 'input_image', image_url: png }]));
      const offset = bytesOf(before).length;
      assert.deepEqual(only(transcript, type).pictures, [{ rollout: 0, offset, index: 0, type: 'png', bytes: 17 }]);
    });

  it('finds the pictures that versions of Codex have written', () => {
    const found = sampleNames().flatMap(({ name }) =>
      itemsOf(readSample(name).transcript).flatMap(({ type, pictures = [] }) =>
        pictures.map(picture => `${name.split('/').slice(0, 2).join('/')} ${type} ${picture.type} ${picture.bytes}`),
      ),
    );
    assert.deepEqual(found, [
      '0.125/all imageView png 233',
      '0.125/all imageGeneration png 70',
      '0.148/code script png 233',
      '0.171/all imageView png 233',
      '0.171/all imageGeneration png 70',
      '0.171/code script png 233',
    ]);
  });

  for (const { name } of sampleNames().filter((_, index) => index % 3 === 0)) {
    it(`reads ${name.slice(-60)} alike in any pieces, and its tokens alone`, () => {
      const { transcript } = readSample(name);
      const threadId = /T[\d-]{8}-([0-9a-f-]{36})/.exec(name)?.[1] ?? '';
      const reader = createTranscriptReader(threadId);
      const tokens = createTokenReader(threadId);
      const bytes = sampleBytes(name);
      for (let from = 0; from < bytes.length; from += 777) {
        const piece = bytes.subarray(from, from + 777);
        reader.push(piece);
        tokens.push(piece);
      }
      reader.finish();
      tokens.finish();
      assert.deepEqual(reader.transcript(), transcript);
      assert.deepEqual(tokens.total(), transcript.tokens);
      assert.deepEqual(tokens.byRootTurn(), reader.tokensByRootTurn());
    });
  }
});

describe('createLineSplitter', () => {
  it('holds nothing of an endless line, and goes on after it', () => {
    const seen: string[] = [];
    const receiver = {
      line: (line: Buffer, offset: number) => seen.push(`${line.toString()} at ${offset}`),
      tooLong: (offset: number) => seen.push(`too long at ${offset}`),
    };
    const splitter = createLineSplitter(receiver, 100, 10);
    for (const piece of ['ab\n\ncd', 'ef\n0123456', '789ab', 'cdefghijklmnop\nxy\nrest'])
      splitter.push(Buffer.from(piece));
    splitter.finish();
    assert.deepEqual(seen, ['ab at 100', 'cdef at 104', 'too long at 109', 'xy at 136', 'rest at 139']);
  });
});
