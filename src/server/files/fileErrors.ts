// Errors of file operations: whether they mean that there is no such file, and which file they are about.

/** Whether a file operation failed because there is no such file or folder. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Runs a file operation; undefined if there is no such file. Throws what the operation throws otherwise.
 */
export function unlessAbsent<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * Runs a file operation; an I/O error that it throws names this file, whichever descriptor or path the operation used.
 */
export function named<T>(file: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    delete (error as { dest?: string }).dest;
    throw Object.assign(error as Error, { path: file });
  }
}

/**
 * The errors of open(2) for a link under O_NOFOLLOW, for a folder, and for a socket. The last is EOPNOTSUPP of macOS,
 * for which Node has no name.
 */
const noFileCodes = new Set(['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO', 'Unknown system error -102']);

/** Whether a file could not be opened because something else is at its path. */
export function isNoFileToOpen(error: unknown): boolean {
  return noFileCodes.has((error as NodeJS.ErrnoException).code ?? '');
}
