// What to run to retry a thread that an operation could not do.
import type { OperationReport } from '../../protocol/methods';
import { flagsOf, withoutCodex, type OperationRequest } from './operationRequest';

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

/** As few requests as possible for all of these, with each thread and each operation once. */
export function mergedRetries(requests: readonly OperationRequest[]): OperationRequest[] {
  const merged = new Map<string, OperationRequest>();
  // All threads that the same one blocked share one request object.
  for (const request of new Set(requests)) {
    if ('operation' in request) {
      merged.set(`${request.kind} ${request.operation}`, request);
    } else {
      const key = JSON.stringify([request.kind, flagsOf(request)]);
      const known = merged.get(key);
      const before = known !== undefined && 'threadIds' in known ? known.threadIds : [];
      merged.set(key, { ...request, threadIds: [...new Set([...before, ...request.threadIds])] });
    }
  }
  return [...merged.values()];
}
