// Chooses the lock system of the platform.
import { findProgram } from './findProgram';
import { flockLocks } from './flockLocks';
import type { LockSystem } from './lockSystem';
import { tableShowsAll } from './lockTable';
import { macosLocks } from './macos';
import { otherSystem } from './otherSystem';
import { heldInTable, tableLocks } from './tableLocks';
import { windowsLocks } from './windows';

/** The locks of a platform. Programs are looked for in the usual places, then in `searchPath` (as PATH). */
export function platformLocks(platform: NodeJS.Platform, searchPath: string | undefined): LockSystem {
  switch (platform) {
    case 'linux': {
      const program = findProgram('flock', ['/usr/bin', '/bin'], searchPath);
      if (program !== undefined) return flockLocks(program);
      return tableShowsAll() ? tableLocks : { ...otherSystem, seemHeld: heldInTable };
    }
    case 'darwin':
      return macosLocks;
    case 'win32':
      return windowsLocks;
    case 'aix':
    case 'android':
    case 'cygwin':
    case 'freebsd':
    case 'haiku':
    case 'netbsd':
    case 'openbsd':
    case 'sunos':
      return otherSystem;
  }
}
