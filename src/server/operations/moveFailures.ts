// Why a thread could not be moved, for the user and in the words of Codex 0.169's answer.
import { constants } from 'node:os';
import { t } from '@vscode/l10n';
import { ErrorCode } from '../../protocol/errorCodes';
import type { JournalledKind } from '../../protocol/methods';
import type { MoveFailure } from '../threads/cascadePlan';
import { holderInWords, type LockHolder } from '../locks/lockHolder';

/** The thread has no rollout where the operation takes them from. */
export function rolloutMissing(operation: JournalledKind, threadId: string, reason: string): MoveFailure {
  const kind = operation === 'unarchive' ? 'archived rollout' : 'rollout';
  return {
    status: 'rolloutMissing',
    reason,
    code: ErrorCode.invalidRequest,
    message: `no ${kind} found for thread id ${threadId}`,
  };
}

/** The row names a file that is not in this home’s folder, links resolved. */
export function outsideFolder(operation: JournalledKind, rolloutPath: string): MoveFailure {
  const folder =
    operation === 'archive'
      ? 'sessions'
      : operation === 'unarchive'
        ? 'archived sessions'
        : 'sessions or archived sessions';
  const reason =
    operation === 'archive'
      ? t('its rollout {0} is not in the sessions folder of this Codex home', rolloutPath)
      : operation === 'unarchive'
        ? t('its rollout {0} is not in the archived sessions folder of this Codex home', rolloutPath)
        : t('its rollout {0} is not in the sessions or archived sessions folder of this Codex home', rolloutPath);
  return failed(reason, ErrorCode.invalidRequest, `rollout path \`${rolloutPath}\` must be in ${folder} directory`);
}

/** A folder on the way of the file is a link that leads elsewhere: nothing is taken from there or put there. */
export function leadsOutside(operation: JournalledKind, folder: string): MoveFailure {
  return failed(
    t('the folder {0} leads out of this Codex home; move that link away', folder),
    ErrorCode.internal,
    storeError(operation, `${folder} leads out of the Codex home`),
  );
}

/** The file is not the one that was looked at, or somebody writes in it. */
export function changedMeanwhile(operation: JournalledKind, rolloutPath: string): MoveFailure {
  return failed(
    t('its rollout {0} changed while it was being moved. Wait until Codex has done with it and try again', rolloutPath),
    ErrorCode.internal,
    storeError(operation, `${rolloutPath} changed meanwhile`),
  );
}

/** The disk gave back something else than what was written. */
export function copyDiffers(operation: JournalledKind, rolloutPath: string, destination: string): MoveFailure {
  return failed(
    t(
      'the copy of its rollout {0} at {1} was not equal to it, so it was removed. Check that disk',
      rolloutPath,
      destination,
    ),
    ErrorCode.internal,
    storeError(operation, `the copy of ${rolloutPath} differs`),
  );
}

/** The file’s name is not a rollout’s; Codex words it by the thread’s history mode. */
export function badName(rolloutPath: string, isLegacy: boolean): MoveFailure {
  return failed(
    t('its rollout {0} does not have the name of a rollout', rolloutPath),
    ErrorCode.invalidRequest,
    isLegacy
      ? `rollout path \`${rolloutPath}\` has an invalid filename`
      : `paginated rollout path \`${rolloutPath}\` does not have a canonical rollout filename`,
  );
}

/** The rollout is a symbolic link, a folder or a device. */
export function notARegularFile(rolloutPath: string): MoveFailure {
  return failed(
    t('its rollout {0} is a link or not a regular file', rolloutPath),
    ErrorCode.invalidRequest,
    `rollout path \`${rolloutPath}\` has an invalid filename`,
  );
}

/** The file’s first line names another thread as `owner`, or, undefined, is no session’s record. */
export function otherOwner(
  operation: JournalledKind,
  rolloutPath: string,
  owner: string | undefined,
  threadId: string,
): MoveFailure {
  const codex =
    owner === undefined
      ? `failed to read session metadata ${rolloutPath}`
      : `session metadata ${rolloutPath} belongs to thread ${owner}, expected ${threadId}`;
  const reason =
    owner === undefined
      ? t("the first line of its rollout {0} is not a session's record", rolloutPath)
      : t('its rollout {0} belongs to thread {1}', rolloutPath, owner);
  return failed(reason, ErrorCode.internal, `failed to ${operation} session: thread-store internal error: ${codex}`);
}

/** A file is where the rollout would go: Codex 0.169 overwrites it, we do not. */
export function destinationTaken(operation: JournalledKind, destination: string): MoveFailure {
  const reason =
    operation === 'archive'
      ? t('an archived file of that name exists: {0}', destination)
      : operation === 'unarchive'
        ? t('an active file of that name exists: {0}', destination)
        : t('a file of that name exists: {0}', destination);
  return failed(reason, ErrorCode.internal, storeError(operation, 'File exists (os error 17)'));
}

/** A folder is where the rollout would go: Codex 0.169 fails at that too. */
export function folderInTheWay(operation: JournalledKind, destination: string): MoveFailure {
  return ioFailure(operation, Object.assign(new Error('is a directory'), { code: 'EISDIR', path: destination }));
}

/** Both would have to go to the same place. */
export function twoOfOneName(operation: JournalledKind, first: string, second: string): MoveFailure {
  return failed(
    t('it has two rollouts of one name, {0} and {1}; move one of them away', first, second),
    ErrorCode.internal,
    storeError(operation, 'File exists (os error 17)'),
  );
}

/**
 * A file operation that the system refused. Throws what is no refusal: a bug, which must not pass as a thread's
 * failure.
 */
export function ioFailure(operation: JournalledKind, error: unknown): MoveFailure {
  const reason = ioReason(error);
  const { text, number } = known(error) ?? { text: (error as NodeJS.ErrnoException).code, number: undefined };
  return failed(
    reason,
    ErrorCode.internal,
    storeError(operation, number === undefined ? String(text) : `${text} (os error ${number})`),
  );
}

/**
 * What the system refused, in words for the user and with the file or folder; throws what is no refusal of the system.
 */
export function ioReason(error: unknown): string {
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  if (code === undefined || (path === undefined && known(error) === undefined)) throw error;
  // What is absent is the file to move, or where a folder should be made: folders that are absent are made.
  const reason =
    code === 'ENOENT' && syscall === 'mkdir'
      ? t('a link that leads to nowhere stands where a folder should be; move it away')
      : (known(error)?.reason() ?? code);
  const where = code === 'ENOENT' ? path : (dest ?? path);
  return where === undefined ? reason : t('{reason}: {where}', { reason, where });
}

/** The state DB refused the row. */
export function rowFailure(operation: JournalledKind, cause: string): MoveFailure {
  return failed(
    t('its row could not be written, so its rollout stays where it was: {0}', cause),
    ErrorCode.internal,
    storeError(operation, cause),
  );
}

/** A running Codex has the thread loaded. */
export function loadedFailure(threadId: string, holder: LockHolder): MoveFailure {
  const who = holderInWords(holder);
  const reason =
    who === undefined
      ? t('In use by Codex. Close the thread there and try again.')
      : t('In use by Codex ({0}). Close the thread there and try again.', who);
  return {
    status: 'inUse',
    reason,
    code: ErrorCode.invalidRequest,
    message: `thread ${threadId} already has an active writer`,
  };
}

/** The thread was left alone, for a reason that is no failure of its own. */
export function skipped(reason: string): MoveFailure {
  return { status: 'skipped', reason, code: ErrorCode.internal, message: reason };
}

function failed(reason: string, code: number, message: string): MoveFailure {
  return { status: 'failed', reason, code, message };
}

function storeError(operation: JournalledKind, cause: string): string {
  return `failed to ${operation} session: thread-store internal error: failed to ${operation} thread: ${cause}`;
}

function known(error: unknown): SystemError | undefined {
  const { code = '', errno } = error as NodeJS.ErrnoException;
  // Node has no names for these: their code is `Unknown system error -122`.
  const name =
    errno === undefined || code in systemErrors
      ? code
      : (['EDQUOT', 'ESTALE'] as const).find(each => constants.errno[each] === -errno);
  return name === undefined ? undefined : systemErrors[name];
}

interface SystemError {
  text: string;
  number: number;
  reason: () => string;
}

/** Refusals of the system: the words and numbers that Rust prints for them on Linux, and what a user can do with. */
const systemErrors: Readonly<Record<string, SystemError>> = {
  EPERM: {
    text: 'Operation not permitted',
    number: 1,
    reason: () => t('the system does not permit to move its rollout'),
  },
  ENOENT: { text: 'No such file or directory', number: 2, reason: () => t('its rollout is gone') },
  EIO: { text: 'Input/output error', number: 5, reason: () => t('the disk reports an error') },
  EACCES: { text: 'Permission denied', number: 13, reason: () => t('your user may not read or write there') },
  EBUSY: { text: 'Device or resource busy', number: 16, reason: () => t('another program has its rollout open') },
  EEXIST: { text: 'File exists', number: 17, reason: () => t('a file stands where a folder should be; move it away') },
  ENOTDIR: {
    text: 'Not a directory',
    number: 20,
    reason: () => t('a file stands where a folder should be; move it away'),
  },
  EISDIR: {
    text: 'Is a directory',
    number: 21,
    reason: () => t('a folder stands where its rollout should go; move it away'),
  },
  ENFILE: { text: 'Too many open files in system', number: 23, reason: () => t('too many files are open') },
  EMFILE: { text: 'Too many open files', number: 24, reason: () => t('too many files are open') },
  EFBIG: { text: 'File too large', number: 27, reason: () => t('a file of its size is not allowed there') },
  ENOSPC: { text: 'No space left on device', number: 28, reason: () => t('the disk is full') },
  EROFS: { text: 'Read-only file system', number: 30, reason: () => t('the file system is read-only') },
  EMLINK: { text: 'Too many links', number: 31, reason: () => t('the folder can take no more') },
  ENAMETOOLONG: { text: 'File name too long', number: 36, reason: () => t('its path is too long') },
  ELOOP: {
    text: 'Too many levels of symbolic links',
    number: 40,
    reason: () => t('a symbolic link leads in a circle'),
  },
  EFTYPE: {
    text: 'Inappropriate file type or format',
    number: 79,
    reason: () => t('its rollout is a link or not a regular file'),
  },
  ETIMEDOUT: { text: 'Connection timed out', number: 110, reason: () => t('the disk does not answer') },
  ESTALE: {
    text: 'Stale file handle',
    number: 116,
    reason: () => t('the network disk has lost its rollout; try again'),
  },
  EDQUOT: { text: 'Disk quota exceeded', number: 122, reason: () => t('your disk quota is used up') },
};
