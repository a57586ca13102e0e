// Which files of a Codex home to watch for changes of the threads.
import path from 'node:path';
import { stampOf } from '../files/fileCache';
import { namesIn } from '../files/folders';
import { watchFolder, type Watch } from '../files/watch';

/**
 * The state DB in any generation, its WAL and its journal; the old names; and the config, which may name another folder
 * for the state DB. Not `-shm`: readers write it too.
 */
const relevant = /^(?:state_\d+\.sqlite(?:-wal|-journal)?|session_index\.jsonl|config\.toml)$/;

/** Watches such files in a folder, as `watchFolder` does. */
export function watchHomeFiles(folder: () => string | undefined, onChange: () => void, onHint: () => void): Watch {
  return watchFolder(folder, { isRelevant: name => relevant.test(name), signature: signatureOf, onHint }, onChange);
}

function signatureOf(folder: string | undefined): string {
  if (folder === undefined) return '';
  try {
    const stamps = namesIn(folder)
      ?.filter(name => relevant.test(name))
      .map(name => stampOf(path.join(folder, name)));
    // With the folder: that it is there now, though empty, is a change too.
    return stamps ? [folder, ...stamps].join('\n') : '';
  } catch (error) {
    // A folder that can no longer be read is a change too: whoever reads the state DB then is told why.
    return (error as Error).message;
  }
}
