// `thread/read`: one thread's metadata from its row and the first line of its rollout, as Codex 0.169 returns it.
import type { ResponseError } from 'vscode-jsonrpc';
import type { StateDb } from '../sqlite/stateDb';
import { historyModeOf, threadOfRow, type ThreadRowContext } from '../threads/threadOfRow';
import type { ThreadResponse } from './protocol';
import { internalError, invalidRequest } from './words';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import { readSessionMeta } from '../rollouts/sessionMeta';
import { readThreads } from '../home/threadRows';
import { columnOf } from '../home/threadsTable';

/**
 * The thread with this canonical id, as `thread/read` and `thread/unarchive` return it. Throws ResponseError: -32600 if
 * it has no row, -32603 if its row names another thread's rollout, or a file that is not a rollout. Unlike Codex, reads
 * nothing outside the session folders of `home`: a rollout elsewhere counts as absent. `db` must have whole values.
 */
export function readThread(db: StateDb, context: ThreadRowContext, home: string, threadId: string): ThreadResponse {
  const [row] = readThreads(db, `WHERE ${columnOf('id')} = ?`, [threadId]);
  if (!row) throw invalidRequest(`thread not loaded: ${threadId}`);
  const thread = threadOfRow(row, context);
  const rolloutPath = String(row.rollout_path);
  const meta = metaOf(home, rolloutPath);
  if (meta === 'absent') return { thread: { ...thread, threadSource: textOrNull(row.thread_source) } };
  if (meta === 'broken') throw metaError(`failed to read session metadata ${rolloutPath}`);
  if (meta.id !== threadId)
    throw metaError(`session metadata ${rolloutPath} belongs to thread ${meta.id}, expected ${threadId}`);
  return {
    thread: {
      ...thread,
      forkedFromId: meta.forkedFromId,
      parentThreadId: meta.parentThreadId,
      // Codex reads a legacy thread from its rollout, which does not contain the source.
      threadSource: historyModeOf(row) === 'legacy' ? null : textOrNull(row.thread_source),
    },
  };
}

function metaOf(home: string, rolloutPath: string): ReturnType<typeof readSessionMeta> {
  try {
    const file = rolloutInHome(home, rolloutPath);
    return file ? readSessionMeta(file.path) : 'absent';
  } catch (error) {
    throw metaError(`failed to read session metadata ${rolloutPath}: ${(error as Error).message}`);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function metaError(cause: string): ResponseError {
  return internalError(`failed to read thread: thread-store internal error: ${cause}`);
}
