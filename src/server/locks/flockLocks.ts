// Writer locks on Linux with flock(1): trying to lock a file shows for certain whether it is free, and `/proc/locks`
// shows who holds it.
import type { BigIntStats } from '../files/look';
import { closeFile, statOfOpen } from '../files/openToLock';
import { flock } from './flock';
import { inParallel } from './inParallel';
import { holderOf, readLockTable } from './lockTable';
import type { LockSystem } from './lockSystem';
import { cannotTell, openLockFile, openToHold } from './lockFile';
import { lockOn } from './procLocks';
import { heldInTable } from './tableLocks';

/** How many children run at a time: with two processors, more gain nothing. */
const PROBES_AT_A_TIME = 4;

/** The locks of Linux, with the flock program at `program`. */
export function flockLocks(program: string): LockSystem {
  const lock = async (file: string, descriptor: number, patienceMs?: number): Promise<boolean> => {
    try {
      return await flock(program, descriptor, patienceMs);
    } catch (error) {
      throw cannotTell(file, error);
    }
  };
  return {
    take: async (file, patienceMs) => {
      const descriptor = openToHold(file);
      if (descriptor === undefined) return undefined;
      let taken = false;
      try {
        taken = await lock(file, descriptor, patienceMs);
      } finally {
        if (!taken) closeFile(descriptor);
      }
      return taken ? descriptor : undefined;
    },
    heldAmong: async files => {
      const held = new Map<string, BigIntStats | undefined>();
      await inParallel(files, PROBES_AT_A_TIME, async file => {
        const descriptor = openLockFile(file);
        if (descriptor === 'absent') return;
        if (typeof descriptor !== 'number') return void held.set(file, undefined);
        try {
          if (!(await lock(file, descriptor))) held.set(file, statOfOpen(descriptor));
        } finally {
          closeFile(descriptor);
        }
      });
      const locks = held.size > 0 ? (readLockTable() ?? []) : [];
      return new Map([...held].map(([file, stat]) => [file, holderOf(stat && lockOn(locks, stat))]));
    },
    seemHeld: heldInTable,
  };
}
