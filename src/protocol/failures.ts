// Everything that can go wrong, as codes with data. The server detects it; the shell words it
// (shell/words/failures.ts), and server/codex/ words it as Codex does. No sentence travels, and no code parses one.
//
// Strings in a failure are untrusted: paths, names, and messages of the operating system or of SQLite. Whoever shows
// one makes it plain text. `cause` is such a message, or a technical detail in English.
import type { ThreadIssue } from './checkup';
import type { LockHolder, ThreadRef } from './references';

export type { LockHolder, ThreadRef } from './references';

/** The operating system refused: its code (`EACCES`), and the file or folder if it names one. */
export interface SystemRefusal {
  error: string;
  path: string | null;
  /** A folder was being created. */
  makingFolder: boolean;
  /** For how long it was tried again in vain: on Windows, another program may have had the file open. */
  triedMs?: number;
}

/** Why a moved or copied file could not be put back. */
export type NotPutBack =
  | { code: 'otherFileThere' | 'gone' | 'notARegularFile' | 'changed' | 'copyDiffers' }
  | { code: 'leadsOutside'; folder: string }
  | ({ code: 'refused' } & SystemRefusal);

export interface AstrayFile {
  from: string;
  to: string;
  why: NotPutBack;
}

/** The Codex home or its state DB cannot be read. */
export type HomeFailure =
  | { code: 'homeMissing'; path: string }
  /** As `homeMissing`, but the user asked for this folder rather than for the usual one. */
  | { code: 'namedHomeMissing'; path: string; by: 'setting' | 'environment' }
  | { code: 'homeNotAFolder'; path: string }
  /** The setting as it was written: relative, in quotes, or with a variable. */
  | { code: 'homeNotAbsolute'; value: string }
  /** Named from Windows, but in the Linux of WSL. */
  | { code: 'homeInWsl'; path: string }
  | { code: 'homeUnreadable'; path: string; cause: string }
  /** No `state_<N>.sqlite` in this folder. */
  | { code: 'stateDbMissing'; folder: string }
  | { code: 'stateDbFolderUnreadable'; folder: string; cause: string }
  /** It existed a moment ago. */
  | { code: 'stateDbGone'; path: string }
  | { code: 'notAFile'; path: string; is: 'folder' | 'other' }
  | { code: 'permissionDenied'; path: string }
  | { code: 'fileUnreadable'; path: string; cause: string }
  | { code: 'fileTooLarge'; path: string }
  | { code: 'stateDbCutShort'; path: string; cause: string }
  | { code: 'notADatabase'; path: string; cause: string }
  | { code: 'stateDbDamaged'; path: string; cause: string }
  | { code: 'stateDbKeepsChanging'; path: string; attempts: number }
  | { code: 'walOfUnknownVersion'; path: string }
  | { code: 'walOfOtherDatabase'; path: string; dbPath: string }
  | { code: 'databaseOfUnknownVersion'; path: string; cause: string }
  | { code: 'columnsMissing'; path: string; table: string; columns: string[] }
  | { code: 'notATable'; path: string; table: string; is: 'view' | 'virtualTable' }
  | { code: 'tableMissing'; path: string; table: string }
  | { code: 'stateDbTooLarge'; path: string; cause: string }
  | { code: 'rolloutFolderUnreadable'; folder: string; cause: string }
  | { code: 'rolloutSizeUnknown'; path: string; cause: string };

/** An operation cannot begin, or cannot go on. */
export type OperationFailure =
  | { code: 'nodeSqliteMissing' }
  /** The process that writes to the state DB ended, or could not be started. */
  | { code: 'writerLost'; cause: string }
  | { code: 'stateDbLocked'; path: string; seconds: number }
  | { code: 'stateDbNotWritable'; path: string; cause: string }
  /** A trigger that is not Codex's changes other rows when one is written. */
  | { code: 'triggerChangesRows'; path: string }
  /** Another window has held the home's lock for longer than we wait. */
  | { code: 'homeBusy'; seconds: number }
  | { code: 'homeLockOdd'; path: string }
  | { code: 'homeLockUnavailable'; path: string; cause: string }
  | { code: 'journalUnusable'; path: string; cause: string }
  | { code: 'journalFolderUnwritable'; folder: string; cause: string }
  /** It was undone already, or is too old. */
  | { code: 'operationGone' }
  /** The plan that was confirmed is no longer known, so nothing was done. */
  | { code: 'planGone' }
  | { code: 'writerLocksUnreadable'; path: string; cause: string }
  | { code: 'coordinationLockHeld'; path: string; seconds: number; holder: LockHolder | null }
  | { code: 'lockFileOdd'; path: string }
  | { code: 'lockFileUnavailable'; path: string }
  /** Files were moved, their rows could not be written, and they could not be put back. */
  | { code: 'filesAstray'; files: AstrayFile[] }
  | { code: 'copiesLeft'; files: { path: string; why: NotPutBack }[] }
  /** An interrupted copy left two files that differ. */
  | { code: 'twoVersions'; from: string; to: string }
  | { code: 'copyNotRemoved'; path: string; why: NotPutBack }
  | ({ code: 'folderNotSynced'; folder: string } & SystemRefusal)
  | ({ code: 'timeNotSet'; file: string } & SystemRefusal)
  | { code: 'cannotLookAt'; path: string; why: NotPutBack };

/** One thread was not changed. */
export type ThreadFailure =
  /** `path` is null if the thread has no row that names one. `location`: where we looked for it. */
  | { code: 'rolloutMissing'; path: string | null; location: 'active' | 'archived' | 'either' }
  | { code: 'rolloutOutside'; path: string; location: 'active' | 'archived' | 'either' }
  | { code: 'folderLeadsOutside'; folder: string }
  | { code: 'rolloutChanged'; path: string }
  | { code: 'copyDiffers'; path: string; destination: string }
  | { code: 'badRolloutName'; path: string; historyMode: 'legacy' | 'paginated' }
  | { code: 'notARegularFile'; path: string }
  | { code: 'noSessionMeta'; path: string }
  | { code: 'otherOwner'; path: string; owner: ThreadRef }
  /** `location` is that of the file that is already there. */
  | { code: 'destinationTaken'; destination: string; location: 'active' | 'archived' | 'either' }
  | { code: 'twoOfOneName'; first: string; second: string }
  | ({ code: 'refused' } & SystemRefusal)
  | { code: 'rowNotWritten'; because: Failure }
  | { code: 'rowRefused'; cause: string }
  | { code: 'loaded'; holder: LockHolder }
  | { code: 'cancelled' }
  /** Codex or another window moved it first. */
  | { code: 'movedMeanwhile' }
  | { code: 'notAThreadId' }
  /** Nothing in the subtree was moved, because this thread of it is loaded. */
  | { code: 'subtreeLoaded'; thread: ThreadRef }
  | { code: 'rootNotMoved' }
  /** It was spawned or moved after the plan that the user confirmed was made. */
  | { code: 'notInPlan' }
  | { code: 'nothingToRepair' }
  | { code: 'notRepairable'; issue: ThreadIssue }
  /** An undo skips what has changed since. */
  | { code: 'changedSince'; what: 'rolloutGone' | 'rolloutChanged' | 'rowNamesOther'; path: string }
  | { code: 'changedSince'; what: 'rowGone' | 'rowChanged' | 'archived' | 'unarchived' | 'used' };

/** Codex itself cannot be asked, or run. */
export type CodexFailure =
  /** The setting names no program that can be run. */
  | { code: 'codexNotRunnable'; path: string }
  /** Neither in a folder of PATH nor at one of these paths. */
  | { code: 'codexNotFound'; programs: string[] };
/** Codex was asked for an action, and did not do it. */
export type ActionFailure =
  /** It could not be started, or ended before it answered. */
  | { code: 'codexLost'; cause: string }
  | { code: 'codexSilent'; seconds: number }
  /** It does not know the request. */
  | { code: 'codexTooOld' }
  /** Codex finds no active rollout of the thread. */
  | { code: 'unknownToCodex' }
  /** Codex renames only active threads. */
  | { code: 'archivedNotRenamed'; thread: ThreadRef }
  /** Forks of the thread take the beginning of their history from it. */
  | { code: 'neededByForks'; forks: ThreadRef[] }
  /** The section was deleted meanwhile. */
  | { code: 'sectionGone' }
  /** Anything else that Codex refuses: its message. */
  | { code: 'refusedByCodex'; cause: string };

export type Failure =
  | HomeFailure
  | OperationFailure
  | CodexFailure
  | ThreadFailure
  | ActionFailure
  /** The thread no longer has a row. */
  | { code: 'threadGone'; thread: ThreadRef };

export type FailureCode = Failure['code'];

/** What an operation waits for. */
export type WaitsFor = 'stateDb' | 'otherWindow';

/** Whether a value from the wire is a failure. Its data is trusted, as both ends are built together. */
export function isFailureData(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && typeof (value as { code?: unknown }).code === 'string';
}
