// Whose rollout a file is: from 0.148 on the `id` in its first line, `{"type":"session_meta","payload":{"id":…}}`, decides.
import { closeSync, openSync, readSync } from 'node:fs';

/** The line carries the agent's instructions; 0.169 writes some 20 KB. */
const LINE_LIMIT_BYTES = 4 * 1024 * 1024;
/** The id stands in the first 250 bytes. */
const CHUNK_BYTES = 512;

/** The line as Codex 0.122 to 0.169 writes it, up to the id: spares parsing the instructions behind it. */
const usualHead = /^\{"timestamp":"[^"\\]*",(?:"ordinal":\d+,)?"type":"session_meta","payload":\{(?:"account_scoped":(?:true|false),)?(?:"session_id":"[^"\\]*",)?"id":"([0-9a-f-]{36})"/;

/** The thread id in the first line of a plain rollout, or undefined when the line is not a session's record. Throws I/O errors. */
export function rolloutOwner(rolloutPath: string): string | undefined {
  const file = openSync(rolloutPath, 'r');
  try {
    let line = Buffer.alloc(CHUNK_BYTES);
    let length = 0;
    for (;;) {
      const count = readSync(file, line, length, line.length - length, length);
      const end = line.indexOf(0x0a, length);
      const usual = length === 0 ? usualHead.exec(line.toString('latin1', 0, count))?.[1] : undefined;
      if (usual) return usual;
      length += count;
      if (count === 0 || (end >= 0 && end < length)) return ownerOfLine(line.toString('utf8', 0, end >= 0 && end < length ? end : length));
      if (length === line.length) {
        if (length >= LINE_LIMIT_BYTES) return undefined;
        line = Buffer.concat([line], length * 4);
      }
    }
  } finally {
    closeSync(file);
  }
}

function ownerOfLine(line: string): string | undefined {
  try {
    const record = JSON.parse(line) as { type?: unknown; payload?: { id?: unknown } } | null;
    if (record?.type !== 'session_meta') return undefined;
    return typeof record.payload?.id === 'string' ? record.payload.id.toLowerCase() : undefined;
  } catch {
    // Not JSON: not a session's record, which is the answer.
    return undefined;
  }
}
