// Another user than root, whom the system refuses what the modes of files do not permit. Root may do everything.
import { chownSync, readdirSync } from 'node:fs';
import path from 'node:path';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

/** What to add to the options of a child process that must not run as root. */
export const nobody = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** As root, makes everything in these folders the property of `nobody`. */
export function giveToNobody(...folders: readonly string[]): void {
  if (!isRoot) return;
  for (const folder of folders) {
    chownSync(folder, NOBODY, NOBODY);
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isSymbolicLink()) chownSync(path.join(entry.parentPath, entry.name), NOBODY, NOBODY);
    }
  }
}

/** Runs `act` as the user `nobody`, if this is root. */
export function asNobody<T>(act: () => T): T {
  if (!isRoot) return act();
  process.seteuid?.(NOBODY);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}
