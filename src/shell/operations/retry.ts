import type { OperationReport } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { isThreadNode } from '../tree/nodes';
import { mergedRetries } from './mergedRetries';
import { runOperation } from './run';

/** Tries again what failed: the clicked rows or, without any, everything. Answers a report for each thread. */
export const retry: CommandHandler = async (context, first, second): Promise<OperationReport[]> => {
  const { statuses } = context;
  const clicked = [first, ...(Array.isArray(second) ? (second as unknown[]) : [])]
    .filter(isThreadNode)
    .map(({ row }) => row.threadId);

  const requests = (clicked.length > 0 ? clicked : statuses.failures()).flatMap(
    threadId => statuses.get(threadId)?.retry ?? [],
  );
  const reports: OperationReport[] = [];
  for (const request of mergedRetries(requests)) {
    reports.push(...(await runOperation(context, request)));
  }
  return reports;
};
