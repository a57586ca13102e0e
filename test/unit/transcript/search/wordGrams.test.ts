import assert from 'node:assert/strict';
import { gramsOf, mayInclude } from '../../../../src/server/transcript/search/wordGrams';
import { seededRandom } from '../../../fixtures/random';

describe('The runs of a text', () => {
  it('never rule out what the text includes', () => {
    const random = seededRandom(5);
    for (const length of [0, 1, 2, 3, 100, 5000, 300_000]) {
      const text = Buffer.from(Array.from({ length }, () => random.int(256)));
      const grams = gramsOf(text);
      for (let n = 0; n < 200; n++) {
        const from = random.int(length + 1);
        assert.ok(mayInclude(grams, text.subarray(from, from + random.int(20))));
      }
    }
  });

  it('rule out nearly every other word, in a tenth of the size', () => {
    const text = Buffer.from(Array.from({ length: 4000 }, (_, at) => `line ${at}: nothing to see, データ.`).join('\n'));
    const grams = gramsOf(text);
    assert.ok(grams.length < text.length / 8);
    const random = seededRandom(6);
    const words = Array.from({ length: 1000 }, () =>
      Array.from({ length: 6 }, () => 'abcdefghijklmnopqrstuvwxyz'.charAt(random.int(26))).join(''),
    );
    assert.ok(words.filter(word => mayInclude(grams, Buffer.from(word))).length < 10);
    assert.ok(mayInclude(grams, Buffer.from('データ')));
    assert.ok(!mayInclude(grams, Buffer.from('行移')));
  });
});
