import { mergedRetries } from './retries';
import type { ThreadReport } from '../../protocol/methods';
import { isThreadNode } from '../tree/nodes';
import type { CommandHandler } from '../commandContext';
import { run } from './run';

/** Tries again what failed: the clicked rows, or without any, everything. Answers a report for each thread. */
export const retry: CommandHandler = async (context, first, second): Promise<ThreadReport[]> => {
  const { statuses } = context;
  const clicked = [first, ...(Array.isArray(second) ? (second as unknown[]) : [])]
    .filter(isThreadNode)
    .map(({ row }) => row.threadId)
    .filter(threadId => statuses.get(threadId)?.retry);

  const requests = (clicked.length > 0 ? clicked : statuses.failures()).flatMap(
    threadId => statuses.get(threadId)?.retry ?? [],
  );
  const reports: ThreadReport[] = [];
  for (const request of mergedRetries(requests)) {
    reports.push(...(await run(context, request)));
  }
  return reports;
};
