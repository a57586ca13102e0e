// The spellings of one path on Windows. Rust's canonicalize, and so Codex, returns the long form, which the system also
// takes, but which nobody reads and which equals no other spelling.
import nodePath from 'node:path';
import { pathToFileURL } from 'node:url';

/** `\\?\C:\x` becomes `C:\x`, and `\\?\UNC\server\share` becomes `\\server\share`; any other path stays. Pure. */
export function withoutLongForm(file: string): string {
  return file.replace(/^\\\\\?\\unc\\/i, '\\\\').replace(/^\\\\\?\\(?=[a-z]:)/i, '');
}

/** The path as people write it: on Windows without the long form. */
export function plainPath(file: string): string {
  return process.platform === 'win32' ? withoutLongForm(file) : file;
}

/**
 * Whether this system can look for a path as it is. On Windows `/home/me` is a path of Linux, written by a Codex in
 * WSL: Windows would look for it on the current drive. Pure; `platform` is `path` or, in tests, `path.win32`.
 */
export function isAbsoluteHere(file: string, platform: nodePath.PlatformPath = nodePath): boolean {
  return platform.isAbsolute(file) && (platform.sep === '/' || !isPathOfLinux(file));
}

/** Whether a path on Windows is one of Linux: it begins with one `/`, as two begin the name of a server. Pure. */
function isPathOfLinux(file: string): boolean {
  return /^\/(?!\/)/.test(file);
}

/** Whether a path is one on a drive of Windows, as WSL names it unless it is configured otherwise. Pure. */
export function isDriveInWsl(file: string): boolean {
  return /^\/mnt\/[a-z]\//.test(file);
}

/** Whether a path on Windows leads into a Linux of WSL: its locks and logs do not work from outside of it. Pure. */
export function isInWsl(file: string): boolean {
  return /^[\\/]{2}wsl(?:\.localhost|\$)(?:[\\/]|$)/i.test(withoutLongForm(file));
}

/**
 * The address by which SQLite opens a file; `mode` is its parameter of that name, and may have more behind it. SQLite takes a server only as a part of the path: `file:////server/share`.
 * Pure; `windows` is given in tests.
 */
export function sqliteUri(file: string, mode: string, windows = process.platform === 'win32'): string {
  const { host, pathname } = pathToFileURL(file, { windows });
  return `file://${host === '' ? '' : `//${host}`}${pathname}?mode=${mode}`;
}
