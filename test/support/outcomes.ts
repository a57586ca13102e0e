// Outcomes for tests, by how many threads ended how.
import type { Failure } from '../../src/protocol/failures';
import type { JournalledKind, OperationReport, OperationStatus, TreePlan } from '../../src/protocol/methods';
import type { OperationRequest } from '../../src/shell/operations/operationRequest';
import type { Outcome } from '../../src/shell/operations/threadStatuses';

/** `[count, status, failure]` each. */
export type Counts = [number, OperationStatus, Failure?][];

/** A report for each thread; their ids are the status and a number. */
export function reports(counts: Counts): OperationReport[] {
  return counts.flatMap(([count, status, failure]) =>
    Array.from({ length: count }, (_, at) => ({
      threadId: `${status}${at}`,
      status,
      ...(failure === undefined ? {} : { failure }),
    })),
  );
}

export const diskFull: Failure = { code: 'refused', error: 'ENOSPC', path: '/h/a.jsonl', makingFolder: false };
export const loaded: Failure = { code: 'loaded', holder: { pid: 4711, command: 'codex' } };
export const cancelled: Failure = { code: 'cancelled' };

export const archive: OperationRequest = { kind: 'archive', threadIds: ['r'] };
export const archiveOthers: OperationRequest = { kind: 'archive', threadIds: ['r'], leaveLoaded: true };
export const unarchive: OperationRequest = { kind: 'unarchive', threadIds: ['r'] };
export const repair: OperationRequest = { kind: 'repair', threadIds: ['r'] };
export const undo: OperationRequest = { kind: 'undo', operation: 'x' };

export function finish(of: JournalledKind): OperationRequest {
  return { kind: 'finish', operation: 'x', of };
}

export function outcome(request: OperationRequest, counts: Counts, cancelled = false): Outcome {
  return { request, reports: reports(counts), cancelled };
}

/** The plan for a thread and its sub-agents, none of which is hidden or loaded, with what the test adds. */
export function planOf(threads: number, parts: Partial<TreePlan> = {}): TreePlan {
  return {
    plan: 'p',
    threads,
    rootsWithSubAgents: threads > 1 ? 1 : 0,
    hidden: 0,
    attached: 0,
    loaded: [],
    loadedThreads: 0,
    codex: null,
    others: threads,
    ...parts,
  };
}
