// Which files of a Codex home to watch for changes of the threads.
import path from 'node:path';
import { stampOf } from '../files/fileCache';
import { readAt, withFile } from '../files/fileReads';
import { namesIn } from '../files/folders';
import { watchFolder, type Watch } from '../files/watch';

/**
 * The state DB in any generation, its WAL and its rollback journal; the old names; and the config, which may name
 * another folder for the state DB. Not `-shm`, which readers write as well.
 */
const relevant = /^(?:state_\d+\.sqlite(?:-wal|-journal)?|session_index\.jsonl|config\.toml)$/;

/** The first of the two copies of the header. */
const INDEX_HEAD_BYTES = 48;

/** Watches such files in a folder, as `watchFolder` does. */
export function watchHomeFiles(folder: () => string | undefined, onChange: () => void, onHint: () => void): Watch {
  return watchFolder(folder, { isRelevant: name => relevant.test(name), signature: signatureOf, onHint }, onChange);
}

function signatureOf(folder: string | undefined): string {
  if (folder === undefined) return '';
  try {
    const names = namesIn(folder);
    if (!names) return '';
    const stamps = names.filter(name => relevant.test(name)).map(name => stampOf(path.join(folder, name)));
    const heads = process.platform === 'win32' ? indexHeads(folder, names) : [];
    // Includes the folder: it is a change, too, if the folder exists now but is empty.
    return [folder, ...stamps, ...heads].join('\n');
  } catch (error) {
    // A folder that can no longer be read is a change, too: reading the state DB then says why.
    return (error as Error).message;
  }
}

/**
 * What the heads of the WAL indexes of a folder's state DBs say: each commit changes them, a reader does not. Windows
 * writes the time of an open file late, and a log that begins anew keeps its size, so that times and sizes do not show
 * a commit there. Format: https://sqlite.org/walformat.html#the_wal_index_header.
 */
export function indexHeads(folder: string, names: readonly string[]): string[] {
  return names
    .filter(name => /^state_\d+\.sqlite-shm$/.test(name))
    .map(name => indexHead(path.join(folder, name)))
    .filter(head => head !== undefined);
}

function indexHead(index: string): string | undefined {
  try {
    return withFile(index, file => Buffer.from(readAt(file, 0, INDEX_HEAD_BYTES)).toString('hex'));
  } catch (error) {
    // The other files still tell of changes.
    return (error as Error).message;
  }
}
