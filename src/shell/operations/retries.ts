// What to run to retry a thread that an operation could not do.
import type { OperationReport } from '../../protocol/methods';
import { withoutCodex, type OperationRequest } from './operationRequest';

/** The request for one thread that failed under `request`. */
export function retryOf(request: OperationRequest, { threadId, status }: OperationReport): OperationRequest {
  switch (request.kind) {
    case 'archive':
    case 'unarchive': {
      // A loaded thread blocks its whole subtree, so retry the subtree.
      const wholeSubtree = status === 'loaded' && !('leaveLoaded' in request);
      if (wholeSubtree && 'throughCodex' in request) {
        return withoutCodex(request);
      }
      return wholeSubtree ? request : { kind: request.kind, threadIds: [threadId] };
    }
    case 'repair':
      return { kind: 'repair', threadIds: [threadId] };
    case 'undo':
      return request;
    case 'finish':
      // An operation can be finished only once, even if some of its threads failed.
      return request.of === 'undo' ? request : { kind: request.of, threadIds: [threadId] };
  }
}
