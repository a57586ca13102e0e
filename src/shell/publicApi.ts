// The public API of src/api.ts over the thread service.
import { EventEmitter, type Disposable } from 'vscode';
import type { ThreadTreeApi, ThreadTreeExports } from '../api';
import type { OperationKind } from '../protocol/methods';
import type { OperationRunner } from './operations/operationRunner';
import type { ThreadService } from './connection/threadService';

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

  const move = async (kind: OperationKind, threadId: string) => {
    const { reports } = await operations.run({ kind, threadIds: [threadId] });
    const { inPublic } = await import('./publicThreads');
    return reports.flatMap(inPublic);
  };
  const api: ThreadTreeApi = {
    get codexHome() {
      return service.codexHome();
    },
    listThreads: async () => (await import('./publicThreads')).publicThreads(service),
    archive: threadId => move('archive', threadId),
    unarchive: threadId => move('unarchive', threadId),
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
