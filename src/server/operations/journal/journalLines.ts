// What stands in a journal, and how: a line for each record, `<crc32 of the JSON, 8 hex digits> <JSON>`. A line that is
// cut or damaged ends what is believed; the lines before it count. Pure. A journal is untrusted input as everything on
// disk.
import { crc32 } from 'node:zlib';
import path from 'node:path';
import type { JournalledKind } from '../../../protocol/methods';
import { isThreadId } from '../../threads/threadId';
import type { FileMove, RowState, ThreadChange } from '../../threads/threadChange';

/** The first record: what an operation is going to do. It is on disk before anything moves. */
export interface PlanRecord {
  type: 'plan';
  format: 1;
  kind: JournalledKind;
  /** Canonical path of the Codex home. */
  home: string;
  /** Unix milliseconds. */
  startedAt: number;
  /** The threads that the user chose. */
  roots: readonly string[];
  /** The threads to change, in order. */
  threads: readonly string[];
  /** The operation that an undo takes back. */
  undoes?: string;
}

export type JournalRecord =
  | PlanRecord
  /** Changes that are about to be made, in one transaction. On disk before the first of them. */
  | { type: 'changes'; changes: readonly ThreadChange[] }
  /** The changes of the last such record are made, but for these threads. */
  | { type: 'settled'; unchanged: readonly string[] }
  /** These threads were brought back by an undo. */
  | { type: 'undone'; threads: readonly string[] };

export interface DecodedJournal {
  records: JournalRecord[];
  /** How much of the file is records. What follows is cut or damaged. */
  validBytes: number;
}

/** The byte that ends a record. */
export const LINE_END = 0x0a;

/** A record as a line. Paths below the home are written relative to it. */
export function encodeRecord(record: JournalRecord, home: string): string {
  const json = JSON.stringify(
    record.type === 'changes'
      ? { ...record, changes: record.changes.map(change => withPaths(change, file => relativeTo(home, file))) }
      : record,
  );
  return `${checksum(json)} ${json}\n`;
}

/** The records up to the first line that is none. `home` is where a relative path begins. */
export function decodeJournal(bytes: Buffer, home: string): DecodedJournal {
  const records: JournalRecord[] = [];
  let validBytes = 0;
  for (;;) {
    const end = bytes.indexOf(LINE_END, validBytes);
    const record = end < 0 ? undefined : decodeLine(bytes.toString('utf8', validBytes, end), home);
    // The first is the plan, and only the first.
    if (!record || (record.type === 'plan') !== (records.length === 0)) return { records, validBytes };
    records.push(record);
    validBytes = end + 1;
  }
}

function decodeLine(line: string, home: string): JournalRecord | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
  try {
    const value = JSON.parse(json) as Record<string, unknown>;
    if (isPlan(value, home)) return value;
    if (value.type === 'settled' && areIds(value.unchanged)) return { type: 'settled', unchanged: value.unchanged };
    if (value.type === 'undone' && areIds(value.threads)) return { type: 'undone', threads: value.threads };
    if (value.type !== 'changes' || !Array.isArray(value.changes) || !value.changes.every(isChange)) return undefined;
    return {
      type: 'changes',
      changes: value.changes.map(change => withPaths(change, file => path.resolve(home, file))),
    };
  } catch {
    return undefined;
  }
}

function withPaths(change: ThreadChange, convert: (file: string) => string): ThreadChange {
  return { ...change, files: change.files.map(move => ({ ...move, from: convert(move.from), to: convert(move.to) })) };
}

function relativeTo(home: string, file: string): string {
  return file.startsWith(home + path.sep) ? file.slice(home.length + 1) : path.relative(home, file);
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

const kinds: readonly unknown[] = ['archive', 'unarchive', 'repair', 'undo'] satisfies JournalledKind[];

function isPlan(value: Record<string, unknown>, home: string): value is Record<string, unknown> & PlanRecord {
  return (
    value.type === 'plan' &&
    value.format === 1 &&
    kinds.includes(value.kind) &&
    value.home === home &&
    typeof value.startedAt === 'number' &&
    areIds(value.roots) &&
    areIds(value.threads) &&
    (value.undoes === undefined || typeof value.undoes === 'string')
  );
}

function areIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isThreadId);
}

function isChange(value: unknown): value is ThreadChange {
  const { threadId, files, row } = value as Partial<ThreadChange>;
  return (
    isThreadId(threadId) &&
    Array.isArray(files) &&
    files.every(isMove) &&
    (row === null || (isRow(row?.before) && isRow(row.after)))
  );
}

function isMove(value: unknown): value is FileMove {
  const { from, to, size, mtimeMs, touchMs } = value as Partial<FileMove>;
  return (
    isSessionPath(from) &&
    isSessionPath(to) &&
    typeof size === 'number' &&
    typeof mtimeMs === 'number' &&
    (touchMs === undefined || typeof touchMs === 'number')
  );
}

/** No record leads to a file outside the two folders of the home, whoever wrote it. */
function isSessionPath(value: unknown): value is string {
  if (typeof value !== 'string' || value.includes('\0') || path.isAbsolute(value) || path.normalize(value) !== value)
    return false;
  const [folder, ...below] = value.split(path.sep);
  return (folder === 'sessions' || folder === 'archived_sessions') && below.length > 0;
}

function isRow(value: unknown): value is RowState {
  const { rolloutPath, archived, archivedAt, updatedAt, updatedAtMs } = (value ?? {}) as Partial<RowState>;
  const isTime = (time: unknown): boolean => time === null || typeof time === 'number';
  return (
    typeof rolloutPath === 'string' &&
    typeof archived === 'boolean' &&
    isTime(archivedAt) &&
    isTime(updatedAt) &&
    isTime(updatedAtMs)
  );
}
