// The names of rollout files. Codex 0.122 to 0.169: `rollout-<YYYY-MM-DDThh-mm-ss>-<thread id>.jsonl`; after a revert
// (0.148 on) `…-<thread id>_<another uuid>.jsonl`; compressed, with `.zst` at the end.
import path from 'node:path';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const pattern = new RegExp(
  `^rollout-(\\d{4})-(\\d{2})-(\\d{2})T\\d{2}-\\d{2}-\\d{2}-(${uuid})(?:_${uuid})?\\.jsonl(?:\\.zst)?$`,
);
const lastUuid = new RegExp(`(${uuid})\\.jsonl`);

export interface RolloutName {
  threadId: string;
  /** The day folder below `sessions` that the name stands for: `YYYY/MM/DD`, in the platform's separators. */
  dayFolder: string;
}

/** Parses a file name; undefined if it is not a rollout's. */
export function parseRolloutName(name: string): RolloutName | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, year, month, day, threadId] = match as unknown as [string, string, string, string, string];
  return { threadId, dayFolder: `${year}${path.sep}${month}${path.sep}${day}` };
}

/** The part of a rollout's name that is the thread id; of another name, anything. Takes a tenth of the parsing. */
export function idPart(name: string): string {
  return name.slice(28, 64);
}

/** The last UUID in the name of a rollout, by which `history_base` names it; undefined if it is not a rollout's. */
export function segmentIdOf(name: string): string | undefined {
  return pattern.test(name) ? lastUuid.exec(name)?.[1] : undefined;
}

/** The path of a plain rollout's compressed form, or of a compressed one's plain form. Both can exist. */
export function twinOf(rolloutPath: string): string {
  return rolloutPath.endsWith('.zst') ? rolloutPath.slice(0, -'.zst'.length) : `${rolloutPath}.zst`;
}
