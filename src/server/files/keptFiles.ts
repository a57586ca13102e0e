// Files that stay open between two looks. POSIX drops all locks of a process on a file when the process closes any
// descriptor of that file, and other extensions in this process may have the state DB open with SQLite, whose locks on
// it would be gone. So its descriptor stays open while the path leads to the same file.
import { fstatSync } from 'node:fs';
import { keepOpen, statOf, withFile, type KeptFile, type WithFile } from './fileReads';

export interface KeptFiles {
  /**
   * As `withFile`. On POSIX the file is opened at the first call and then stays open, until a call finds that its path
   * leads elsewhere. On Windows, where locks belong to handles and an open one would block the name, it is opened anew
   * for each call.
   */
  readonly withFile: WithFile;
  /** Closes what is open. */
  close(): void;
}

/** Opens nothing yet. The caller closes it. */
export function createKeptFiles(): KeptFiles {
  if (process.platform === 'win32') return { withFile, close: () => undefined };
  const kept = new Map<string, KeptFile>();
  /** An open file has its inode to itself, so equal numbers mean the same file. */
  const isAt = ({ path, stat: { dev, ino } }: KeptFile): boolean => {
    const found = statOf(path);
    return found?.dev === dev && found.ino === ino;
  };
  const close = (file: KeptFile): void => {
    kept.delete(file.path);
    file.close();
  };
  return {
    withFile: (path, use) => {
      for (const file of [...kept.values()]) if (!isAt(file)) close(file);
      const known = kept.get(path);
      if (known) return use({ ...known, stat: fstatSync(known.fd, { bigint: true }) });
      const opened = keepOpen(path);
      if (!opened) return undefined;
      kept.set(path, opened);
      return use(opened);
    },
    close: () => [...kept.values()].forEach(close),
  };
}
