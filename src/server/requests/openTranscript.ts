// A thread's transcript, read from its rollouts and kept open: what a running thread appends is read from where the
// last reading ended.
import path from 'node:path';
import type { Transcript } from '../../protocol/transcript';
import { FailureError } from '../failure';
import { isAbsent, unlessAbsent } from '../files/fileErrors';
import { lookAt } from '../files/look';
import { NotARegularFile } from '../files/regularFile';
import type { ThreadHome } from '../home/threadHome';
import { readRolloutPaths } from '../home/threadRows';
import { findRollouts, segmentsOf } from '../rollouts/findSegments';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import { threadParts, type ThreadParts } from '../rollouts/threadParts';
import { createTranscriptReader, type TranscriptReader } from '../transcript/readTranscript';
import { addTokens } from '../transcript/tokenLedger';

export interface OpenTranscript {
  /** For what has changed; its own `transcript()` lacks the tokens of what reverts took back. */
  readonly reader: TranscriptReader;
  /** Absolute paths of the rollouts that `LinePlace.rollout` counts. */
  readonly rollouts: readonly string[];
  transcript(): Transcript;
  /**
   * Reads what was appended to the newest rollout. `replaced`: the file was moved, truncated or exchanged, and the
   * transcript has to be opened again. A line that is not complete yet is read when it is. Rejects like
   * `openTranscript`.
   */
  readOn(signal: AbortSignal): Promise<'appended' | 'unchanged' | 'replaced'>;
}

/** A thread's files may be moved, by an archive, between finding and opening them. */
const ATTEMPTS = 3;

/**
 * Reads a thread's rollouts. Rejects with `rolloutMissing` if it has none, `fileUnreadable` if the system refuses to
 * read one, and with the signal's reason.
 */
export async function openTranscript(home: ThreadHome, threadId: string, signal: AbortSignal): Promise<OpenTranscript> {
  for (let attempt = 1; ; attempt++) {
    const { parts, rowPath } = await findParts(home, threadId, signal);
    if (parts.history.length === 0)
      throw new FailureError({ code: 'rolloutMissing', path: rowPath ?? null, location: 'either' });
    try {
      return await readParts(threadId, parts, signal);
    } catch (error) {
      if (error === signal.reason) throw error;
      if (isAbsent(error) && attempt < ATTEMPTS) continue;
      throw unreadable(error);
    }
  }
}

async function findParts(
  home: ThreadHome,
  threadId: string,
  signal: AbortSignal,
): Promise<{ parts: ThreadParts; rowPath: string | undefined }> {
  const rowPath = await home.read(db => readRolloutPaths(db, [threadId])[0]?.[1]);
  const files = (await findRollouts(home.path(), new Set([threadId]), signal)).get(threadId) ?? [];
  // The row may name the other form of the file, or its place before a move.
  const row = rowPath === undefined ? '' : path.basename(rowPath).replace(/\.zst$/, '');
  const main = files.find(file => path.basename(file).replace(/\.zst$/, '') === row);
  try {
    return { parts: threadParts(segmentsOf(threadId, files), main), rowPath };
  } catch (error) {
    throw unreadable(error);
  }
}

async function readParts(
  threadId: string,
  { history, takenBack }: ThreadParts,
  signal: AbortSignal,
): Promise<OpenTranscript> {
  const reader = createTranscriptReader(threadId);
  const rest = createTranscriptReader(threadId);
  const rollouts = [...new Set([...history, ...takenBack].map(({ file }) => file))];
  const newest = history.at(-1)?.file ?? '';
  let offset = 0;
  let seen = unlessAbsent(() => lookAt(newest));
  for (const [parts, into] of [
    [takenBack, rest],
    [history, reader],
  ] as const) {
    for (const { file, ...part } of parts) {
      into.begin(rollouts.indexOf(file), part.from);
      const { end, isCutShort } = await readRolloutText(file, part, bytes => into.push(bytes), signal);
      if (isCutShort) into.cutShort(end);
      offset = end;
    }
  }
  return {
    reader,
    rollouts,
    transcript: () => {
      const transcript = reader.transcript();
      return { ...transcript, tokens: addTokens(transcript.tokens, rest.transcript().tokens) };
    },
    readOn: async goOn => {
      const now = unlessAbsent(() => lookAt(newest));
      if (!now || now.ino !== seen?.ino || now.size < offset || !now.isFile()) return 'replaced';
      if (newest.endsWith('.zst')) return now.mtimeMs === seen.mtimeMs ? 'unchanged' : 'replaced';
      if (now.size === offset) return 'unchanged';
      seen = now;
      try {
        const part = { from: offset, to: Infinity };
        ({ end: offset } = await readRolloutText(newest, part, bytes => reader.push(bytes), goOn));
      } catch (error) {
        if (error === goOn.reason) throw error;
        if (isAbsent(error)) return 'replaced';
        throw unreadable(error);
      }
      return 'appended';
    },
  };
}

function unreadable(error: unknown): unknown {
  if (error instanceof NotARegularFile) return new FailureError({ code: 'notARegularFile', path: error.path });
  const { code, path: file, message } = error as NodeJS.ErrnoException;
  if (code === undefined || file === undefined) return error;
  return new FailureError({ code: 'fileUnreadable', path: file, cause: message });
}
