// Writes what a view shows for the next window.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { knownLevels, type KeptRows, type ShownLevel } from './knownLevels';

/**
 * Replaces the file as a whole, unless it would say the same as what was written `before`. Resolves to what the next
 * call takes as `before`.
 */
export async function writeRows(
  file: string,
  question: string,
  shown: Iterable<ShownLevel>,
  before: string | undefined,
): Promise<string> {
  const kept: Omit<KeptRows, 'at'> = { question, levels: knownLevels(shown) };
  const now = JSON.stringify([new Date().toDateString(), kept]);
  if (now !== before) {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    // Another window may write the same file.
    const mine = `${file}.${process.pid}`;
    await writeFile(mine, JSON.stringify({ ...kept, at: Date.now() } satisfies KeptRows), { mode: 0o600 });
    await rename(mine, file);
  }
  return now;
}
