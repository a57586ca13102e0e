// Loaded into a process before its own code (`node --import`): it writes its peak memory when it ends.
import { readFileSync } from 'node:fs';

process.on('exit', () => console.error(`peak memory in KiB: ${peakMemory()}`));

/**
 * The peak of the program itself. `maxRSS` on Linux starts at what the parent of a process needed, because both share
 * their memory until the child's program is loaded.
 */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
