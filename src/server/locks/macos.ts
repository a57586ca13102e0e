// Writer locks on macOS, where open(2) can take an flock. Written from the manual, not yet run there.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LockHolder } from '../../protocol/failures';
import { closeFile } from '../files/openToLock';
import { coordinationFile } from './coordinationLock';
import { unknownHolder } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { processesWith } from './lsof';
import { lockOfOpen, openLockFile, openToHold } from './lockFile';

/** O_EXLOCK of <fcntl.h>, which Node does not name; with O_NONBLOCK, open fails with EAGAIN if the lock is taken. */
const O_EXLOCK = 0x20;

/**
 * How long to wait before the next attempt. Codex holds the lock for well under a millisecond.
 */
const POLL_MS = 5;

/** The locks of macOS. */
export const macosLocks: LockSystem = {
  take: async (file, patienceMs) => {
    for (const end = performance.now() + patienceMs; ; await delay(POLL_MS)) {
      const descriptor = openToHold(file, O_EXLOCK);
      if (descriptor !== undefined) return lockOfOpen(file, descriptor);
      if (performance.now() > end) return undefined;
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
    // Looking takes each lock for an instant. While we hold the coordination lock, no Codex notices. Looking does not
    // create that lock: a Codex does, before it takes any other.
    const descriptor = openLockFile(coordinationFile(path.dirname(first)), O_EXLOCK);
    if (descriptor === 'absent' || descriptor === 'odd') return [];
    if (descriptor === 'locked') return undefined;
    try {
      return files.filter(isHeld);
    } finally {
      closeFile(descriptor);
    }
  },
};

function isHeld(file: string): boolean {
  const opened = openLockFile(file, O_EXLOCK);
  if (typeof opened === 'number') closeFile(opened);
  return typeof opened !== 'number' && opened !== 'absent';
}
