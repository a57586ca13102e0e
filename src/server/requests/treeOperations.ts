// `threadTree/archive`, `threadTree/unarchive` and `threadTree/plan`: operations on several branches at once.
import type { OperationKind, ThreadReport, TreePlan } from '../../protocol/threadTree';
import { runCascade, type ThreadStore } from '../threads/cascade';
import { descendantsOf, parentOf, type SpawnForest } from '../threads/spawnForest';
import type { TreeModel } from '../treeModel';

/**
 * The given threads without those that lie below another one, ancestors first. Of the members of a cycle, each of which lies
 * below all the others, the first is kept.
 */
export function branchRoots(forest: SpawnForest, threadIds: readonly string[]): string[] {
  const depths = new Map(threadIds.map(threadId => [threadId, depthOf(forest, threadId)]));
  const covered = new Set<string>();
  return [...depths].sort(([, a], [, b]) => a - b).flatMap(([threadId]) => {
    if (covered.has(threadId)) return [];
    covered.add(threadId);
    for (const id of descendantsOf(forest, threadId)) covered.add(id);
    return [threadId];
  });
}

/** What an operation would take: the threads that are where it takes threads from. */
export function planOperation(model: TreeModel, operation: OperationKind, threadIds: readonly string[]): TreePlan {
  const archived = operation === 'unarchive';
  const isTaken = (id: string): boolean => model.threads.get(id)?.archived === archived;
  let threads = 0;
  let rootsWithChildren = 0;
  for (const root of branchRoots(model.forest, threadIds)) {
    const below = descendantsOf(model.forest, root).filter(isTaken).length;
    threads += below + (isTaken(root) ? 1 : 0);
    if (below > 0) rootsWithChildren++;
  }
  return { threads, rootsWithChildren };
}

export interface OperationOptions {
  onStatus: (report: ThreadReport) => void;
  signal: AbortSignal;
}

/**
 * Runs the cascade on each branch; one that fails does not stop the next. A root that is at its goal already has the leftovers
 * below it finished. Every thread is reported once.
 */
export async function runOperation(store: ThreadStore, forest: SpawnForest, operation: OperationKind, threadIds: readonly string[], options: OperationOptions): Promise<ThreadReport[]> {
  const reports = new Map<string, ThreadReport>();
  for (const root of branchRoots(forest, threadIds)) {
    const result = await runCascade(store, root, { operation, finishLeftovers: true, ...options });
    for (const report of result.reports) if (!reports.has(report.threadId)) reports.set(report.threadId, report);
  }
  return [...reports.values()];
}

/** How many threads stand above this one; ends in a cycle. */
function depthOf(forest: SpawnForest, threadId: string): number {
  const above = new Set<string>();
  for (let id = parentOf(forest, threadId); id !== undefined && !above.has(id); id = parentOf(forest, id)) above.add(id);
  return above.size;
}
