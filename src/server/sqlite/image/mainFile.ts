// The main file of a database without the changes of a transaction that has not ended.
import { fill, readBytes, sizeOf, withFile, type OpenFile } from '../../files/fileReads';
import { cutShort } from './databaseHeader';
import type { Observation } from './observation';
import { rollBack } from './rollbackJournal';

/** No page is larger. About half of the pages around a needed one are needed as well. */
const AHEAD_BYTES = 64 * 1024;

export interface MainFile {
  /** How many bytes it has. */
  readonly length: number;
  /** Reads bytes from an offset on; zeros after the end. */
  read(bytes: Uint8Array<ArrayBuffer>, from: number): void;
}

/**
 * The open main file, read piece by piece. While a rollback journal is in use, all of it at once: then its pages have
 * to be put back first. Throws FailureError. `dbPath` is only for failures.
 */
export function mainFile(dbPath: string, file: OpenFile, { journal }: Observation): MainFile {
  if (journal !== undefined) return inMemory(rolledBack(dbPath, file));
  const length = sizeOf(file);
  const buffer = new Uint8Array(AHEAD_BYTES);
  let ahead = { from: 0, bytes: buffer.subarray(0, 0) };
  return {
    length,
    read: (bytes, from) => {
      if (from < ahead.from || from + bytes.length > ahead.from + ahead.bytes.length) {
        const start = from - (from % AHEAD_BYTES);
        ahead = { from: start, bytes: fill(file, buffer, start) };
      }
      copyInto(bytes, ahead.bytes, from - ahead.from);
    },
  };
}

function inMemory(all: Uint8Array): MainFile {
  return {
    length: all.length,
    read: (bytes, from) => copyInto(bytes, all, from),
  };
}

function copyInto(bytes: Uint8Array, source: Uint8Array, from: number): void {
  const piece = source.subarray(from, from + bytes.length);
  bytes.set(piece);
  bytes.fill(0, piece.length);
}

/** Reads the main file first: whatever is written to it meanwhile is in the journal. */
function rolledBack(dbPath: string, file: OpenFile): Uint8Array {
  const main = readBytes(file);
  const journal = withFile(`${file.path}-journal`, open => readBytes(open));
  const image = journal ? rollBack(main, journal) : main;
  if (!image) throw cutShort(dbPath, 'pages are missing that its rollback journal does not hold either');
  return image;
}
