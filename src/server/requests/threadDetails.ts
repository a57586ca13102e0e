// `threadTree/details`: what a tooltip shows of one thread, and the rollout that may be opened.
import type { ThreadTokensResponse } from '../../protocol/transcript';
import type { ThreadDetails } from '../../protocol/tree';
import { FailureError, isFailure } from '../failure';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import type { ThreadHome } from '../home/threadHome';
import { displayName } from '../threads/names';
import { threadOfRow } from '../threads/threadOfRow';
import { readThreads } from '../home/threadRows';
import { columnOf } from '../home/threadsTable';
import type { ThreadTokens } from './threadTokens';

const NAME_LIMIT = 2000;

/** Reads one thread's row and rollouts. Rejects with `threadGone` if it has no row, and with the signal's reason. */
export async function threadDetails(
  home: ThreadHome,
  tokens: ThreadTokens,
  threadId: string,
  signal: AbortSignal,
): Promise<ThreadDetails> {
  const details = await home.read((db, state) => {
    const [row] = readThreads(db, `WHERE ${columnOf('id')} = ?`, [threadId]);
    if (!row) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
    const thread = threadOfRow(row, state);
    return {
      thread,
      name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT),
      rollout: thread.path === null ? null : (rolloutInHome(home.path(), thread.path) ?? null),
    };
  });
  const { own, subtree } = await tokensOf(tokens, threadId, signal);
  return { ...details, tokensUsed: own?.total ?? null, tokensOfSubtree: subtree?.total ?? null };
}

/** A tooltip does without them when they cannot be read. */
async function tokensOf(
  tokens: ThreadTokens,
  threadId: string,
  signal: AbortSignal,
): Promise<Pick<ThreadTokensResponse, 'own' | 'subtree'>> {
  try {
    return await tokens.ofSubtree(threadId, signal);
  } catch (error) {
    if (isFailure(error, 'rolloutFolderUnreadable', 'threadGone')) return { own: null, subtree: null };
    throw error;
  }
}
