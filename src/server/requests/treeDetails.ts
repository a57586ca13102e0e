// `threadTree/details`: what a tooltip shows of one thread, and the rollout that may be opened.
import { t } from '@vscode/l10n';
import type { ThreadDetails } from '../../protocol/threadTree';
import { rolloutInHome } from '../rollouts/rolloutInHome';
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
    if (!row) throw new UserError(t('Thread {0} is no longer in the state DB. Refresh the view.', threadId));
    const thread = threadOfRow(row, state);
    return {
      thread,
      name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT),
      tokensUsed: typeof row.tokens_used === 'number' ? row.tokens_used : null,
      tokensOfBranch: null,
      rollout: thread.path === null ? null : rolloutInHome(home.path(), thread.path) ?? null,
    };
  });
}
