import assert from 'node:assert/strict';
import { visibleLines } from '../../../src/server/transcript/visibleText';

describe('Visible lines', () => {
  const rows: [string, string, string[]][] = [
    ['an empty text', '', []],
    ['only line breaks', '\n\r\n\n', []],
    ['empty lines, but for those at the end', '\na\n\nb\r\n\n', ['', 'a', '', 'b']],
    ['a carriage return within a line', 'a\rb', ['a␍b']],
  ];
  for (const [name, text, lines] of rows) it(`are those of ${name}`, () => assert.deepEqual(visibleLines(text), lines));

  it('may be any number of empty ones', () => {
    assert.equal(visibleLines(`${'\n'.repeat(1_000_000)}a`).length, 1_000_001);
  });
});
