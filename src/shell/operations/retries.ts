// What to run to try a thread again that an operation could not do.
import type { OperationReport } from '../../protocol/methods';
import { flagsOf, type OperationRequest } from './operationRunner';

/** The request for one thread that failed under `request`. */
export function retryOf(request: OperationRequest, { threadId, status }: OperationReport): OperationRequest {
  switch (request.kind) {
    case 'archive':
    case 'unarchive': {
      // A thread in use holds up its whole branch, so that only the branch is worth another try.
      const wholeBranch = status === 'inUse' && !('leaveInUse' in request);
      return wholeBranch ? request : { kind: request.kind, threadIds: [threadId] };
    }
    case 'repair':
      return { kind: 'repair', threadIds: [threadId] };
    case 'undo':
      return request;
    case 'finish':
      // What was finished but for some threads is no unfinished operation any more.
      return request.target.kind === 'undo' ? request : { kind: request.target.kind, threadIds: [threadId] };
  }
}

/** As few requests as will do for all of these, each thread and each operation once. */
export function mergedRetries(requests: readonly OperationRequest[]): OperationRequest[] {
  const merged = new Map<string, OperationRequest>();
  // Of one operation, all that was held up by the same thread has the same request.
  for (const request of new Set(requests)) {
    if ('target' in request) {
      merged.set(`${request.kind} ${request.target.operation}`, request);
    } else {
      const key = JSON.stringify([request.kind, flagsOf(request)]);
      const known = merged.get(key);
      const before = known !== undefined && 'threadIds' in known ? known.threadIds : [];
      merged.set(key, { ...request, threadIds: [...new Set([...before, ...request.threadIds])] });
    }
  }
  return [...merged.values()];
}
