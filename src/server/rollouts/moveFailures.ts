// Why a thread could not be moved, for the user and in the words of Codex 0.169's answer.
import { ErrorCode } from '../../protocol/errors';
import type { OperationKind } from '../../protocol/threadTree';
import type { MoveFailure } from '../threads/cascadePlan';

/** The thread has no rollout where the operation takes them from. */
export function rolloutMissing(operation: OperationKind, threadId: string, reason: string): MoveFailure {
  const kind = operation === 'archive' ? 'rollout' : 'archived rollout';
  return { status: 'rolloutMissing', reason, code: ErrorCode.invalidRequest, message: `no ${kind} found for thread id ${threadId}` };
}

/** The row names a file that is not in this home’s folder, links resolved. */
export function outsideFolder(operation: OperationKind, rolloutPath: string): MoveFailure {
  const folder = operation === 'archive' ? 'sessions' : 'archived sessions';
  return failed(`its rollout ${rolloutPath} is not in the ${folder} folder of this Codex home`,
    ErrorCode.invalidRequest, `rollout path \`${rolloutPath}\` must be in ${folder} directory`);
}

/** The file’s name is not a rollout’s; Codex words it by the thread’s history mode. */
export function badName(rolloutPath: string, isLegacy: boolean): MoveFailure {
  return failed(`its rollout ${rolloutPath} does not have the name of a rollout`, ErrorCode.invalidRequest,
    isLegacy ? `rollout path \`${rolloutPath}\` has an invalid filename` : `paginated rollout path \`${rolloutPath}\` does not have a canonical rollout filename`);
}

/** The rollout is a symbolic link, a folder or a device. */
export function notARegularFile(rolloutPath: string): MoveFailure {
  return failed(`its rollout ${rolloutPath} is a link or not a regular file`, ErrorCode.invalidRequest, `rollout path \`${rolloutPath}\` has an invalid filename`);
}

/** The file’s first line names another thread as `owner`, or, undefined, is no session’s record. */
export function otherOwner(operation: OperationKind, rolloutPath: string, owner: string | undefined, threadId: string): MoveFailure {
  const codex = owner === undefined ? `failed to read session metadata ${rolloutPath}` : `session metadata ${rolloutPath} belongs to thread ${owner}, expected ${threadId}`;
  const reason = owner === undefined ? `the first line of its rollout ${rolloutPath} is not a session's record` : `its rollout ${rolloutPath} belongs to thread ${owner}`;
  return failed(reason, ErrorCode.internal, `failed to ${operation} session: thread-store internal error: ${codex}`);
}

/** A file is where the rollout would go: Codex 0.169 overwrites it, we do not. */
export function destinationTaken(operation: OperationKind, destination: string): MoveFailure {
  const folder = operation === 'archive' ? 'an archived file' : 'an active file';
  return failed(`${folder} of that name exists: ${destination}`, ErrorCode.internal, storeError(operation, 'File exists (os error 17)'));
}

/** Both would have to go to the same place. */
export function twoOfOneName(operation: OperationKind, first: string, second: string): MoveFailure {
  return failed(`it has two rollouts of one name, ${first} and ${second}; move one of them away`, ErrorCode.internal, storeError(operation, 'File exists (os error 17)'));
}

/** A file operation that the system refused. */
export function ioFailure(operation: OperationKind, error: unknown): MoveFailure {
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const known = code === undefined ? undefined : systemErrors[code];
  // Not from the file system: a bug, which must not pass as a thread's failure.
  if (code === undefined || (path === undefined && known === undefined)) throw error;
  const { text, number, ...rest } = known ?? { text: code, number: undefined, reason: undefined };
  // What is absent is the file to move, or where a folder should be made: folders that are absent are made.
  const reason = code === 'ENOENT' && syscall === 'mkdir' ? 'a link that leads to nowhere stands where a folder should be; move it away' : rest.reason;
  const where = code === 'ENOENT' ? path : dest ?? path;
  return failed(`${reason ?? text.toLowerCase()}${where === undefined ? '' : `: ${where}`}`, ErrorCode.internal,
    storeError(operation, number === undefined ? text : `${text} (os error ${number})`));
}

/** The state DB refused the row. */
export function rowFailure(operation: OperationKind, cause: string): MoveFailure {
  return failed(`its row could not be written, so its rollout stays where it was: ${cause}`, ErrorCode.internal, storeError(operation, cause));
}

/** The thread’s writer lock is held; `pid` where the platform tells it. */
export function inUse(threadId: string, pid: number | undefined): MoveFailure {
  const by = pid === undefined ? 'a running Codex' : `a running Codex (process ${pid})`;
  return { status: 'inUse', reason: `In use by ${by}. Close the thread there and try again.`, code: ErrorCode.invalidRequest, message: `thread ${threadId} already has an active writer` };
}

/** The thread was left alone, for a reason that is no failure of its own. */
export function skipped(reason: string): MoveFailure {
  return { status: 'skipped', reason, code: ErrorCode.internal, message: reason };
}

function failed(reason: string, code: number, message: string): MoveFailure {
  return { status: 'failed', reason, code, message };
}

function storeError(operation: OperationKind, cause: string): string {
  return `failed to ${operation} session: thread-store internal error: failed to ${operation} thread: ${cause}`;
}

/** Refusals of the system: the words and numbers that Rust prints for them on Linux, and what a user can do with. */
const systemErrors: Readonly<Record<string, { text: string; number: number; reason: string }>> = {
  EPERM: { text: 'Operation not permitted', number: 1, reason: 'the system does not permit to move its rollout' },
  ENOENT: { text: 'No such file or directory', number: 2, reason: 'its rollout is gone' },
  EIO: { text: 'Input/output error', number: 5, reason: 'the disk reports an error' },
  EACCES: { text: 'Permission denied', number: 13, reason: 'your user may not write there' },
  EBUSY: { text: 'Device or resource busy', number: 16, reason: 'another program has its rollout open' },
  EEXIST: { text: 'File exists', number: 17, reason: 'a file stands where a folder should be; move it away' },
  EXDEV: { text: 'Invalid cross-device link', number: 18, reason: 'sessions and archived_sessions are on different file systems' },
  ENOTDIR: { text: 'Not a directory', number: 20, reason: 'a file stands where a folder should be; move it away' },
  EISDIR: { text: 'Is a directory', number: 21, reason: 'a folder stands where its rollout should go; move it away' },
  EMFILE: { text: 'Too many open files', number: 24, reason: 'too many files are open' },
  ENOSPC: { text: 'No space left on device', number: 28, reason: 'the disk is full' },
  EROFS: { text: 'Read-only file system', number: 30, reason: 'the file system is read-only' },
  ENAMETOOLONG: { text: 'File name too long', number: 36, reason: 'its path is too long' },
  ELOOP: { text: 'Too many levels of symbolic links', number: 40, reason: 'a symbolic link leads in a circle' },
};
