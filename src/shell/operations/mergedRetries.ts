// What to run to retry many threads at once. Apart from retries.ts, which every window loads.
import { flagsOf, type OperationRequest } from './operationRequest';

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
