// What the writer locks need of an operating system.
import { findProgram } from './findProgram';
import { flockLocks } from './flockLocks';
import type { LockHolder } from './lockHolder';
import { tableShowsAll } from './lockTable';
import { macosLocks } from './macos';
import { otherSystem } from './otherSystem';
import { heldInTable, tableLocks } from './tableLocks';
import { windowsLocks } from './windows';

export interface LockSystem {
  /**
   * Opens a file, made if need be, with an exclusive lock on it that lasts as long as the descriptor or this process,
   * and on which Codex waits. Undefined when another program still had it after that many milliseconds. Undefined
   * itself where there is no way.
   */
  take: ((file: string, patienceMs: number) => Promise<number | undefined>) | undefined;
  /**
   * Those of these files (absolute paths) that a process holds, with who. What is there but is no regular file counts
   * as held: no Codex made it, and it is not opened. Takes the lock of a free file for an instant. Throws UserError
   * when it cannot be told.
   */
  heldAmong: (files: readonly string[]) => Map<string, LockHolder> | Promise<Map<string, LockHolder>>;
  /**
   * Those of these regular files, of one folder, that seem to be held, at a glance and for show: no program is run, and
   * no Codex is kept from anything. None where that is not to be had; undefined when it cannot be told at the moment.
   * Throws as `heldAmong` does.
   */
  seemHeld: (files: readonly string[]) => string[] | undefined;
}

/** The locks of a platform; programs are looked for in the usual places, then in `searchPath` (as PATH). */
export function lockSystem(platform: NodeJS.Platform, searchPath: string | undefined): LockSystem {
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
