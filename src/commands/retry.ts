import type { OperationKind, ThreadReport } from '../protocol/threadTree';
import { isThreadNode } from '../views/nodes';
import type { CommandHandler } from './commandContext';
import { operate } from './operate';

/** Tries again what failed: the clicked rows, or without any, everything. Answers a report for each thread. */
export const retry: CommandHandler = async (context, first, second): Promise<ThreadReport[]> => {
  const { statuses } = context;
  const clicked = [first, ...Array.isArray(second) ? second as unknown[] : []].filter(isThreadNode)
    .map(({ row }) => row.threadId)
    .filter(threadId => statuses.get(threadId)?.retry);

  const reports: ThreadReport[] = [];
  for (const kind of ['archive', 'unarchive'] satisfies OperationKind[]) {
    const roots = new Set((clicked.length > 0 ? clicked : statuses.failures(kind)).flatMap(threadId => {
      const again = statuses.get(threadId)?.retry;
      return again?.kind === kind ? again.threadIds : [];
    }));
    if (roots.size > 0) {
      reports.push(...await operate(context, kind, [...roots].map(threadId => ({ threadId, name: null })), { ask: false }));
    }
  }
  return reports;
};
