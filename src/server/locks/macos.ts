// Writer locks on macOS, whose open(2) takes an flock as it opens. Not run there yet: written by its manual.
import { closeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { coordinationFile } from './coordinationLock';
import { unknownHolder, type LockHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { processesWith } from './lsof';
import { openLockFile, openToHold } from './lockFile';

/** O_EXLOCK of <fcntl.h>, which Node does not name; with O_NONBLOCK a lock that is another's fails with EAGAIN. */
const O_EXLOCK = 0x20;

/**
 * How often a lock that is another's is tried again; Codex holds the one that is waited for well under a millisecond.
 */
const POLL_MS = 5;

/** The locks of macOS. */
export const macosLocks: LockSystem = {
  take: async (file, patienceMs) => {
    for (const end = performance.now() + patienceMs; ; await delay(POLL_MS)) {
      const descriptor = openToHold(file, O_EXLOCK);
      if (descriptor !== undefined || performance.now() > end) return descriptor;
    }
  },
  heldAmong: async files => {
    const held = files.filter(isHeld);
    const holders = held.length > 0 ? await processesWith(held) : new Map<string, LockHolder>();
    return new Map(held.map(file => [file, holders.get(file) ?? unknownHolder]));
  },
  seemHeld: files => {
    const [first] = files;
    if (first === undefined) return [];
    // To look is to take a lock for an instant: behind this one no Codex sees it.
    const descriptor = openToHold(coordinationFile(path.dirname(first)), O_EXLOCK);
    if (descriptor === undefined) return undefined;
    try {
      return files.filter(isHeld);
    } finally {
      closeSync(descriptor);
    }
  },
};

function isHeld(file: string): boolean {
  const opened = openLockFile(file, O_EXLOCK);
  if (typeof opened === 'number') closeSync(opened);
  return typeof opened !== 'number' && opened !== 'absent';
}
