// What the heading of a transcript says of its thread and of the threads around it.
import type { TokenUsage } from '../../protocol/transcript';
import { FailureError } from '../failure';
import type { HomeState, ThreadHome } from '../home/threadHome';
import { readThreads } from '../home/threadRows';
import { columnOf } from '../home/threadsTable';
import type { StateDb } from '../sqlite/stateDb';
import { displayName } from '../threads/names';
import { byCodeUnit, childrenOf, parentOf } from '../threads/spawnForest';
import { threadOfRow } from '../threads/threadOfRow';
import type { LinkedThread, PageHeader } from '../transcript/renderHeader';

/** As many sub-agents as a heading names. */
const NAMED_SUB_AGENTS = 200;

/** Rejects with `threadGone` if the thread has no row. */
export function transcriptHeader(home: ThreadHome, threadId: string, tokens: TokenUsage | null): Promise<PageHeader> {
  return home.read((db, state) => {
    const [row] = readThreads(db, `WHERE ${columnOf('id')} = ?`, [threadId]);
    if (!row) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
    const thread = threadOfRow(row, state);
    const { forest, threads } = state.model;
    const number = forest.numbers.get(threadId);
    // Ids of threads begin with the time.
    const children = (number === undefined ? [] : [...childrenOf(forest, number)])
      .map(child => forest.ids[child] as string)
      .sort(byCodeUnit);
    const parentId = parentOf(forest, threadId);
    return {
      name: displayName({ ...row, id: threadId }, state.nameOf),
      isArchived: threads.get(threadId)?.archived ?? false,
      model: thread.model,
      effort: thread.reasoningEffort,
      tokens,
      cwd: thread.cwd,
      gitBranch: thread.gitInfo?.branch ?? null,
      createdAt: thread.createdAt,
      updatedAt: thread.updatedAt,
      parent: parentId === undefined ? null : (namesOf(db, state, [parentId])[0] ?? null),
      subAgents: { first: namesOf(db, state, children.slice(0, NAMED_SUB_AGENTS)), count: children.length },
    };
  });
}

/** Those of the threads that have a row, in their order. */
function namesOf(db: StateDb, { nameOf }: HomeState, threadIds: readonly string[]): LinkedThread[] {
  if (threadIds.length === 0) return [];
  const marks = threadIds.map(() => '?').join(', ');
  const names = new Map(
    readThreads(db, `WHERE ${columnOf('id')} IN (${marks})`, threadIds).map(row => {
      const id = String(row.id);
      return [id, displayName({ ...row, id }, nameOf)] as const;
    }),
  );
  return threadIds.flatMap(threadId => {
    const name = names.get(threadId);
    return name === undefined ? [] : { threadId, name };
  });
}
