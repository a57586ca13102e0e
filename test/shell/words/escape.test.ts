import assert from 'node:assert/strict';
import { inMessage, inQuickPick, oneLine } from '../../../src/shell/words/escape';
import { hostileTexts } from '../../fixtures/hostileTexts';

/**
 * What VS Code 1.103 makes a link of in a notification (base/common/linkedText.ts), and an icon of in a quick pick
 * (iconLabels.ts).
 */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

describe('Text of others', () => {
  const hostile = [
    '[run](command:workbench.action.closeWindow)',
    '[a](https://example.com "title")',
    'x [a](file:///etc/passwd) y',
    '[[a](command:b)](command:c)',
    ']([a](command:b)',
  ];
  for (const text of hostile) {
    it(`makes no link in a message: ${text}`, () => {
      assert.match(text, link);
      assert.doesNotMatch(inMessage(text), link);
    });
  }

  for (const text of ['$(zap)', 'a $(sync~spin) b', '$($(zap))', '$(a)$(b)']) {
    it(`makes no icon in a quick pick: ${text}`, () => {
      const found = [...inQuickPick(text).matchAll(icon)];
      assert.ok(found.length > 0);
      assert.deepEqual(
        found.filter(([, escaped]) => escaped === undefined),
        [],
      );
    });
  }

  for (const { title, text } of hostileTexts) {
    it(`is one line, without a link, in a message: ${title}`, () => {
      assert.doesNotMatch(oneLine(text), /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.doesNotMatch(inMessage(text), /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.doesNotMatch(inMessage(text), link);
    });
  }

  it('is otherwise left alone', () => {
    const text = 'Fix [the] (flaky) $checkout $ (tests) **now** <b>';
    assert.equal(inMessage(text), text);
    assert.equal(inQuickPick(text), text);
  });
});
