// Names the threads that messages about an operation mention, so that the window need not ask for each.
import type { OperationReport, OperationStatus } from '../../protocol/operations';
import { SENTENCE_NAME_LIMIT } from '../../protocol/references';
import { FailureError } from '../failure';
import { readTreeTexts } from '../home/treeRows';
import type { ThreadHome } from '../home/threadHome';
import { displayName } from '../threads/names';
import { unnamedThreadsIn } from '../threads/threadRefs';

/** Nobody reads a longer list. */
const NAMES_LIMIT = 50;

const CHANGED: readonly OperationStatus[] = ['archived', 'unarchived', 'repaired', 'restored'];

/**
 * Fills in the names in the failures of these reports, and returns the names of the threads that failed, and of the
 * first one that was changed and the first that was spawned last, by id: at most 50 in all, those of skipped threads
 * last, because messages are about the others. Leaves out threads without a row, and all of them if the state DB
 * cannot be read.
 */
export async function nameThreads(
  home: ThreadHome,
  reports: readonly OperationReport[],
): Promise<Record<string, string>> {
  const failures = reports.filter(({ failure }) => failure);
  const about = [
    ...reports.filter(({ status }) => CHANGED.includes(status)).slice(0, 1),
    ...reports.filter(({ spawnedLast }) => spawnedLast).slice(0, 1),
    ...failures.filter(({ status }) => status !== 'skipped'),
    ...failures.filter(({ status }) => status === 'skipped'),
  ].map(({ threadId, failure }) => ({ threadId, refs: unnamedThreadsIn(failure) }));
  const all = about.flatMap(({ threadId, refs }) => [threadId, ...refs.map(ref => ref.threadId)]);
  const ids = [...new Set(all)].slice(0, NAMES_LIMIT);
  if (ids.length === 0) return {};
  // Names do not change with an operation. The newest commit is its own: the window reads it after the answer.
  const names = await namesIn(use => home.readKnown(use), ids);
  for (const ref of about.flatMap(({ refs }) => refs)) ref.name = names.get(ref.threadId) ?? null;
  const named = new Set(about.map(({ threadId }) => threadId));
  return Object.fromEntries([...names].filter(([id]) => named.has(id)));
}

/** Names by id, without threads that have no row; none if the state DB cannot be read. */
export function namesById(home: ThreadHome, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return namesIn(use => home.read(use), ids);
}

async function namesIn(read: ThreadHome['readKnown'], ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  try {
    return await read((db, { nameOf }) => {
      const texts = [...readTreeTexts(db, ids)];
      return new Map(texts.map(([id, text]) => [id, displayName({ ...text, id }, nameOf, SENTENCE_NAME_LIMIT)]));
    });
  } catch (error) {
    if (error instanceof FailureError) return new Map();
    throw error;
  }
}
