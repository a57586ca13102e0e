// Which rollout files there are below `sessions` and `archived_sessions`, by the thread id in their names.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../codexHome';
import { UserError } from '../userError';
import { parseRolloutName } from './rolloutNames';

/** Paths of the rollouts by thread id. */
export type RolloutIndex = ReadonlyMap<string, readonly string[]>;

/** `sessions/YYYY/MM/DD`: nothing of Codex's lies deeper. */
const DEPTH = 3;

/**
 * Lists the rollouts below a folder, in folder order. The folder itself may be a symbolic link, links inside it are not
 * followed. A missing folder has none. Throws UserError when a folder cannot be read.
 */
export function indexRollouts(folder: string): RolloutIndex {
  const index = new Map<string, string[]>();
  const visit = (at: string, depth: number): void => {
    for (const entry of listFolder(at)) {
      const place = path.join(at, entry.name);
      if (entry.isDirectory() && depth < DEPTH) visit(place, depth + 1);
      const name = entry.isFile() ? parseRolloutName(entry.name) : undefined;
      if (!name) continue;
      const paths = index.get(name.threadId);
      if (paths) paths.push(place);
      else index.set(name.threadId, [place]);
    }
  };
  visit(folder, 0);
  return index;
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new UserError(`The folder ${folder} cannot be read, so the rollouts are not known: ${(error as Error).message}`);
  }
}
