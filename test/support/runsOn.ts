// Tests that need something that a system, or what stands in for it, does not have.
import { existsSync } from 'node:fs';

const isOn = {
  linux: process.platform === 'linux',
  /** All but Windows. */
  unix: process.platform !== 'win32',
  windows: process.platform === 'win32',
  /** All but Wine. */
  notWine: !(process.platform === 'win32' && existsSync('C:\\windows\\system32\\winecfg.exe')),
};

/** A reason to run on Unix only. Links to folders that are only followed work on every system (folderLinks.ts). */
export const makesLinks = 'makes links that have to look like links, while Wine 8 shows what they lead to';

/** Whether this is one of the systems. If not, prints why the tests that ask are left out. */
export function runsOn(systems: keyof typeof isOn, reason: string): boolean {
  return runsIf(isOn[systems], reason);
}

/** Whether there is what some tests need. If not, prints why they are left out. */
export function runsIf(isThere: boolean, reason: string): boolean {
  if (!isThere) console.log(`Left out on ${process.platform}: ${reason}`);
  return isThere;
}
