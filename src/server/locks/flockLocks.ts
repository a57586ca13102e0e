// Writer locks on Linux by flock(1): whether a file is free is found out for certain, by trying; `/proc/locks` tells
// who has it.
import { closeSync, fstatSync, type BigIntStats } from 'node:fs';
import { flock } from './flock';
import { inParallel } from './inParallel';
import { holderOf, readLockTable } from './lockTable';
import type { LockSystem } from './lockSystem';
import { cannotTell, openLockFile, openToHold } from './lockFile';
import { lockOn } from './procLocks';
import { heldInTable } from './tableLocks';

/** So many children at a time: with two processors more gain nothing. */
const PROBES_AT_A_TIME = 4;

/** The locks of this system, by the flock program at `program`. */
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
        if (!taken) closeSync(descriptor);
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
          if (!(await lock(file, descriptor))) held.set(file, fstatSync(descriptor, { bigint: true }));
        } finally {
          closeSync(descriptor);
        }
      });
      const locks = held.size > 0 ? (readLockTable() ?? []) : [];
      return new Map([...held].map(([file, stat]) => [file, holderOf(stat && lockOn(locks, stat))]));
    },
    seemHeld: heldInTable,
  };
}
