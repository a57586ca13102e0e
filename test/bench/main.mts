// `npm run bench`: the figures that the README and the closing notes speak of, as ratios measured in one run.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installCodex } from '../../scripts/codex';
import { packVsix } from '../../scripts/vsix';
import { benchArchive } from './archive';
import { benchHost } from './host';
import { benchLoad } from './load';
import { benchSizes } from './sizes';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);

await installCodex();
console.log(`${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`);
const scratch = mkdtempSync(path.join(tmpdir(), 'ctb-'));
try {
  const vsix = path.join(scratch, 'extension.vsix');
  packVsix(vsix);
  await benchLoad(scratch, rounds);
  await benchArchive(scratch, rounds);
  await benchHost(scratch);
  benchSizes(vsix);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
