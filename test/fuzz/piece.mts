// Tries some of a target's inputs in a process of their own: `piece.mts TARGET SEED FIRST COUNT FOLDER`. Prints each
// input's number before it is tried, and at the end the outcomes as JSON; a failure goes to the standard error.
import { writeSync } from 'node:fs';
import { fuzz } from './target';
import { targets } from './targets';

const [name = '', seed, first, count, folder = ''] = process.argv.slice(2);
const target = targets[name];
if (!target) throw new Error(`no target "${name}"`);
const outcomes = await fuzz(target(), {
  seed: Number(seed),
  first: Number(first),
  count: Number(count),
  folder,
  // Not through a stream, whose buffer is lost with the process.
  onInput: number => void writeSync(1, `${number}\n`),
});
writeSync(1, `${JSON.stringify(outcomes)}\n`);
