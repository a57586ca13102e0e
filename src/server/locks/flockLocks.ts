// Writer locks on Linux with flock(1): trying to lock a file shows for certain whether it is free, and `/proc/locks`
// shows who holds it.
import type { BigIntStats } from '../files/look';
import { closeFile, statOfOpen } from '../files/openToLock';
import { flock, readyFlock, type ReadyFlock } from './flock';
import { inParallel } from './inParallel';
import { holderOf, readLockTable } from './lockTable';
import type { LockSystem } from './lockSystem';
import { cannotTell, lockOfOpen, openLockFile, openToHold } from './lockFile';
import { lockOn } from './procLocks';
import { heldInTable } from './tableLocks';

/** How many children run at a time: with two processors, more gain nothing. */
const PROBES_AT_A_TIME = 4;

/** The locks of Linux, with the flock program at `program`. */
export function flockLocks(program: string): LockSystem {
  const lock = async (file: string, descriptor: number, patienceMs = 0, prepared?: ReadyFlock): Promise<boolean> => {
    try {
      return await (prepared ? prepared.lock(patienceMs) : flock(program, descriptor, patienceMs));
    } catch (error) {
      throw cannotTell(file, error);
    }
  };
  let ready: { file: string; descriptor: number; flock: ReadyFlock } | undefined;
  const discard = (): void => {
    if (ready === undefined) return;
    ready.flock.discard();
    closeFile(ready.descriptor);
    ready = undefined;
  };
  return {
    prepare: file => {
      if (ready?.file === file) return;
      discard();
      const descriptor = openLockFile(file);
      if (typeof descriptor === 'number') ready = { file, descriptor, flock: readyFlock(program, descriptor) };
    },
    take: async (file, patienceMs) => {
      const prepared = ready?.file === file ? ready : undefined;
      if (prepared) ready = undefined;
      const descriptor = prepared?.descriptor ?? openToHold(file);
      if (descriptor === undefined) return undefined;
      let taken = false;
      try {
        taken = await lock(file, descriptor, patienceMs, prepared?.flock);
      } finally {
        if (!taken) closeFile(descriptor);
      }
      return taken ? lockOfOpen(file, descriptor) : undefined;
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
