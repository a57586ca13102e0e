// The first line of a rollout, `{"type":"session_meta","payload":{"id":…}}` (Codex 0.122 to 0.169). From Codex 0.148
// on, its `id` decides which thread the rollout belongs to; some facts about a thread are found only here.
import path from 'node:path';
import { isAbsent } from '../files/fileErrors';
import { NotARegularFile, readPart, withRegularFile, type RegularFile } from '../files/regularFile';
import { decompressStart } from './compressedStart';
import { parseRolloutName } from './rolloutNames';

export interface SessionMeta {
  id: string;
  forkedFromId: string | null;
  /** The spawning thread (0.148 on). */
  parentThreadId: string | null;
  /** Where the thread goes on from after a revert or, in a fork, from another thread (0.158 on). */
  historyBase: HistoryBase | null;
}

export interface HistoryBase {
  /** The last UUID in the name of the rollout that holds what came before. */
  segmentId: string;
  /** How much of its uncompressed text. */
  endByteOffset: number;
}

/** The line carries the agent's instructions; 0.169 writes some 20 KB. */
const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
/** The id is in the first 250 bytes. */
const HEAD_BYTES = 512;
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** The line up to the id, as Codex 0.122 to 0.169 writes it: this saves reading the instructions that follow. */
const usualHead =
  /^\{"timestamp":"[^"\\]*",(?:"ordinal":\d+,)?"type":"session_meta","payload":\{(?:"account_scoped":(?:true|false),)?(?:"session_id":"[^"\\]*",)?"id":"([0-9a-f-]{36})"/;

/**
 * Reads the line from a plain or compressed rollout. `absent`: there is no such regular file, or Node cannot read
 * compressed ones. `broken`: the first line is not session metadata. Throws I/O errors.
 */
export function readSessionMeta(rolloutPath: string): SessionMeta | 'absent' | 'broken' {
  try {
    return withRegularFile(rolloutPath, file => {
      const line = isCompressed(rolloutPath) ? compressedLine(file) : firstLine(file);
      return line === undefined ? 'absent' : (parseMeta(line) ?? 'broken');
    });
  } catch (error) {
    if (error instanceof NotARegularFile || isAbsent(error)) return 'absent';
    throw error;
  }
}

/** A rollout as found before a move. */
export interface FoundRollout {
  /** The thread id in the first line; undefined if the line is not session metadata. */
  owner: string | undefined;
  /** In bytes. */
  size: number;
  /** Unix milliseconds. */
  mtimeMs: number;
}

/**
 * Looks at a rollout. If Node has no zstd (before 22.15), the name of a compressed rollout says who owns it. Throws
 * NotARegularFile and I/O errors.
 */
export function lookAtRollout(rolloutPath: string): FoundRollout {
  return withRegularFile(rolloutPath, file => ({
    owner: ownerIn(file),
    size: file.stat.size,
    mtimeMs: file.stat.mtimeMs,
  }));
}

/** Only the owner; throws as `lookAtRollout` does. */
export function rolloutOwner(rolloutPath: string): string | undefined {
  return lookAtRollout(rolloutPath).owner;
}

function ownerIn(file: RegularFile): string | undefined {
  if (isCompressed(file.path)) {
    const line = compressedLine(file);
    return line === undefined ? parseRolloutName(path.basename(file.path))?.threadId : parseMeta(line)?.id;
  }
  const head = readPart(file, 0, HEAD_BYTES).toString('latin1');
  return usualHead.exec(head)?.[1] ?? parseMeta(firstLine(file))?.id;
}

function isCompressed(rolloutPath: string): boolean {
  return rolloutPath.endsWith('.zst');
}

function firstLine(file: RegularFile): string {
  const chunks: Buffer[] = [];
  for (let length = 0; length < LINE_LIMIT_BYTES;) {
    const chunk = readPart(file, length, CHUNK_BYTES);
    const end = chunk.indexOf(LINE_FEED);
    chunks.push(end >= 0 ? chunk.subarray(0, end) : chunk);
    if (end >= 0 || chunk.length === 0) break;
    length += chunk.length;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function compressedLine(file: RegularFile): string | undefined {
  const start = decompressStart(file, LINE_LIMIT_BYTES, text => text.includes(LINE_FEED));
  if (!start) return undefined;
  const end = start.indexOf(LINE_FEED);
  return start.toString('utf8', 0, end >= 0 ? end : start.length);
}

function parseMeta(line: string): SessionMeta | undefined {
  try {
    const { type, payload } = JSON.parse(line) as { type?: unknown; payload?: Record<string, unknown> };
    if (type !== 'session_meta' || typeof payload?.id !== 'string') return undefined;
    return {
      id: payload.id.toLowerCase(),
      forkedFromId: text(payload.forked_from_id),
      parentThreadId: text(payload.parent_thread_id),
      historyBase: baseIn(payload.history_base),
    };
  } catch {
    // Cut off by a crash, or not JSON at all.
    return undefined;
  }
}

function baseIn(value: unknown): HistoryBase | null {
  const { thread_id: segment, end_byte_offset: end } = (value ?? {}) as Record<string, unknown>;
  return typeof segment === 'string' && Number.isSafeInteger(end) && (end as number) >= 0
    ? { segmentId: segment.toLowerCase(), endByteOffset: end as number }
    : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
