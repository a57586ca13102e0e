// The lock that every Codex from 0.148 on takes before it takes or lets go of a thread's: `.coordination.lock`.
import { closeSync, fstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { UserError } from '../userError';
import { holderInWords } from './lockHolder';
import type { LockSystem } from './lockSystem';
import { cannotTell, lookAtLock } from './lockFile';

/** How long another program may have it: a Codex needs it for less than a millisecond. */
const PATIENCE_MS = 5000;

/**
 * Takes the coordination lock of a folder of writer locks, which is made if need be: the descriptor that holds it, or
 * undefined where the system has no way. Throws UserError when another program has it for more than 5 seconds, or the
 * file cannot be had.
 */
export async function takeCoordinationLock(system: LockSystem, folder: string): Promise<number | undefined> {
  if (!system.take) return undefined;
  const file = coordinationFile(folder);
  makeFolder(folder);
  for (const end = performance.now() + PATIENCE_MS, left = () => Math.ceil(end - performance.now()); left() > 0;) {
    const descriptor = await system.take(file, left());
    if (descriptor === undefined) break;
    if (isCoordinationLock(descriptor, folder)) return descriptor;
    // Removed while it was waited for: a Codex would lock the new one.
    closeSync(descriptor);
  }
  const holder = (await system.heldAmong([file])).get(file);
  const who = holder && holderInWords(holder);
  const seconds = PATIENCE_MS / 1000;
  throw new UserError(
    who === undefined
      ? t(
          'Another program has kept {file} locked for {seconds} seconds, so it cannot be told which threads Codex has loaded. Try again, or end that program.',
          { file, seconds },
        )
      : t(
          'Another program ({who}) has kept {file} locked for {seconds} seconds, so it cannot be told which threads Codex has loaded. Try again, or end that program.',
          { who, file, seconds },
        ),
  );
}

/** Whether an open file still is the one that a Codex would lock. */
export function isCoordinationLock(descriptor: number, folder: string): boolean {
  const [own, there] = [fstatSync(descriptor, { bigint: true }), lookAtLock(coordinationFile(folder))];
  return own.ino === there?.ino && own.dev === there.dev;
}

/** Its path in a folder of writer locks. */
export function coordinationFile(folder: string): string {
  return path.join(folder, '.coordination.lock');
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotTell(folder, error);
  }
}
