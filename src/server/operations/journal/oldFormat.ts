// The journal format of earlier versions, which are imported (importOld.ts): a file for each operation. Each line is
// `<crc32 of the JSON, 8 hex digits> <JSON>`: first the plan, then what was done. Pure, except that links in paths are
// resolved.
import { crc32 } from 'node:zlib';
import type { ThreadChange } from '../../threads/threadChange';
import { isThreadId } from '../../threads/threadId';
import { createChangeReader, type ChangeReader } from './changeText';
import { isJournalledKind, type OperationPlan } from './entries';
import { isOperationId } from './journalFolder';

/** The contents of an old journal, up to its first damaged line. */
export interface OldEntry {
  plan: Omit<OperationPlan, 'operation'>;
  /** Unix milliseconds. */
  startedAt: number;
  /** Changes that were made and not undone, in the order of the moves. */
  made: ThreadChange[];
  /** Changes that may or may not have been made. */
  pending: ThreadChange[];
}

type Line = Record<string, unknown>;

const LINE_END = 0x0a;

/** Whether there is a complete line. Without one, the process died before it moved anything. */
export function hasLine(bytes: Buffer): boolean {
  return bytes.includes(LINE_END);
}

/**
 * Reads the lines up to the first that is truncated, damaged or unknown. Undefined if that is the first line. The plan
 * names the home as `spelling`.
 */
export function readOldJournal(bytes: Buffer, home: string, spelling = home): OldEntry | undefined {
  const [first, ...lines] = linesOf(bytes);
  const begun = first && planOf(first, spelling);
  if (!begun) return undefined;
  const made = new Map<string, ThreadChange>();
  let pending: ThreadChange[] = [];
  const read = createChangeReader(home);
  for (const line of lines) {
    const changes = line.type === 'changes' ? changesOf(line, begun.plan, read) : undefined;
    if (changes) {
      pending = changes;
    } else if (line.type === 'settled' && areIds(line.unchanged)) {
      const unchanged = new Set(line.unchanged);
      for (const change of pending) if (!unchanged.has(change.threadId)) made.set(change.threadId, change);
      pending = [];
    } else if (line.type === 'undone' && areIds(line.threads)) {
      for (const threadId of line.threads) made.delete(threadId);
    } else {
      break;
    }
  }
  return { ...begun, made: [...made.values()], pending };
}

/** The lines up to the first that is truncated or has a wrong checksum. */
function linesOf(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0; ;) {
    const end = bytes.indexOf(LINE_END, start);
    const line = end < 0 ? undefined : parseLine(bytes.toString('utf8', start, end));
    if (!line) return lines;
    lines.push(line);
    start = end + 1;
  }
}

function parseLine(line: string): Line | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${crc32(json).toString(16).padStart(8, '0')} `) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}

function planOf(line: Line, home: string): Pick<OldEntry, 'plan' | 'startedAt'> | undefined {
  const { type, format, kind, startedAt, roots, threads, undoes } = line;
  return type === 'plan' &&
    format === 1 &&
    isJournalledKind(kind) &&
    line.home === home &&
    typeof startedAt === 'number' &&
    Number.isSafeInteger(startedAt) &&
    areIds(roots) &&
    areIds(threads) &&
    (undoes === undefined || isOperationId(undoes))
    ? { plan: { kind, roots, threads, ...(undoes === undefined ? {} : { undoes }) }, startedAt }
    : undefined;
}

function changesOf({ changes }: Line, { kind }: OldEntry['plan'], read: ChangeReader): ThreadChange[] | undefined {
  if (!Array.isArray(changes)) return undefined;
  const checked = changes.flatMap(change => read(change, kind) ?? []);
  return checked.length === changes.length ? checked : undefined;
}

function areIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isThreadId);
}
