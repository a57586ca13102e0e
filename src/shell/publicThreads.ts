// Threads and reports in the terms of src/api.ts. Loaded when a program asks for them.
import type { ThreadInfo, ThreadReport } from '../api';
import type { OperationReport } from '../protocol/methods';
import type { ThreadService } from './connection/threadService';
import { FailedRequest } from './errors';
import { failureInWords } from './words/failureInWords';

/** Rows asked for at once. */
const PAGE = 200;

/** The report of a finished archive or unarchive in the terms of src/api.ts; empty for statuses that it lacks. */
export function inPublic({ threadId, status, failure }: OperationReport): ThreadReport[] {
  const reason = failure === undefined ? {} : { reason: failureInWords(failure) };
  switch (status) {
    case 'loaded':
      return [{ threadId, status: 'inUse', ...reason }];
    case 'archived':
    case 'unarchived':
    case 'alreadyArchived':
    case 'alreadyActive':
    case 'skipped':
    case 'failed':
    case 'rolloutMissing':
      return [{ threadId, status, ...reason }];
    case 'queued':
    case 'archiving':
    case 'unarchiving':
    case 'repairing':
    case 'restoring':
    case 'repaired':
    case 'restored':
      return [];
  }
}

/** All threads of the home, in both locations; rejects if it cannot be read. */
export async function publicThreads(service: ThreadService): Promise<ThreadInfo[]> {
  // A map, as a row may slide from one page into the next while Codex writes.
  const threads = new Map<string, ThreadInfo>();
  for (let offset = 0; ;) {
    const { rows, total, problem } = await service.request('threadTree/list', { view: 'all', offset, limit: PAGE });
    if (problem?.code === 'unreadable' || problem?.code === 'wrongHome') {
      throw new FailedRequest(problem.failure);
    }
    for (const { threadId, parentId, name, archived, recencyAt } of rows) {
      threads.set(threadId, { threadId, parentId, name, archived, updatedAt: recencyAt });
    }
    offset += rows.length;
    if (rows.length === 0 || offset >= total) {
      return [...threads.values()];
    }
  }
}
