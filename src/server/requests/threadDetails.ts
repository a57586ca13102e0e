// `threadTree/details`: what a tooltip shows of one thread, and the rollout that may be opened.
import type { ThreadDetails } from '../../protocol/tree';
import { FailureError } from '../failure';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import type { ThreadHome } from '../home/threadHome';
import { displayName } from '../threads/names';
import { descendantsOf } from '../threads/spawnForest';
import { threadOfRow } from '../threads/threadOfRow';
import { readThreads, readTokens } from '../home/threadRows';
import { columnOf } from '../home/threadsTable';

const NAME_LIMIT = 2000;

/** Reads one thread's row. Rejects with `threadGone` if there is none. */
export function threadDetails(home: ThreadHome, threadId: string): Promise<ThreadDetails> {
  return home.read((db, state) => {
    const [row] = readThreads(db, `WHERE ${columnOf('id')} = ?`, [threadId]);
    if (!row) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
    const thread = threadOfRow(row, state);
    return {
      thread,
      name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT),
      tokensUsed: typeof row.tokens_used === 'number' ? row.tokens_used : null,
      tokensOfSubtree: readTokens(db, [threadId, ...descendantsOf(state.model.forest, threadId)]),
      rollout: thread.path === null ? null : (rolloutInHome(home.path(), thread.path) ?? null),
    };
  });
}
