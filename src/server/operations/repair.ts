// Repairs threads whose row, flag and rollouts do not agree, as one operation that can be undone.
import type { OperationReport } from '../../protocol/operations';
import { planRepair } from '../checkup/planRepair';
import { runPlan, type RunOptions } from '../threads/cascade';
import { sessionFolders, type SessionFolders } from './subtreeSource';
import type { PlanChange } from './mover';
import type { Lease } from './lease';

/** Repairs each of these threads independently of the others, and skips those that are in order by now. */
export async function repairThreads(
  lease: Lease,
  threadIds: readonly string[],
  options: Omit<RunOptions, 'operation'> & { operation: string },
): Promise<OperationReport[]> {
  const { operation, onStatus, signal } = options;
  const threads = [...new Set(threadIds)];
  if (threads.length === 0) return [];
  const plan = repairIn(lease.home, sessionFolders(lease.home));
  return lease.journalled({ operation, kind: 'repair', roots: threads.slice(0, 1), threads }, async mover => {
    const { reports } = await runPlan(
      { moves: threads, reports: [] },
      undefined,
      (ids, onWait) => mover.change(ids, plan, { onWait, signal }),
      { operation: 'repair', onStatus, signal },
    );
    return reports;
  });
}

/** Plans the repair of a thread within a home's folders. Throws FailureError when they cannot be read. */
export function repairIn(home: string, folders: SessionFolders): PlanChange {
  const opened = { active: folders.open(folders.sessions), archived: folders.open(folders.archivedSessions) };
  return (threadId, row) => planRepair(threadId, { row, home, folders: opened, now: Date.now() });
}
