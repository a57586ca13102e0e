// How long it takes to read a long transcript, and only its tokens.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRolloutText } from '../../src/server/rollouts/rolloutBlocks';
import { createTokenReader } from '../../src/server/transcript/readTokens';
import { createLineSplitter } from '../../src/server/transcript/splitLines';
import { createTranscriptReader } from '../../src/server/transcript/readTranscript';
import { createLongRollouts, sampleThread } from './longRollout';
import { measure, printAim, printMeasured, timed } from './measure';

const BYTES = 50 * 1000 * 1000;
const everything = { from: 0, to: Infinity };
const goOn = new AbortController().signal;

export async function benchTranscripts(scratch: string, rounds: number): Promise<void> {
  const file = path.join(scratch, 'rollout.jsonl');
  const { text, turns, items } = createLongRollouts()(BYTES);
  writeFileSync(file, text);
  const measured = await measure(
    [
      {
        name: 'turns and items',
        run: () =>
          timed(async () => {
            const reader = createTranscriptReader(sampleThread);
            await readRolloutText(file, everything, bytes => reader.push(bytes), goOn);
            const { turns: read, stats } = reader.transcript();
            if (read.length !== turns || stats.items !== items) throw new Error(`${read.length}, ${stats.items}`);
          }),
      },
      {
        name: 'only tokens',
        run: () =>
          timed(async () => {
            const reader = createTokenReader(sampleThread);
            await readRolloutText(file, everything, bytes => reader.push(bytes), goOn);
          }),
      },
      {
        name: 'JSON.parse of every line',
        run: () =>
          timed(async () => {
            const splitter = createLineSplitter({
              line: line => void JSON.parse(line.toString('utf8')),
              tooLong: () => undefined,
            });
            await readRolloutText(file, everything, bytes => splitter.push(bytes), goOn);
          }),
      },
    ],
    rounds,
  );
  printMeasured(`Transcript of 50 MB, ${turns} turns, ${items} items`, measured);
  const [turnsMs = NaN, tokensMs = NaN, parseMs = NaN] = measured.map(({ median }) => median);
  printAim('turns and items of 50 MB', turnsMs, { atMost: 500 }, 'ms');
  printAim('... against JSON.parse of every line', turnsMs / parseMs, { atMost: 1.5 });
  printAim('only tokens, against the same', tokensMs / parseMs, { atMost: 0.5 });
}
