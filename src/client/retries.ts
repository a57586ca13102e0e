// What to run to try a thread again that an operation could not do.
import type { ThreadReport } from '../protocol/threadTree';
import type { OperationRequest } from './operations';

/** The request for one thread that failed under `request`. */
export function retryOf(request: OperationRequest, { threadId, status }: ThreadReport): OperationRequest {
  switch (request.kind) {
    case 'archive':
    case 'unarchive': {
      // A thread in use holds up its whole branch, so that only the branch is worth another try.
      const wholeBranch = status === 'inUse' && !('leaveInUse' in request);
      return { kind: request.kind, threadIds: wholeBranch ? request.threadIds : [threadId] };
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
  for (const request of requests) {
    if ('target' in request) {
      merged.set(`${request.kind} ${request.target.operation}`, request);
    } else {
      const known = merged.get(request.kind);
      const before = known !== undefined && 'threadIds' in known ? known.threadIds : [];
      merged.set(request.kind, { kind: request.kind, threadIds: [...new Set([...before, ...request.threadIds])] });
    }
  }
  return [...merged.values()];
}
