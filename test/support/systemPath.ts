// The paths in tests, as the system writes them.

/** An absolute path with `/` as this system has it: on Windows on drive C:, with `\`. */
export function systemPath(posix: string): string {
  return process.platform === 'win32' ? `C:${posix.replaceAll('/', '\\')}` : posix;
}
