// The first line of a rollout, `{"type":"session_meta","payload":{"id":…}}` (Codex 0.122 to 0.169): whose rollout it
// is, which from 0.148 on the `id` in it decides, and what only this line tells of a thread.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../home/codexHome';
import { decompressStart } from './compressedStart';
import { parseRolloutName } from './rolloutNames';

export interface SessionMeta {
  id: string;
  forkedFromId: string | null;
  /** The spawning thread (0.148 on). */
  parentThreadId: string | null;
}

/**
 * The path leads to a link, a folder, a pipe, a socket or a device. An I/O error like the system's, which has one on
 * BSD only.
 */
export class NotARegularFile extends Error {
  readonly code = 'EFTYPE';
  readonly syscall = 'open';
  constructor(readonly path: string) {
    super(`EFTYPE: not a regular file, open '${path}'`);
  }
}

/** The line carries the agent's instructions; 0.169 writes some 20 KB. */
const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
/** The id stands in the first 250 bytes. */
const HEAD_BYTES = 512;
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/** The line as Codex 0.122 to 0.169 writes it, up to the id: spares reading the instructions behind it. */
const usualHead =
  /^\{"timestamp":"[^"\\]*",(?:"ordinal":\d+,)?"type":"session_meta","payload":\{(?:"account_scoped":(?:true|false),)?(?:"session_id":"[^"\\]*",)?"id":"([0-9a-f-]{36})"/;

/**
 * Reads it, from a plain or a compressed rollout. Answers `absent` when there is no such regular file, or no way to
 * read a compressed one, and `broken` when its first line is not a session's record. Throws I/O errors.
 */
export function readSessionMeta(rolloutPath: string): SessionMeta | 'absent' | 'broken' {
  try {
    return withFile(rolloutPath, file => {
      const line = isCompressed(rolloutPath) ? compressedLine(file) : firstLine(file);
      return line === undefined ? 'absent' : (parseMeta(line) ?? 'broken');
    });
  } catch (error) {
    if (error instanceof NotARegularFile || isAbsent(error)) return 'absent';
    throw error;
  }
}

/** A rollout as it is found before a move. */
export interface FoundRollout {
  /** The thread id in the first line; undefined when the line is not a session's record. */
  owner: string | undefined;
  /** In bytes. */
  size: number;
  /** Unix milliseconds. */
  mtimeMs: number;
}

/**
 * Looks at a rollout. A compressed one is taken at its name's word where Node has no zstd (before 22.15). Throws
 * NotARegularFile and I/O errors.
 */
export function lookAtRollout(rolloutPath: string): FoundRollout {
  return withFile(rolloutPath, (file, { size, mtimeMs }) => ({ owner: ownerIn(rolloutPath, file), size, mtimeMs }));
}

/** The owner alone; throws as `lookAtRollout`. */
export function rolloutOwner(rolloutPath: string): string | undefined {
  return lookAtRollout(rolloutPath).owner;
}

function ownerIn(rolloutPath: string, file: number): string | undefined {
  if (isCompressed(rolloutPath)) {
    const line = compressedLine(file);
    return line === undefined ? parseRolloutName(path.basename(rolloutPath))?.threadId : parseMeta(line)?.id;
  }
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  const count = readSync(file, head, 0, HEAD_BYTES, 0);
  return usualHead.exec(head.toString('latin1', 0, count))?.[1] ?? parseMeta(firstLine(file))?.id;
}

function withFile<T>(rolloutPath: string, use: (file: number, stat: Stats) => T): T {
  const file = open(rolloutPath);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new NotARegularFile(rolloutPath);
    return use(file, stat);
  } finally {
    closeSync(file);
  }
}

/** Follows no link and waits for no pipe's writer; Windows has no such flags, nor such files in a folder. */
function open(rolloutPath: string): number {
  // A NUL cannot be in a path.
  if (rolloutPath.includes('\0')) throw new NotARegularFile(rolloutPath);
  try {
    return openSync(rolloutPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    // What the system says of a link, and of a socket.
    if (['ELOOP', 'EMLINK', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw new NotARegularFile(rolloutPath);
    throw error;
  }
}

function isCompressed(rolloutPath: string): boolean {
  return rolloutPath.endsWith('.zst');
}

function firstLine(file: number): string {
  const chunks: Buffer[] = [];
  for (let length = 0; length < LINE_LIMIT_BYTES;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = readSync(file, chunk, 0, CHUNK_BYTES, length);
    const end = chunk.subarray(0, count).indexOf(LINE_FEED);
    chunks.push(chunk.subarray(0, end >= 0 ? end : count));
    if (end >= 0 || count === 0) break;
    length += count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function compressedLine(file: number): string | undefined {
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
    };
  } catch {
    // Cut by a crash, or no JSON at all: the caller is told so.
    return undefined;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
