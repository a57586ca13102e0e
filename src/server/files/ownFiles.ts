// Creates, renames and deletes files of our own, which only this user may read. Throws I/O errors; on Windows, once
// another program has had the file open for too long (`whileBusy`).
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { whileBusy } from './busyFiles';
import { syncFolder } from './folders';
import { withRegularFile } from './regularFile';

/** Creates a folder with those above it, durably. An existing one stays as it is. */
export function createOwnFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let created = folder; created.length >= first.length; created = path.dirname(created))
    syncFolder(path.dirname(created));
}

/** Creates an empty file. Throws when something is there. */
export function createOwnFile(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}

/** Reads a file; undefined when it is larger. Throws NotARegularFile. */
export function readOwnFile(file: string, limitBytes: number): Buffer | undefined {
  return withRegularFile(file, ({ fd, stat }) => (stat.size <= limitBytes ? readFileSync(fd) : undefined));
}

/** Renames a file or folder. Replaces a file of the new name. */
export function renameOwn(from: string, to: string): void {
  whileBusy(() => renameSync(from, to));
}

/** Deletes a file, or a folder with all that is in it. */
export function deleteOwn(file: string): void {
  whileBusy(() => rmSync(file, { recursive: true }));
}
