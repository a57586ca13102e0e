// The formats of dates and numbers, made in another thread for the first time.
import assert from 'node:assert/strict';
import { languages, readBundle, textsOf } from '../../../scripts/l10n/messages';
import { loadFormats } from '../../../src/shell/words/language';
import { fakeVscode } from '../fake/vscode';

describe('The formats of dates and numbers', () => {
  afterEach(() => {
    fakeVscode.l10n.bundle = undefined;
  });

  it('are made for each language of the texts, in a thread that ends', async () => {
    for (const language of languages) {
      fakeVscode.l10n.bundle = textsOf(readBundle(language));
      await loadFormats();
    }
  });

  it('cannot be made for what is no language', async () => {
    const texts = textsOf(readBundle('ja'));
    const key = Object.keys(texts).find(each => texts[each] === 'ja') ?? assert.fail('no tag');
    fakeVscode.l10n.bundle = { [key]: 'no language' };
    await assert.rejects(loadFormats(), RangeError);
  });
});
