// The paths in tests, as the system writes them, and the same on every system.
import path from 'node:path';

/** An absolute path with `/` as this system has it: on Windows on drive C:, with `\`. */
export function systemPath(posix: string): string {
  return process.platform === 'win32' ? `C:${posix.replaceAll('/', '\\')}` : posix;
}

/** A path of this system with `/` between its names, as expected texts have it. */
export function withSlashes(file: string): string {
  return file.replaceAll(path.sep, '/');
}
