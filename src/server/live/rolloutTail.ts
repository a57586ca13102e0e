// Reads the last turn event of a rollout from its end, and later only what was appended.
import { lookAt } from '../files/look';
import { readPart, withRegularFile, type RegularFile } from '../files/regularFile';
import { HEAD_BYTES, lastTurnEvent, type TurnEvent } from './turnEvents';

const BLOCK_BYTES = 64 * 1024;
/** A turn that wrote more than this is not looked through to its beginning. */
const FARTHEST_BYTES = 16 * 1024 ** 2;

/** What is known of one rollout. */
export interface TailRead {
  readonly inode: number;
  /** How far the rollout was read, in bytes. */
  readonly size: number;
  /** Undefined if the last 16 MiB have none. */
  readonly event: TurnEvent | undefined;
}

/**
 * Reads what `known` does not cover yet; returns `known` itself if nothing was appended, and undefined if there is no
 * such file. Throws NotARegularFile and I/O errors.
 */
export function readRolloutTail(rollout: string, known: TailRead | undefined): TailRead | undefined {
  const now = lookAt(rollout);
  if (!now) return undefined;
  const before = known?.inode === now.ino && known.size <= now.size ? known : undefined;
  if (before?.size === now.size) return before;
  return withRegularFile(rollout, file => {
    const { ino, size } = file.stat;
    // The head of the line that was being written then may be complete now.
    const from = Math.max(0, before?.inode === ino ? before.size - HEAD_BYTES : 0, size - FARTHEST_BYTES);
    return { inode: ino, size, event: lastEventFrom(file, from, size) ?? before?.event };
  });
}

function lastEventFrom(file: RegularFile, from: number, size: number): TurnEvent | undefined {
  for (let end = size; end > from; end -= BLOCK_BYTES) {
    const start = Math.max(from, end - BLOCK_BYTES);
    // With the line feed before the block, and the head of a line that begins at its end.
    const first = Math.max(0, start - 1);
    const bytes = readPart(file, first, end - first + HEAD_BYTES);
    const event = lastTurnEvent(bytes, Math.min(end - first, bytes.length), first === 0);
    if (event) return event;
  }
  return undefined;
}
