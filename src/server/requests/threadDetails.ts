// `threadTree/details`: what a tooltip shows of one thread, and the rollout that may be opened.
import { t } from '@vscode/l10n';
import type { ThreadDetails } from '../../protocol/methods';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import type { ThreadHome } from '../home/threadHome';
import type { StateDb } from '../sqlite/stateDb';
import { displayName } from '../threads/names';
import { descendantsOf, type SpawnForest } from '../threads/spawnForest';
import { threadOfRow } from '../threads/threadOfRow';
import { UserError } from '../userError';
import { readThreads } from '../home/threadRows';

const NAME_LIMIT = 2000;

/** Reads one thread's row. Throws UserError when there is none. */
export function threadDetails(home: ThreadHome, threadId: string): Promise<ThreadDetails> {
  return home.read((db, state) => {
    const [row] = readThreads(db, 'WHERE threads.id = ?', [threadId]);
    if (!row) throw new UserError(t('Thread {0} is no longer in the state DB. Refresh the view.', threadId));
    const thread = threadOfRow(row, state);
    return {
      thread,
      name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT),
      tokensUsed: typeof row.tokens_used === 'number' ? row.tokens_used : null,
      tokensOfSubtree: tokensOfSubtree(db, state.model.forest, threadId),
      rollout: thread.path === null ? null : (rolloutInHome(home.path(), thread.path) ?? null),
    };
  });
}

/** The tokens of a thread and all its descendants, open and archived; null when no row says any. */
function tokensOfSubtree(db: StateDb, forest: SpawnForest, threadId: string): number | null {
  if (!db.columns.has('tokens_used')) return null;
  // total() cannot overflow, whatever stands in the rows.
  const [sum] = db.all(
    'SELECT iif(count(tokens_used) > 0, total(CAST(tokens_used AS INTEGER)), NULL) AS tokens FROM threads WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify([threadId, ...descendantsOf(forest, threadId)])],
  );
  return typeof sum?.tokens === 'number' ? sum.tokens : null;
}
