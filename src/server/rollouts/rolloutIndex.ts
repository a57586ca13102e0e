// Which rollout files there are below `sessions` and `archived_sessions`, by the thread id in their names.
import path from 'node:path';
import { entriesIn } from '../files/folders';
import { refusingFolder } from '../files/systemRefusal';
import { FailureError } from '../failure';
import { idPart, parseRolloutName } from './rolloutNames';

/** Paths of the rollouts by thread id. */
export type RolloutIndex = ReadonlyMap<string, readonly string[]>;

/** `sessions/YYYY/MM/DD`: Codex goes no deeper. */
const DEPTH = 3;

/**
 * Lists the rollouts below a folder, in folder order, of all threads or of `only` these; none if it is missing. The
 * folder itself may be a symbolic link; links inside it are not followed. Throws `rolloutFolderUnreadable`.
 */
export function indexRollouts(folder: string, only?: ReadonlySet<string>): RolloutIndex {
  const index = new Map<string, string[]>();
  for (const { threadId, file } of rolloutsBelow(folder, 0, only)) {
    const paths = index.get(threadId);
    if (paths) paths.push(file);
    else index.set(threadId, [file]);
  }
  return index;
}

/** Like `indexRollouts`, but one by one: each folder is read when its turn comes. */
export function* rolloutsBelow(
  folder: string,
  depth = 0,
  only?: ReadonlySet<string>,
): Generator<{ threadId: string; file: string }> {
  for (const entry of listFolder(folder)) {
    const isFile = entry.isFile();
    if (isFile && only?.has(idPart(entry.name)) === false) continue;
    // Not `path.join`, which takes most of the time of a long list.
    const place = `${folder}${path.sep}${entry.name}`;
    if (entry.isDirectory() && depth < DEPTH) yield* rolloutsBelow(place, depth + 1, only);
    const name = isFile ? parseRolloutName(entry.name) : undefined;
    if (name) yield { threadId: name.threadId, file: place };
  }
}

function listFolder(folder: string) {
  try {
    return entriesIn(folder) ?? [];
  } catch (error) {
    const refusing = refusingFolder(error) ?? folder;
    throw new FailureError({ code: 'rolloutFolderUnreadable', folder: refusing, cause: (error as Error).message });
  }
}
