// Reads damaged rollouts, in one piece and in others, and holds the reader to its promises: it never throws, the pieces
// make no difference, a damaged line costs itself, what it answers can be sent, and tokens agree with those of the
// reader that reads nothing else.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { readRolloutText } from '../../src/server/rollouts/rolloutBlocks';
import { createTokenReader } from '../../src/server/transcript/readTokens';
import { createTranscriptReader } from '../../src/server/transcript/readTranscript';
import { sampleLines } from '../support/transcriptSamples';
import { filesBelow } from '../support/files';
import { damaged, damagedText, spliced } from './damage';
import type { FuzzTarget } from './target';

const goOn = new AbortController().signal;

export function transcriptTarget(): FuzzTarget {
  const seeds = sampleLines();
  return {
    name: 'transcripts',
    make: random => {
      const { threadId, lines } = random.pick(seeds);
      const hurt = [...lines];
      // Lines of other versions, in any order, some of them damaged.
      for (let n = random.int(8); n > 0; n--) {
        const line = random.pick(random.pick(seeds).lines);
        const at = random.int(hurt.length + 1);
        hurt.splice(at, random.int(3), random.chance(0.5) ? line : damagedText(line, random).toString('latin1'));
      }
      const text = Buffer.from(`${hurt.join('\n')}\n`);
      const bytes = random.chance(0.3) ? spliced(text, random) : text;
      const isCompressed = random.chance(0.3);
      const packed = isCompressed ? zstdCompressSync(bytes) : bytes;
      const file = isCompressed && random.chance(0.4) ? damaged(packed, random) : packed;
      return { [`${threadId}.jsonl${isCompressed ? '.zst' : ''}`]: file };
    },
    check: async folder => {
      const [file = ''] = filesBelow(folder);
      const parts: Buffer[] = [];
      const { isCutShort } = await readRolloutText(
        file,
        { from: 0, to: Infinity },
        bytes => parts.push(Buffer.from(bytes)),
        goOn,
      );
      const text = Buffer.concat(parts);
      if (!file.endsWith('.zst')) assert.ok(text.equals(readFileSync(file)));
      return checkText(path.basename(file).slice(0, 36), text, isCutShort);
    },
  };
}

function checkText(threadId: string, text: Buffer, isCutShort: boolean): string {
  const whole = createTranscriptReader(threadId);
  whole.push(text);
  whole.finish();
  const transcript = whole.transcript();
  const pieces = createTranscriptReader(threadId);
  const size = 1 + (text.length % 997);
  for (let from = 0; from < text.length; from += size) pieces.push(Buffer.from(text.subarray(from, from + size)));
  pieces.finish();
  assert.deepEqual(pieces.transcript(), transcript);
  assert.deepEqual(JSON.parse(JSON.stringify(transcript)), transcript);
  for (const { offset } of [
    ...transcript.turns.flatMap(({ items }) => items.map(({ line }) => line)),
    ...transcript.problems,
  ])
    assert.ok(offset === 0 || text[offset - 1] === 0x0a, `no line begins at ${offset}`);
  const ids = transcript.turns.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'a turn is there twice');
  const tokens = createTokenReader(threadId);
  tokens.push(text);
  tokens.finish();
  JSON.stringify([tokens.total(), ...tokens.byRootTurn()]);
  const read = transcript.turns.length > 0 ? 'read' : 'nothing';
  return `transcript${transcript.problems.length > 0 ? ' with problems' : ''}: ${isCutShort ? 'cut short' : read}`;
}
