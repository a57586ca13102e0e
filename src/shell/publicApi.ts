// The public API of src/api.ts over the thread service.
import { EventEmitter, type Disposable } from 'vscode';
import type { ThreadInfo, ThreadReport, ThreadTreeApi, ThreadTreeExports } from '../api';
import type { OperationReport } from '../protocol/methods';
import { FailedRequest } from './errors';
import type { OperationRunner } from './operations/operationRunner';
import type { ThreadService } from './connection/threadService';
import { failureInWords } from './words/failureInWords';

/** Rows asked for at once. */
const PAGE = 200;

/** What `activate` returns. `getAPI` throws an Error that names the supported versions for any other. */
export function createExports(service: ThreadService, operations: OperationRunner): ThreadTreeExports & Disposable {
  const archived = new EventEmitter<{ threadId: string }>();
  const changed = new EventEmitter<void>();
  const disposables = [
    archived,
    changed,
    service.onNotification('threadTree/status', ({ reports }) =>
      reports.filter(({ status }) => status === 'archived').forEach(({ threadId }) => archived.fire({ threadId })),
    ),
    service.onDidChange(() => changed.fire()),
  ];

  const api: ThreadTreeApi = {
    get codexHome() {
      return service.codexHome();
    },
    listThreads: () => listThreads(service),
    archive: async threadId =>
      (await operations.run({ kind: 'archive', threadIds: [threadId] })).reports.flatMap(inPublic),
    unarchive: async threadId =>
      (await operations.run({ kind: 'unarchive', threadIds: [threadId] })).reports.flatMap(inPublic),
    onDidArchiveThread: archived.event,
    onDidChangeThreads: (...args) => {
      // The server watches the Codex home from its first list on, so a listener needs one. If the server cannot start,
      // the user learns it from `onDidGiveUp`.
      service.request('threadTree/list', { view: 'all', limit: 1 }).catch(() => undefined);
      return changed.event(...args);
    },
  };
  return {
    getAPI: version => {
      if (version !== 1) {
        throw new Error(`Thread Tree for Codex has no API version ${String(version)}. Supported: 1.`);
      }
      return api;
    },
    dispose: () =>
      disposables.forEach(disposable => {
        disposable.dispose();
      }),
  };
}

/** The report of a finished archive or unarchive in the terms of src/api.ts; empty for statuses that it lacks. */
function inPublic({ threadId, status, failure }: OperationReport): ThreadReport[] {
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

async function listThreads(service: ThreadService): Promise<ThreadInfo[]> {
  // A map, as a row may slide from one page into the next while Codex writes.
  const threads = new Map<string, ThreadInfo>();
  for (let offset = 0; ;) {
    const { rows, total, problem } = await service.request('threadTree/list', { view: 'all', offset, limit: PAGE });
    if (problem?.code === 'unreadable') {
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
