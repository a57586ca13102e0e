// Tries a piece of a target's inputs in a process of its own: `piece.mts TARGET SEED FIRST COUNT FOLDER`. Tells on its
// standard output each input's number before it is tried, and at the end the outcomes as JSON; what failed, on its
// standard error.
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
  // Not by way of a stream: what it holds back is lost with the process.
  onInput: number => void writeSync(1, `${number}\n`),
});
writeSync(1, `${JSON.stringify(outcomes)}\n`);
