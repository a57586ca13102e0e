// `npm run bench`: prints the figures in the README, as ratios measured in one run. Options:
//   --only load,big,archive,transcripts,said,page,live,host,firstRow,sizes   some of it
//   --sizes 1000,10000,100000        threads of the homes that are loaded
//   --megabytes 200                 rollouts that are searched; the aims are for 1024
//   --rounds 5                       repetitions; a third of them where one takes seconds
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installCodex } from '../../scripts/codex';
import { packVsix } from '../../scripts/vsix';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { benchArchive } from './archive';
import { benchBigHomes } from './bigHomes';
import { benchFirstRow } from './firstRow';
import { printGrowth } from './growth';
import { benchHost } from './host';
import { benchLive } from './live';
import { benchLoad, type LoadFigures } from './load';
import { benchPage } from './page';
import { benchSaid } from './said';
import { benchSizes } from './sizes';
import { benchTranscripts } from './transcripts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'load,big,archive,transcripts,said,page,live,host,firstRow,sizes' },
    sizes: { type: 'string', default: '1000,10000,100000' },
    megabytes: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
  },
});
const rounds = Number(values.rounds);
const few = Math.ceil(rounds / 3);
const sizes = values.sizes.split(',').map(Number);
const benches: Record<string, (scratch: string) => Promise<void>> = {
  load: async scratch => {
    const figures: LoadFigures[] = [];
    for (const threads of sizes) figures.push(await benchLoad(scratch, threads, threads > 10_000 ? few : rounds));
    printGrowth(sizes, figures);
  },
  big: benchBigHomes,
  archive: scratch => benchArchive(scratch, rounds),
  transcripts: scratch => benchTranscripts(scratch, rounds),
  said: scratch => benchSaid(scratch, Number(values.megabytes), rounds),
  live: scratch => benchLive(scratch, rounds),
  page: scratch => benchPage(scratch, rounds),
  host: scratch => benchHost(scratch),
  firstRow: scratch => benchFirstRow(scratch, [20, 2000, 10_000], rounds),
  sizes: async scratch => {
    const vsix = path.join(scratch, 'extension.vsix');
    packVsix(vsix);
    benchSizes(vsix);
    await Promise.resolve();
  },
};
const chosen = values.only.split(',').map(name => {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no bench "${name}", only ${Object.keys(benches).join(', ')}.`);
  return bench;
});

await installCodex();
const machine = `${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
const started = performance.now();
console.log(
  `${machine}, load ${loadavg()
    .map(load => load.toFixed(1))
    .join(' ')}`,
);
for (const bench of chosen) await withTemporaryFolder(bench);
console.log(
  `\n${((performance.now() - started) / 60_000).toFixed(1)} minutes, load ${loadavg()
    .map(load => load.toFixed(1))
    .join(' ')}`,
);
