// What helps a thread that an operation could not do.
import type { Failure, FailureCode } from '../../protocol/failures';

/**
 * `retry`: trying again, often after what the failure's words ask for. `repair`: “Find and Repair Broken Threads…”.
 * `none`: neither; trying again would fail in the same way.
 */
export type Cure = 'retry' | 'repair' | 'none';

/** `undefined`: the reason is unknown, so trying again may help. */
export function cureOf(failure: Failure | undefined): Cure {
  return (failure && (otherCures as Partial<Record<FailureCode, Cure>>)[failure.code]) ?? 'retry';
}

/** A type, so that no window loads the list: the compiler asks for the cure of every other code. */
type Retried =
  | 'homeMissing'
  | 'namedHomeMissing'
  | 'homeNotAFolder'
  | 'homeNotAbsolute'
  | 'homeUnreadable'
  | 'stateDbMissing'
  | 'stateDbFolderUnreadable'
  | 'stateDbGone'
  | 'notAFile'
  | 'permissionDenied'
  | 'fileUnreadable'
  | 'fileTooLarge'
  | 'stateDbCutShort'
  | 'notADatabase'
  | 'stateDbDamaged'
  | 'stateDbKeepsChanging'
  | 'walOfUnknownVersion'
  | 'walOfOtherDatabase'
  | 'stateDbTooLarge'
  | 'rolloutFolderUnreadable'
  | 'rolloutSizeUnknown'
  | 'writerLost'
  | 'stateDbLocked'
  | 'stateDbNotWritable'
  | 'triggerChangesRows'
  | 'homeBusy'
  | 'homeLockOdd'
  | 'homeLockUnavailable'
  | 'journalUnusable'
  | 'journalFolderUnwritable'
  | 'writerLocksUnreadable'
  | 'coordinationLockHeld'
  | 'lockFileOdd'
  | 'lockFileUnavailable'
  | 'copyNotRemoved'
  | 'folderNotSynced'
  | 'timeNotSet'
  | 'cannotLookAt'
  | 'folderLeadsOutside'
  | 'rolloutChanged'
  | 'copyDiffers'
  | 'notARegularFile'
  | 'destinationTaken'
  | 'refused'
  | 'rowNotWritten'
  | 'rowRefused'
  | 'loaded'
  | 'subtreeLoaded'
  | 'codexLost'
  | 'codexSilent'
  | 'codexTooOld'
  | 'refusedByCodex';

const otherCures: Readonly<Record<Exclude<FailureCode, Retried>, Exclude<Cure, 'retry'>>> = {
  homeInWsl: 'none',
  databaseOfUnknownVersion: 'none',
  columnsMissing: 'none',
  notATable: 'none',
  tableMissing: 'none',
  nodeSqliteMissing: 'none',
  operationGone: 'none',
  planGone: 'none',
  filesAstray: 'repair',
  copiesLeft: 'none',
  twoVersions: 'repair',
  rolloutMissing: 'repair',
  rolloutOutside: 'repair',
  badRolloutName: 'repair',
  noSessionMeta: 'repair',
  otherOwner: 'repair',
  twoOfOneName: 'repair',
  cancelled: 'none',
  movedMeanwhile: 'none',
  notAThreadId: 'none',
  rootNotMoved: 'none',
  notInPlan: 'none',
  nothingToRepair: 'none',
  notRepairable: 'repair',
  changedSince: 'none',
  unknownToCodex: 'repair',
  archivedNotRenamed: 'none',
  neededByForks: 'none',
  sectionGone: 'none',
  threadGone: 'none',
  codexNotRunnable: 'none',
  codexNotFound: 'none',
};
