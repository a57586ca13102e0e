import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { NotARegularFile } from '../../../src/server/files/regularFile';
import { readRolloutText, type TextPart, type TextRead } from '../../../src/server/rollouts/rolloutBlocks';
import { zstdBomb } from '../../fixtures/zstdBomb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

const goOn = new AbortController().signal;
const everything = { from: 0, to: Infinity };

/** A frame that a reader skips, with four bytes. */
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);

describe('readRolloutText', () => {
  const folder = temporaryFolder();
  const text = Buffer.from(Array.from({ length: 400_000 }, (_, number) => `line ${number}\n`).join(''));
  const files = (): string[] => {
    writeFileSync(folder('a.jsonl'), text);
    writeFileSync(folder('a.jsonl.zst'), zstdCompressSync(text));
    return [folder('a.jsonl'), folder('a.jsonl.zst')];
  };
  const read = async (file: string, part: TextPart = everything): Promise<TextRead & { text: Buffer }> => {
    const blocks: Buffer[] = [];
    const result = await readRolloutText(file, part, bytes => blocks.push(Buffer.from(bytes)), goOn);
    return { ...result, text: Buffer.concat(blocks) };
  };

  it('reads a plain and a compressed file whole, in blocks', async () => {
    for (const file of files()) {
      const whole = await read(file);
      assert.ok(whole.text.equals(text), file);
      assert.deepEqual([whole.end, whole.isCutShort], [text.length, false]);
    }
  });

  it('reads a part', async () => {
    for (const file of files()) {
      const part = await read(file, { from: 1_500_000, to: 4_000_001 });
      assert.ok(part.text.equals(text.subarray(1_500_000, 4_000_001)), file);
      assert.deepEqual([part.end, part.isCutShort], [4_000_001, false]);
    }
  });

  it('reads what is there of damaged compressed data, and says so', async () => {
    const packed = zstdCompressSync(text);
    for (const [title, bytes] of Object.entries({
      truncated: packed.subarray(0, packed.length - 50),
      'without the end of the frame': packed.subarray(0, packed.length - 1),
      'only the header of the frame': packed.subarray(0, 7),
      damaged: Buffer.concat([packed.subarray(0, packed.length >> 1), Buffer.alloc(50_000, 7)]),
      empty: Buffer.alloc(0),
      'not zstd': Buffer.from('{"type":"session_meta"}\n'.repeat(100)),
    })) {
      writeFileSync(folder('b.jsonl.zst'), bytes);
      const start = await read(folder('b.jsonl.zst'));
      assert.equal(start.isCutShort, true, title);
      assert.ok(start.text.equals(text.subarray(0, start.end)), title);
    }
  });

  it('reads on after the first frame, or says that it could not', async () => {
    const packed = zstdCompressSync(text);
    writeFileSync(folder('two.jsonl.zst'), Buffer.concat([packed, packed]));
    const { end, isCutShort } = await read(folder('two.jsonl.zst'));
    assert.deepEqual(
      { end, isCutShort },
      isCutShort ? { end: text.length, isCutShort } : { end: 2 * text.length, isCutShort },
    );
    writeFileSync(folder('more.jsonl.zst'), Buffer.concat([packed, skippable]));
    assert.deepEqual((await read(folder('more.jsonl.zst'))).isCutShort, false);
  });

  it('stops a small file that unpacks to more than anybody needs, as soon as it has enough', async () => {
    writeFileSync(folder('bomb.jsonl.zst'), zstdBomb('{"a":1}\n', 64 * 1024 ** 3));
    const started = process.memoryUsage.rss();
    const { end, isCutShort } = await read(folder('bomb.jsonl.zst'), { from: 0, to: 2_000_000 });
    assert.deepEqual([end, isCutShort], [2_000_000, false]);
    assert.ok(process.memoryUsage.rss() - started < 200_000_000);
  });

  if (runsOn('unix', makesLinks)) {
    it('does not follow a link', async () => {
      const [file = ''] = files();
      symlinkSync(file, folder('link.jsonl'));
      await assert.rejects(read(folder('link.jsonl')), error => error instanceof NotARegularFile);
    });
  }

  it('ends when it is cancelled', async () => {
    for (const file of files()) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const reading = readRolloutText(file, everything, () => controller.abort(reason), controller.signal);
      await assert.rejects(reading, error => error === reason);
    }
  });
});
