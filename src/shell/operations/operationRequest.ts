// A request to change threads: what the window asks the server to do, and what a retry asks again.
import type { JournalledKind } from '../../protocol/methods';

/** What the window asks the server to do. */
export type OperationRequest =
  | ({ kind: 'archive'; threadIds: readonly string[] } & ArchiveFlags)
  | { kind: 'unarchive' | 'repair'; threadIds: readonly string[] }
  /** `operation` is its id in the journal. */
  | { kind: 'undo'; operation: string }
  | { kind: 'finish'; operation: string; of: JournalledKind };

/** As `threadTree/archive` takes them. */
export interface ArchiveFlags {
  leaveLoaded?: true;
  keepRoots?: true;
  throughCodex?: true;
}

/** What is done to the threads: a finished archive is an archive. */
export function operationKindOf(request: OperationRequest): JournalledKind {
  return request.kind === 'finish' ? request.of : request.kind;
}

/** The same request without asking Codex, which interrupts turns: only the question before allows that, once. */
export function withoutCodex(request: Extract<OperationRequest, { kind: 'archive' }>): OperationRequest {
  const rest = { ...request };
  delete rest.throughCodex;
  return rest;
}

export function flagsOf(request: OperationRequest): ArchiveFlags {
  return {
    ...('leaveLoaded' in request ? { leaveLoaded: true } : {}),
    ...('keepRoots' in request ? { keepRoots: true } : {}),
    ...('throughCodex' in request ? { throughCodex: true } : {}),
  };
}
