// The first line of a rollout, `{"type":"session_meta","payload":{"id":…}}` (Codex 0.122 to 0.169): whose rollout it is, which from
// 0.148 on the `id` in it decides, and what only this line tells of a thread.
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export interface SessionMeta {
  id: string;
  forkedFromId: string | null;
  /** The spawning thread (0.148 on). */
  parentThreadId: string | null;
}

/** The line carries the agent's instructions; 0.169 writes some 20 KB. */
const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
/** The id stands in the first 250 bytes. */
const HEAD_BYTES = 512;
const CHUNK_BYTES = 64 * 1024;

/** The line as Codex 0.122 to 0.169 writes it, up to the id: spares reading the instructions behind it. */
const usualHead = /^\{"timestamp":"[^"\\]*",(?:"ordinal":\d+,)?"type":"session_meta","payload":\{(?:"account_scoped":(?:true|false),)?(?:"session_id":"[^"\\]*",)?"id":"([0-9a-f-]{36})"/;

/**
 * Reads it. Answers `absent` when there is no such plain file (a compressed one is not looked into), and `broken` when its first
 * line is not a session's record. Throws I/O errors.
 */
export function readSessionMeta(rolloutPath: string): SessionMeta | 'absent' | 'broken' {
  // A NUL cannot be in a path. A pipe would wait for a writer.
  if (rolloutPath.includes('\0') || !statSync(rolloutPath, { throwIfNoEntry: false })?.isFile()) return 'absent';
  return withFile(rolloutPath, file => parseMeta(firstLine(file))) ?? 'broken';
}

/** The thread id in the first line of a plain rollout, or undefined when the line is not a session's record. Throws I/O errors. */
export function rolloutOwner(rolloutPath: string): string | undefined {
  return withFile(rolloutPath, file => {
    const head = Buffer.alloc(HEAD_BYTES);
    const count = readSync(file, head, 0, HEAD_BYTES, 0);
    return usualHead.exec(head.toString('latin1', 0, count))?.[1] ?? parseMeta(firstLine(file))?.id;
  });
}

function withFile<T>(rolloutPath: string, use: (file: number) => T): T {
  const file = openSync(rolloutPath, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function firstLine(file: number): string {
  const chunks: Buffer[] = [];
  for (let length = 0; length < LINE_LIMIT_BYTES;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = readSync(file, chunk, 0, CHUNK_BYTES, length);
    const end = chunk.subarray(0, count).indexOf(0x0a);
    chunks.push(chunk.subarray(0, end >= 0 ? end : count));
    if (end >= 0 || count === 0) break;
    length += count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseMeta(line: string): SessionMeta | undefined {
  try {
    const { type, payload } = JSON.parse(line) as { type?: unknown; payload?: Record<string, unknown> };
    if (type !== 'session_meta' || typeof payload?.id !== 'string') return undefined;
    return { id: payload.id.toLowerCase(), forkedFromId: text(payload.forked_from_id), parentThreadId: text(payload.parent_thread_id) };
  } catch {
    // Cut by a crash, or no JSON at all: the caller is told so.
    return undefined;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
