// Outcomes for tests, by how many threads ended how.
import type { OperationRequest } from '../../src/shell/operations/operationRunner';
import type { Outcome } from '../../src/shell/operations/threadStatuses';
import type { JournalledKind, OperationStatus, OperationReport } from '../../src/protocol/methods';

/** `[count, status, reason]` each. */
export type Counts = [number, OperationStatus, string?][];

/** A report for each thread; their ids are the status and a number. */
export function reports(counts: Counts): OperationReport[] {
  return counts.flatMap(([count, status, reason]) =>
    Array.from({ length: count }, (_, at) => ({
      threadId: `${status}${at}`,
      status,
      ...(reason === undefined ? {} : { reason }),
    })),
  );
}

export const archive: OperationRequest = { kind: 'archive', threadIds: ['r'] };
export const archiveOthers: OperationRequest = { kind: 'archive', threadIds: ['r'], leaveInUse: true };
export const unarchive: OperationRequest = { kind: 'unarchive', threadIds: ['r'] };
export const repair: OperationRequest = { kind: 'repair', threadIds: ['r'] };

export function undo(kind: JournalledKind): OperationRequest {
  return { kind: 'undo', target: { operation: 'x', kind, threads: 12, left: 0 } };
}

export function finish(kind: JournalledKind): OperationRequest {
  return { kind: 'finish', target: { operation: 'x', kind, threads: 40, left: 60 } };
}

export function outcome(request: OperationRequest, counts: Counts, cancelled = false): Outcome {
  return { request, reports: reports(counts), cancelled };
}
