// What only the first line of a rollout tells of its thread: `{"type":"session_meta","payload":{"id":…}}` (Codex 0.122 to 0.169).
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export interface SessionMeta {
  id: string;
  forkedFromId: string | null;
  /** The spawning thread (0.148 on). */
  parentThreadId: string | null;
}

/** The line carries the agent's instructions; 0.169 writes some 20 KB. */
const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * Reads it. Answers `absent` when there is no such plain file (a compressed one is not looked into), and `broken` when its first
 * line is not a session's record. Throws I/O errors.
 */
export function readSessionMeta(rolloutPath: string): SessionMeta | 'absent' | 'broken' {
  // A NUL cannot be in a path. A pipe would wait for a writer.
  if (rolloutPath.includes('\0') || !statSync(rolloutPath, { throwIfNoEntry: false })?.isFile()) return 'absent';
  return parseMeta(firstLine(rolloutPath)) ?? 'broken';
}

function firstLine(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length < LINE_LIMIT_BYTES;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(descriptor, chunk);
      const end = chunk.subarray(0, count).indexOf(0x0a);
      chunks.push(chunk.subarray(0, end >= 0 ? end : count));
      if (end >= 0 || count === 0) break;
      length += count;
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
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
