// A cache with one folder per installed thing and version. A folder appears in it only when it is complete.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './paths';

/** A new version replaces the older ones of the same kind. */
export interface Installable {
  kind: string;
  version: string;
  /** For the progress line, e.g. "VS Code server 1.2.3 (250 MB from npm)". */
  title: string;
  /** Fills `folder`, which is empty. The finished folder is moved to `target`: nothing inside may point at `folder`. */
  fill(folder: string, target: string): Promise<void>;
}

/**
 * Returns the folder that holds `what`, and fills it on the first call. Several processes may call it at once: each
 * fills a folder of its own, and the first to finish wins. Prints progress, and nothing when the folder exists.
 */
export async function installOnce(what: Installable): Promise<string> {
  const target = path.join(cacheFolder, `${what.kind}-${what.version}`);
  if (existsSync(target)) return target;

  removeLeftovers(what.kind);
  const started = Date.now();
  const partial = `${target}.partial-${process.pid}`;
  console.log(`Installing ${what.title}, once, into ${path.relative(process.cwd(), cacheFolder)} ...`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    await what.fill(partial, target);
    moveIntoPlace(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  console.log(`Installed ${what.title} in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return target;
}

function moveIntoPlace(partial: string, target: string): void {
  try {
    renameSync(partial, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // Otherwise another process finished first, with the same content.
  }
}

/** Removes other versions of this kind and the remains of interrupted installs. */
function removeLeftovers(kind: string): void {
  if (!existsSync(cacheFolder)) return;
  for (const name of readdirSync(cacheFolder)) {
    if (!name.startsWith(`${kind}-`)) continue;
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && isRunning(Number(owner))) continue;
    rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
