// On Windows, whoever has a file open keeps others from renaming or removing it: a virus scanner, an indexer, a backup.
// They do so for milliseconds, and the system answers as if the user had no permission.

/** How long an act is tried again in total, in milliseconds. */
const BUSY_MS = 300;
const PAUSE_MS = 15;

/**
 * Runs `act` again while Windows says that the file is busy, up to a limit; then throws its error, which says for how
 * long (`triedMs`). Other errors, and those of other systems, are thrown at once. It blocks, as whatever moves files
 * does. `windows` is given in tests.
 */
export function whileBusy<T>(act: () => T, windows = process.platform === 'win32'): T {
  const end = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return act();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!windows || !['EBUSY', 'EPERM', 'EACCES'].includes(code)) throw error;
      if (performance.now() > end) throw Object.assign(error as Error, { triedMs: BUSY_MS });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
