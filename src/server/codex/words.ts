// Failures in the words of Codex 0.169. Failures that Codex does not have get a short line in English: the failure's
// code, path and cause.
import { ResponseError } from 'vscode-jsonrpc';
import { ErrorCode } from '../../protocol/errorCodes';
import type { Failure, FailureCode } from '../../protocol/failures';
import type { OperationKind } from '../../protocol/operations';
import { messageLine } from '../threads/plainText';

/** The error if a thread cannot be archived or unarchived. */
export function codexError(kind: OperationKind, threadId: string, failure: Failure): ResponseError {
  const say = words[failure.code] as Say<Failure> | undefined;
  return say?.(failure, kind, threadId) ?? storeError(kind, brief(failure));
}

/** The error if `thread/archive` or `thread/unarchive` cannot find out what a thread spawned. */
export function descendantsError(threadId: string, failure: Failure): ResponseError {
  return internalError(`failed to list spawned descendants for thread id ${threadId}: ${brief(failure)}`);
}

/** The error if threads cannot be listed or read. */
export function readError(what: 'list threads' | 'read thread', failure: Failure): ResponseError {
  return internalError(`failed to ${what}: thread-store internal error: ${brief(failure)}`);
}

export function invalidRequest(message: string): ResponseError {
  return new ResponseError(ErrorCode.invalidRequest, message);
}

export function internalError(message: string): ResponseError {
  return new ResponseError(ErrorCode.internal, message);
}

type Say<F> = (failure: F, kind: OperationKind, threadId: string) => ResponseError;

const words: { [Code in FailureCode]?: Say<Extract<Failure, { code: Code }>> } = {
  cancelled: () => new ResponseError(ErrorCode.cancelled, 'Cancelled.'),
  rolloutMissing: (_, kind, threadId) =>
    invalidRequest(`no ${kind === 'archive' ? 'rollout' : 'archived rollout'} found for thread id ${threadId}`),
  loaded: (_failure, _kind, threadId) => activeWriter(threadId),
  subtreeLoaded: ({ thread }) => activeWriter(thread.threadId),
  rolloutOutside: ({ path }, kind) =>
    invalidRequest(
      `rollout path \`${path}\` must be in ${kind === 'archive' ? 'sessions' : 'archived sessions'} directory`,
    ),
  badRolloutName: ({ path, historyMode }) =>
    invalidRequest(
      historyMode === 'legacy'
        ? `rollout path \`${path}\` has an invalid filename`
        : `paginated rollout path \`${path}\` does not have a canonical rollout filename`,
    ),
  notARegularFile: ({ path }) => invalidRequest(`rollout path \`${path}\` has an invalid filename`),
  noSessionMeta: ({ path }, kind) => sessionError(kind, `failed to read session metadata ${path}`),
  otherOwner: ({ path, owner }, kind, threadId) =>
    sessionError(kind, `session metadata ${path} belongs to thread ${owner.threadId}, expected ${threadId}`),
  destinationTaken: (_, kind) => storeError(kind, systemError('EEXIST')),
  twoOfOneName: (_, kind) => storeError(kind, systemError('EEXIST')),
  refused: ({ error }, kind) => storeError(kind, systemError(error)),
  rowNotWritten: ({ because }, kind) =>
    storeError(kind, because.code === 'rowRefused' ? because.cause : brief(because)),
};

function activeWriter(threadId: string): ResponseError {
  return invalidRequest(`thread ${threadId} already has an active writer`);
}

function sessionError(kind: OperationKind, cause: string): ResponseError {
  return internalError(`failed to ${kind} session: thread-store internal error: ${cause}`);
}

function storeError(kind: OperationKind, cause: string): ResponseError {
  return sessionError(kind, `failed to ${kind} thread: ${cause}`);
}

function brief(failure: Failure): string {
  const { code, path, folder, file, cause } = failure as Partial<Record<string, unknown>>;
  return messageLine([code, path ?? folder ?? file, cause].filter(part => typeof part === 'string').join(': '));
}

/** A refusal of the operating system, as Rust prints it on Linux. */
function systemError(code: string): string {
  return systemErrors.get(code) ?? code;
}

const systemErrors = new Map([
  ['EPERM', 'Operation not permitted (os error 1)'],
  ['ENOENT', 'No such file or directory (os error 2)'],
  ['EIO', 'Input/output error (os error 5)'],
  ['EACCES', 'Permission denied (os error 13)'],
  ['EBUSY', 'Device or resource busy (os error 16)'],
  ['EEXIST', 'File exists (os error 17)'],
  ['ENOTDIR', 'Not a directory (os error 20)'],
  ['EISDIR', 'Is a directory (os error 21)'],
  ['ENFILE', 'Too many open files in system (os error 23)'],
  ['EMFILE', 'Too many open files (os error 24)'],
  ['EFBIG', 'File too large (os error 27)'],
  ['ENOSPC', 'No space left on device (os error 28)'],
  ['EROFS', 'Read-only file system (os error 30)'],
  ['EMLINK', 'Too many links (os error 31)'],
  ['ENAMETOOLONG', 'File name too long (os error 36)'],
  ['ELOOP', 'Too many levels of symbolic links (os error 40)'],
  ['EFTYPE', 'Inappropriate file type or format (os error 79)'],
  ['ETIMEDOUT', 'Connection timed out (os error 110)'],
  ['ESTALE', 'Stale file handle (os error 116)'],
  ['EDQUOT', 'Disk quota exceeded (os error 122)'],
]);
