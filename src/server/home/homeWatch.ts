// Which files of a Codex home to watch for changes of the threads.
import path from 'node:path';
import { stampOf } from '../files/fileCache';
import { namesIn } from '../files/folders';
import { watchFolder, type Watch } from '../files/watch';

/**
 * The state DB in any generation, its WAL and its rollback journal; the old names; and the config, which may name
 * another folder for the state DB. Not `-shm`, which readers write as well.
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
    // Includes the folder: it is a change, too, if the folder exists now but is empty.
    return stamps ? [folder, ...stamps].join('\n') : '';
  } catch (error) {
    // A folder that can no longer be read is a change, too: reading the state DB then says why.
    return (error as Error).message;
  }
}
