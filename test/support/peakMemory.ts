// The most memory that a process of Node needed, told by itself at its end.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../scripts/vscode/paths';

/** Options of Node: the process then writes its peak on its standard error. */
export const tellPeakMemory = [
  '--import',
  pathToFileURL(path.join(projectRoot, 'test/support/tellPeakMemory.mts')).href,
];

/** Reads the peak from what the process wrote; in megabytes. */
export function peakMemoryIn(log: string): number {
  const kibibytes = /^peak memory in KiB: (\d+)$/m.exec(log)?.[1];
  if (kibibytes === undefined) throw new Error(`no peak memory in: ${log}`);
  return (Number(kibibytes) * 1024) / 1e6;
}
