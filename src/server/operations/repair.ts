// Repairs threads whose row, flag and rollouts do not agree, as one operation that can be undone.
import type { OperationReport } from '../../protocol/methods';
import { planRepair } from '../checkup/planRepair';
import { runPlan, type RunOptions } from '../threads/cascade';
import { sessionFolders, type SessionFolders } from './subtreeSource';
import type { PlanChange } from './mover';
import type { Lease } from './lease';

/** Repairs these threads, each for itself; what is right by now is skipped. */
export async function repairThreads(
  session: Lease,
  threadIds: readonly string[],
  options: Omit<RunOptions, 'operation'> & { operation: string },
): Promise<OperationReport[]> {
  const { operation, onStatus, signal } = options;
  const threads = [...new Set(threadIds)];
  if (threads.length === 0) return [];
  const plan = repairIn(session.home, sessionFolders(session.home));
  return session.journalled({ operation, kind: 'repair', roots: threads.slice(0, 1), threads }, async mover => {
    const { reports } = await runPlan(
      { moves: threads, reports: [] },
      undefined,
      (ids, onWait) => mover.change(ids, plan, { onWait, signal }),
      { operation: 'repair', onStatus, signal },
    );
    return reports;
  });
}

/** Plans each thread's repair within a home's folders. Throws UserError when they cannot be read. */
export function repairIn(home: string, folders: SessionFolders): PlanChange {
  const opened = { active: folders.open(folders.sessions), archived: folders.open(folders.archivedSessions) };
  return (threadId, row) => planRepair(threadId, { row, home, folders: opened, now: Date.now() });
}
