// Reads the text of a rollout block by block, plain or compressed, without ever holding the file: there are rollouts of
// 1.8 GB. Other requests get their turn between blocks.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type * as zlib from 'node:zlib';
import { readInto, whileRegularFileIsOpen, type RegularFile } from '../files/regularFile';
import { createZstdWalk, type ZstdWalk } from './zstdBlocks';

const BLOCK_BYTES = 256 * 1024;
/** Other requests get their turn after so much, and after each file. */
const TURN_BYTES = 1024 * 1024;
/** A small compressed file may unpack to anything. */
const UNPACKED_LIMIT_BYTES = 4 * 1024 ** 3;

export interface TextPart {
  /** The first byte, and the one after the last, of the uncompressed text. */
  from: number;
  to: number;
}

/** How far a rollout could be read. */
export interface TextRead {
  end: number;
  /** The compressed data is damaged, unpacks to more than 4 GiB, or cannot be unpacked by this Node (before 22.15). */
  isCutShort: boolean;
}

/**
 * Calls `use` with each block of a part of the text, in order; the bytes are valid only during the call. Rejects with
 * NotARegularFile, I/O errors, and the signal's reason.
 */
export function readRolloutText(
  rolloutPath: string,
  { from, to }: TextPart,
  use: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<TextRead> {
  let at = 0;
  /** Passes on what lies in the part, and returns whether there may be more. */
  const take = (bytes: Buffer): boolean => {
    const start = at;
    at += bytes.length;
    if (at > from && start < to) use(bytes.subarray(Math.max(0, from - start), Math.min(bytes.length, to - start)));
    return at < to;
  };
  return whileRegularFileIsOpen(rolloutPath, async file => {
    if (rolloutPath.endsWith('.zst')) {
      const isCutShort = await unpack(file, take, signal);
      return { end: Math.min(at, to), isCutShort };
    }
    at = from;
    // One buffer for all blocks: the system takes longer to give memory for each than to read it.
    const buffer = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(1, file.stat.size - from)));
    for await (const block of blocksOf(file, from, () => buffer, signal)) if (!take(block)) break;
    return { end: Math.min(at, to), isCutShort: false };
  });
}

async function* blocksOf(
  file: RegularFile,
  from: number,
  buffer: () => Buffer,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let turn = from + TURN_BYTES;
  for (let at = from; ;) {
    const block = readInto(file, at, buffer());
    at += block.length;
    if (block.length > 0) yield block;
    if (block.length > 0 && at < turn) continue;
    await nextTurn();
    signal.throwIfAborted();
    if (block.length === 0) return;
    turn = at + TURN_BYTES;
  }
}

/**
 * Whether the text could not be read to its end, or to where `take` wanted no more. Node 22 ends without an error where
 * the data does, and after the first of several frames; Codex (0.148 to 0.171) writes one.
 */
async function unpack(file: RegularFile, take: (bytes: Buffer) => boolean, signal: AbortSignal): Promise<boolean> {
  const { createZstdDecompress } = process.getBuiltinModule('node:zlib') as Partial<typeof zlib>;
  if (!createZstdDecompress) return true;
  const enough = new AbortController();
  const unpacker = createZstdDecompress({ chunkSize: BLOCK_BYTES });
  const walk = createZstdWalk();
  let unpacked = 0;
  let isDone = false;
  try {
    await pipeline(
      // The stream may hold several blocks.
      walked(
        walk,
        blocksOf(file, 0, () => Buffer.allocUnsafe(BLOCK_BYTES), signal),
      ),
      unpacker,
      async (source: AsyncIterable<Buffer>) => {
        for await (const bytes of source) {
          unpacked += bytes.length;
          isDone = !take(bytes);
          if (isDone || unpacked > UNPACKED_LIMIT_BYTES) return enough.abort();
        }
        isDone = unpacker.bytesWritten >= walk.contentEnd();
      },
      { signal: enough.signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!enough.signal.aborted && !isDamage(error)) throw error;
  }
  return !isDone;
}

async function* walked(walk: ZstdWalk, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    walk.push(block);
    yield block;
  }
}

const damageCodes = new Set(['Z_BUF_ERROR', 'ERR_BUFFER_TOO_LARGE', 'ABORT_ERR']);

/** The data is not zstd, damaged or ends too early, or Node 22 has unpacked a frame that is followed by more. */
function isDamage(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code.startsWith('ZSTD_') || damageCodes.has(code);
}
