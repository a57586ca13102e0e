import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { rawRollouts } from '../../../src/server/requests/rawRollout';
import { createWording } from '../../../src/server/transcript/wording';
import { temporaryFolder } from '../../support/temporaryFolder';
import { plainWords } from '../../support/transcriptPages';

const goOn = new AbortController().signal;

describe('Raw rollouts', () => {
  const folder = temporaryFolder();
  const words = createWording({ ...plainWords, rawLeftOut: 'left out {0}', rawLineCut: 'cut {0}' });
  const write = (name: string, text: string): string => {
    const file = path.join(folder(), name);
    writeFileSync(file, name.endsWith('.zst') ? zstdCompressSync(text) : text);
    return file;
  };

  it('are shown as they are, each below its path', async () => {
    const files = [write('a.jsonl', '{"a":1}\nnot JSON\n'), write('b.jsonl.zst', '{"ü":2}\n')];
    const [a, b] = files.map(file => JSON.stringify(file));
    assert.equal(await rawRollouts(files, words, goOn), `// ${a}\n{"a":1}\nnot JSON\n\n// ${b}\n{"ü":2}\n`);
  });

  for (const name of ['long.jsonl', 'long.jsonl.zst'])
    it(`are shown from where they fit: ${name}`, async () => {
      const lines = Array.from({ length: 400_000 }, (_, at) => `{"line":${String(at).padStart(6, '0')}}`);
      const text = await rawRollouts([write(name, `${lines.join('\n')}\n`)], words, goOn, 1000);
      const [, note = '', ...shown] = text.trimEnd().split('\n');
      const most = name.endsWith('.zst') ? 2_000_000 : 1300;
      assert.ok(text.length < most, String(text.length));
      assert.deepEqual(shown, lines.slice(-shown.length));
      const bytes = 16 * (lines.length - shown.length);
      assert.equal(note, `// left out ${bytes.toLocaleString('en-GB')}`);
    });

  it('have no endless lines', async () => {
    const text = await rawRollouts([write('wide.jsonl', `${'x'.repeat(150_000)}\n`)], words, goOn);
    assert.match(text, /\nx{100000} \/\/ cut 50,000\n$/);
  });
});
