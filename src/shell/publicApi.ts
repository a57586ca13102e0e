// The public API of src/api.ts over the thread service.
import { EventEmitter, type Disposable } from 'vscode';
import type { ThreadInfo, ThreadReport, ThreadTreeApi, ThreadTreeExports } from '../api';
import type { OperationReport as WireReport } from '../protocol/methods';
import { UserFacingError } from './errors';
import type { OperationRunner } from './operations/operationRunner';
import type { ThreadService } from './connection/threadService';
import { weigh } from './operations/threadStatuses';

/** Rows asked for at once. */
const PAGE = 200;

/** What `activate` returns. `getAPI` throws an Error that names the supported versions for any other. */
export function createExports(service: ThreadService, operations: OperationRunner): ThreadTreeExports & Disposable {
  const archived = new EventEmitter<{ threadId: string }>();
  const changed = new EventEmitter<void>();
  const disposables = [
    archived,
    changed,
    service.onStatus(reports =>
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
      (await operations.run({ kind: 'archive', threadIds: [threadId] })).reports.filter(isFinal),
    unarchive: async threadId =>
      (await operations.run({ kind: 'unarchive', threadIds: [threadId] })).reports.filter(isFinal),
    onDidArchiveThread: archived.event,
    onDidChangeThreads: (...args) => {
      // The server watches the Codex home from the first list on, so that to listen is to ask for one. If the server
      // cannot start, the user is told by `onDidGiveUp`.
      service.list({ view: 'all', limit: 1 }).catch(() => undefined);
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

/** All reports of an operation that has ended; the wire's type has the statuses on the way as well. */
function isFinal(report: WireReport): report is ThreadReport {
  return weigh(report.status) !== 'busy';
}

async function listThreads(service: ThreadService): Promise<ThreadInfo[]> {
  // A map, as a row may slide from one page into the next while Codex writes.
  const threads = new Map<string, ThreadInfo>();
  for (let offset = 0; ;) {
    const { rows, total, problem } = await service.list({ view: 'all', offset, limit: PAGE });
    if (problem?.code === 'unreadable') {
      throw new UserFacingError(problem.message);
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
