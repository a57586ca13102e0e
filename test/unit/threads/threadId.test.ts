import assert from 'node:assert/strict';
import { isThreadId, parseThreadId } from '../../../src/server/threads/threadId';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';

describe('parseThreadId', () => {
  for (const spelling of [
    id,
    id.toUpperCase(),
    `{${id}}`,
    `urn:uuid:${id}`,
    id.replaceAll('-', ''),
    `{${id.toUpperCase()}}`,
  ]) {
    it(`accepts ${spelling}`, () => assert.equal(parseThreadId(spelling), id));
  }

  const character = 'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found ';
  // Each message was observed on Codex 0.169.
  const refused: [text: string, message: string][] = [
    ['', 'invalid length: expected length 32 for simple format, found 0'],
    ['abc', 'invalid length: expected length 32 for simple format, found 3'],
    ['x', `${character}\`x\` at 1`],
    ['é', `${character}\`é\` at 1`],
    [`${id.slice(0, -1)}g`, `${character}\`g\` at 36`],
    ['urn:uuid:zz', `${character}\`z\` at 10`],
    [`{${id}`, `${character}\`{\` at 1`],
    [`${id.slice(0, -1)}`, 'invalid group length in group 4: expected 12, found 11'],
    [`${id}9`, 'invalid group length in group 4: expected 12, found 13'],
    ['01a20235-e3bd-7773-b090-', 'invalid group length in group 4: expected 12, found 0'],
    ['01a20235-e3bd-7773-b09084a39b98b439', 'invalid group count: expected 5, found 4'],
    ['-----', 'invalid group count: expected 5, found 6'],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => parseThreadId(text), { message }));
  }

  it('measures wrapped ids as the crate does', () => {
    assert.throws(() => parseThreadId(`{${id.replaceAll('-', '')}}`), {
      message: 'invalid group count: expected 5, found 1',
    });
    assert.throws(() => parseThreadId('01a2023-e3bd-7773-b090-84a39b98b439'), {
      message: 'invalid group length in group 0: expected 8, found 7',
    });
    assert.throws(() => parseThreadId('01a20235-e3bd-7773-b09-84a39b98b439'), {
      message: 'invalid group length in group 3: expected 4, found 3',
    });
  });

  it('counts the position of a character in bytes', () =>
    assert.throws(() => parseThreadId('urn:uuid:0é'), { message: `${character}\`é\` at 11` }));
});

describe('isThreadId', () => {
  it('is true for the canonical form only', () => {
    assert.ok(isThreadId(id));
    for (const value of [
      id.toUpperCase(),
      `{${id}}`,
      id.replaceAll('-', ''),
      `${id}\n`,
      ` ${id}`,
      '',
      '../../etc/passwd',
      null,
      5,
      [id],
    ])
      assert.ok(!isThreadId(value), String(value));
  });
});
