// Which rollout files there are below `sessions` and `archived_sessions`, by the thread id in their names.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { isAbsent } from '../home/codexHome';
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
  for (const { threadId, file } of rolloutsBelow(folder)) {
    const paths = index.get(threadId);
    if (paths) paths.push(file);
    else index.set(threadId, [file]);
  }
  return index;
}

/** The same one by one: a folder is read when its turn comes. */
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
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new UserError(
      t('The folder {0} cannot be read, so the rollouts are not known: {1}', folder, (error as Error).message),
    );
  }
}
