// Archive and unarchive as everybody in the window runs them, by click or by API: the rows' statuses follow.
import type { CancellationToken, Event } from 'vscode';
import type { OperationKind, ThreadReport } from '../protocol/threadTree';
import { Emitter } from './emitter';
import type { ThreadService } from './threadService';
import type { ThreadStatuses } from './threadStatuses';

export interface Operations {
  /** Every thread of the branches under `roots` once, in the order handled. A cancelled operation reports what it did. */
  run(kind: OperationKind, roots: readonly string[], token?: CancellationToken): Promise<ThreadReport[]>;
  /** While this is true the tree is repainted, not read again: rows keep their place until all is done. */
  readonly running: boolean;
  readonly onDidEnd: Event<void>;
}

/** Runs operations through the server and keeps `statuses` up to date; rejects as the request does, with nothing left under way. */
export function createOperations(service: Pick<ThreadService, 'run'>, statuses: ThreadStatuses): Operations {
  const ended = new Emitter<void>();
  let running = 0;
  return {
    run: async (kind, roots, token) => {
      running++;
      try {
        const { reports } = await service.run(kind, { threadIds: [...roots] }, token);
        statuses.finish({ kind, roots, reports, cancelled: token?.isCancellationRequested ?? false });
        return reports;
      } catch (error) {
        statuses.abandon();
        throw error;
      } finally {
        running--;
        ended.fire();
      }
    },
    get running() { return running > 0; },
    onDidEnd: ended.event,
  };
}
