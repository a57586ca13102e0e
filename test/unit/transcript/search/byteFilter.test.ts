// The filter must let through whatever the turns of a rollout have, however the bytes come, and nothing of what Codex
// itself told the model.
import assert from 'node:assert/strict';
import { createByteFilters } from '../../../../src/server/transcript/search/byteFilter';
import { itemText } from '../../../../src/server/transcript/search/itemText';
import { readSample, sampleBytes, sampleNames } from '../../../support/transcriptSamples';

const line = (type: string, payload: object): string =>
  JSON.stringify({ timestamp: '2026-11-29T00:00:00Z', type, payload });
const said = (message: string): string => line('event_msg', { type: 'agent_message', message });

function isPossible(bytes: Buffer, query: string, { matchCase = false, block = bytes.length } = {}): boolean {
  const filter = createByteFilters(query, matchCase)();
  for (let at = 0; at < bytes.length; at += block) filter.push(bytes.subarray(at, at + block));
  return filter.isPossible();
}

describe('createByteFilters', () => {
  const cases: [name: string, query: string, lines: string[], expected: boolean][] = [
    ['a word', 'total', [said('The Total.')], true],
    ['an absent word', 'totem', [said('The Total.')], false],
    ['a quotation mark', 'say "x"', [said('I say "x"')], true],
    ['a backslash', 'C:\\new', [said('in C:\\new')], true],
    ['a tab', 'a\tb', [said('a\tb')], true],
    ['an umlaut in another case', 'GRÖSSE', [said('die größe, grösse')], true],
    ['a cased letter of three bytes', 'ẞ', [said('Straẞe')], true],
    ['Japanese', '移行', [said('データベースの移行')], true],
    ['an emoji', '🚀', [said('go 🚀')], true],
    ['instructions', 'total', [line('session_meta', { base_instructions: 'total' })], false],
    [
      'a developer message',
      'total',
      [line('response_item', { type: 'message', role: 'developer', content: 'total' })],
      false,
    ],
    ['a repeated prompt', 'total', [line('response_item', { type: 'message', role: 'user', content: 'total' })], false],
    [
      'a command that the user typed',
      'total',
      [line('response_item', { type: 'message', role: 'user', content: [{ text: '<user_shell_command>\ntotal' }] })],
      true,
    ],
    ['a line after instructions', 'total', [line('session_meta', { base: 'total total' }), said('total')], true],
  ];
  for (const [name, query, lines, expected] of cases) {
    it(name, () => {
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      assert.equal(isPossible(bytes, query), expected);
      for (const block of [1, 7, 64]) assert.equal(isPossible(bytes, query, { block }), expected, `blocks of ${block}`);
    });
  }

  it('finds a word wherever it is in blocks of hundreds of kilobytes, and nothing in a long hidden line', () => {
    const text = 'x'.repeat(300_000);
    const long = Buffer.from(`${said(text)}\n${line('session_meta', { base: text })}\n${said('the end')}\n`);
    for (const edge of [65_536, 131_072, 262_144])
      for (let at = edge - 8; at < edge + 3; at++) {
        const bytes = Buffer.from(long);
        bytes.write('needle', at);
        assert.ok(isPossible(bytes, 'needle', { block: 262_144 }), `at ${at}`);
        const instructions = Buffer.from(long);
        instructions.write('needle', 300_500 + at);
        assert.ok(!isPossible(instructions, 'needle', { block: 262_144 }), `in instructions at ${at}`);
      }
  });

  it('takes no longer for a long query', () => {
    const query = 'e'.repeat(200);
    assert.equal(isPossible(Buffer.from(said(`${query.slice(1)}x`.repeat(100))), query), false);
  });

  it('minds the case if asked to', () => {
    const bytes = Buffer.from(said('The Total.'));
    assert.deepEqual(
      ['total', 'Total'].map(query => isPossible(bytes, query, { matchCase: true })),
      [false, true],
    );
  });

  for (const { name, label } of sampleNames()) {
    it(`lets through every line of the turns of ${label} (${name.slice(0, 5)})`, () => {
      const bytes = sampleBytes(name);
      const lines = readSample(name).transcript.turns.flatMap(({ items }) =>
        // The JSON of unknown items and of arguments is written anew.
        items.flatMap(item => (item.type === 'unknown' || 'arguments' in item ? [] : itemText(item).split('\n'))),
      );
      for (const text of new Set(lines.map(each => each.slice(0, 60)).filter(each => each.trim() !== '')))
        assert.ok(isPossible(bytes, text, { block: 1000 }), text);
    });
  }
});
