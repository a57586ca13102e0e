// The sample rollouts in test/fixtures/transcripts, read as a thread's files are.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { writeHome } from '../fixtures/generateHome';
import { thread as plannedThread } from '../fixtures/smallHomes';
import { projectRoot } from '../../scripts/vscode/paths';
import type { Transcript } from '../../src/protocol/transcript';
import { createTranscriptReader, type TranscriptReader } from '../../src/server/transcript/readTranscript';
import { withDatabase } from './stateDb';

const folder = path.join(projectRoot, 'test/fixtures/transcripts');

interface Label {
  file: string;
  thread: string;
  parent?: string;
  label: string;
  historyMode: string;
  ownTokens: number;
  codexThreadRead: string[];
}

const labels = JSON.parse(readFileSync(path.join(folder, 'labels.json'), 'utf8')) as Label[];

export interface Sample {
  transcript: Transcript;
  reader: TranscriptReader;
  codexThreadRead: string[];
  ownTokens: number;
}

/** One rollout each. */
export function sampleNames(): { name: string; label: string; isPaginated: boolean }[] {
  return labels.map(({ file, label, historyMode }) => ({
    name: file,
    label,
    isPaginated: historyMode === 'paginated',
  }));
}

/** The uncompressed bytes of a rollout. */
export function sampleBytes(name: string): Buffer {
  const bytes = readFileSync(path.join(folder, name));
  return name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
}

/** The lines of each rollout, to be changed. */
export function sampleLines(): { threadId: string; lines: string[] }[] {
  return sampleNames().map(({ name }) => ({
    threadId: /T[\d-]{8}-([0-9a-f-]{36})/.exec(name)?.[1] ?? '',
    lines: sampleBytes(name)
      .toString('utf8')
      .split('\n')
      .filter(line => line !== ''),
  }));
}

/** Reads one rollout; the end of `name` is enough. */
export function readSample(name: string): Sample {
  const label = labels.find(({ file }) => file.endsWith(name));
  if (!label) throw new Error(`No sample ${name}`);
  const reader = createTranscriptReader(label.thread);
  reader.push(sampleBytes(label.file));
  reader.finish();
  return {
    transcript: reader.transcript(),
    reader,
    codexThreadRead: label.codexThreadRead,
    ownTokens: label.ownTokens,
  };
}

/** Fills an existing empty folder with a home that has these sample rollouts, with rows and spawn edges. */
export function makeTranscriptHome(home: string, names: readonly string[], isArchived = false): void {
  const chosen = names.map(name => labels.find(({ file }) => file.includes(name))).filter(label => label !== undefined);
  const threads = new Map(chosen.map(({ thread, parent }) => [thread, parent]));
  writeHome(
    home,
    [...threads].map(([id, parentId], index) =>
      plannedThread(String(index), {
        id,
        rollout: 'missing',
        archived: isArchived,
        ...(parentId !== undefined && { parentId }),
      }),
    ),
  );
  const day = path.join(home, isArchived ? 'archived_sessions' : 'sessions/2026/11/29');
  mkdirSync(day, { recursive: true });
  for (const { file, thread } of chosen) {
    copyFileSync(path.join(folder, file), path.join(day, path.basename(file)));
    withDatabase(home, database =>
      database
        .prepare('UPDATE threads SET rollout_path = ? WHERE id = ?')
        .run(path.join(day, path.basename(file).replace(/\.zst$/, '')), thread),
    );
  }
}
