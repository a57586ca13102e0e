// In which rollouts a thread's history stands, and in which order: after a revert it goes on in a new file, from a byte
// of an earlier one.
import path from 'node:path';
import { segmentIdOf } from './rolloutNames';
import type { HistoryBase } from './sessionMeta';

/** A part of a rollout's uncompressed text. */
export interface RolloutPart {
  file: string;
  from: number;
  to: number;
}

export interface ThreadParts {
  /** What the thread is now, oldest first. */
  history: RolloutPart[];
  /** What was taken back by reverts: no longer part of the thread, but it has used tokens. */
  takenBack: RolloutPart[];
}

/** A rollout of the thread, and what its first line says. */
export interface Segment {
  file: string;
  base: HistoryBase | null;
}

/**
 * Orders the rollouts of one thread. `main` is the one that its row names; without it, the one with the newest name. A
 * base in another thread is not part of this one, which was forked from it.
 */
export function threadParts(segments: readonly Segment[], main: string | undefined): ThreadParts {
  const byId = new Map(segments.map(segment => [segmentIdOf(path.basename(segment.file)), segment]));
  const newest = segments.toSorted((one, other) => (baseName(one) < baseName(other) ? -1 : 1)).at(-1);
  const history: RolloutPart[] = [];
  const seen = new Set<Segment>();
  let to = Infinity;
  let segment = segments.find(({ file }) => file === main) ?? newest;
  while (segment && !seen.has(segment)) {
    seen.add(segment);
    history.unshift({ file: segment.file, from: 0, to });
    to = segment.base?.endByteOffset ?? 0;
    segment = segment.base ? byId.get(segment.base.segmentId) : undefined;
  }
  const cut = history.filter(part => part.to < Infinity);
  return {
    history,
    takenBack: [
      ...cut.map(({ file, to }) => ({ file, from: to, to: Infinity })),
      ...segments.filter(other => !seen.has(other)).map(({ file }) => ({ file, from: 0, to: Infinity })),
    ],
  };
}

function baseName({ file }: Segment): string {
  return path.basename(file);
}
