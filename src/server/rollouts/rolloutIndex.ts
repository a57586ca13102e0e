// Which rollout files there are below `sessions` and `archived_sessions`, by the thread id in their names.
import path from 'node:path';
import { entriesIn } from '../files/folders';
import { FailureError } from '../failure';
import { parseRolloutName } from './rolloutNames';

/** Paths of the rollouts by thread id. */
export type RolloutIndex = ReadonlyMap<string, readonly string[]>;

/** `sessions/YYYY/MM/DD`: Codex goes no deeper. */
const DEPTH = 3;

/**
 * Lists the rollouts below a folder, in folder order; none if it is missing. The folder itself may be a symbolic link;
 * links inside it are not followed. Throws `rolloutFolderUnreadable`.
 */
export function indexRollouts(folder: string): RolloutIndex {
  const index = new Map<string, string[]>();
  for (const { threadId, file } of rolloutsBelow(folder)) {
    const paths = index.get(threadId);
    if (paths) paths.push(file);
    else index.set(threadId, [file]);
  }
  return index;
}

/** Like `indexRollouts`, but one by one: each folder is read when its turn comes. */
export function* rolloutsBelow(folder: string, depth = 0): Generator<{ threadId: string; file: string }> {
  for (const entry of listFolder(folder)) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory() && depth < DEPTH) yield* rolloutsBelow(place, depth + 1);
    const name = entry.isFile() ? parseRolloutName(entry.name) : undefined;
    if (name) yield { threadId: name.threadId, file: place };
  }
}

function listFolder(folder: string) {
  try {
    return entriesIn(folder) ?? [];
  } catch (error) {
    throw new FailureError({ code: 'rolloutFolderUnreadable', folder, cause: (error as Error).message });
  }
}
