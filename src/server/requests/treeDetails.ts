// `threadTree/details`: what a tooltip shows of one thread, and the rollout that may be opened.
import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ThreadDetails } from '../../protocol/threadTree';
import { twinOf } from '../rollouts/rolloutNames';
import type { ThreadHome } from '../threadHome';
import { displayName } from '../threads/names';
import { threadOfRow } from '../threads/threadOfRow';
import { UserError } from '../userError';
import { readThreads } from './threadRows';

const NAME_LIMIT = 2000;

/** Reads one thread's row. Throws UserError when there is none. */
export function threadDetails(home: ThreadHome, threadId: string): Promise<ThreadDetails> {
  return home.read((db, state) => {
    const [row] = readThreads(db, 'WHERE threads.id = ?', [threadId]);
    if (!row) throw new UserError(`Thread ${threadId} is no longer in the state DB. Refresh the view.`);
    const thread = threadOfRow(row, state);
    return {
      thread,
      name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT),
      tokensUsed: typeof row.tokens_used === 'number' ? row.tokens_used : null,
      rollout: thread.path === null ? null : openableRollout(home.path(), thread.path),
    };
  });
}

/** The file itself or its compressed twin, when it is a regular file that really lies in one of the home's session folders. */
function openableRollout(home: string, rolloutPath: string): ThreadDetails['rollout'] {
  for (const candidate of [rolloutPath, twinOf(rolloutPath)]) {
    const file = reachablePath(candidate);
    const isInside = ['sessions', 'archived_sessions'].some(folder => {
      const root = reachablePath(path.join(home, folder));
      return root !== undefined && file?.startsWith(root + path.sep);
    });
    const stat = file !== undefined && isInside ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
    if (file !== undefined && stat?.isFile()) return { path: file, bytes: stat.size };
  }
  return null;
}

/** The canonical path; undefined for what is not there, or cannot be: a damaged row's path may be any text. */
function reachablePath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}
