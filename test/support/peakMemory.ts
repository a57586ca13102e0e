// The most memory that a process of Node needed, told by itself at its end.

const SAID = 'peak memory in KiB: ';

/** Options of Node: the process then writes its peak on its standard error. */
export const tellPeakMemory = [
  '--import',
  `data:text/javascript,process.on('exit',()=>console.error('${SAID}'+process.resourceUsage().maxRSS))`,
];

/** Reads the peak from what the process wrote; in megabytes. */
export function peakMemoryIn(log: string): number {
  return Number(log.split(SAID)[1]) / 1000;
}
