// What helps a thread that an operation could not do.
import type { Failure, FailureCode } from '../../protocol/failures';

/**
 * `retry`: trying again, often after what the failure's words ask for. `repair`: “Find and Repair Broken Threads…”.
 * `none`: neither; trying again would fail in the same way.
 */
export type Cure = 'retry' | 'repair' | 'none';

/** `undefined`: the reason is unknown, so trying again may help. */
export function cureOf(failure: Failure | undefined): Cure {
  return failure === undefined ? 'retry' : cures[failure.code];
}

const cures: Readonly<Record<FailureCode, Cure>> = {
  homeMissing: 'retry',
  namedHomeMissing: 'retry',
  homeNotAFolder: 'retry',
  homeNotAbsolute: 'retry',
  homeInWsl: 'none',
  homeUnreadable: 'retry',
  stateDbMissing: 'retry',
  stateDbFolderUnreadable: 'retry',
  stateDbGone: 'retry',
  notAFile: 'retry',
  permissionDenied: 'retry',
  fileUnreadable: 'retry',
  fileTooLarge: 'retry',
  stateDbCutShort: 'retry',
  notADatabase: 'retry',
  stateDbDamaged: 'retry',
  stateDbKeepsChanging: 'retry',
  walOfUnknownVersion: 'retry',
  walOfOtherDatabase: 'retry',
  databaseOfUnknownVersion: 'none',
  columnsMissing: 'none',
  notATable: 'none',
  tableMissing: 'none',
  stateDbTooLarge: 'retry',
  rolloutFolderUnreadable: 'retry',
  rolloutSizeUnknown: 'retry',

  nodeSqliteMissing: 'none',
  writerLost: 'retry',
  stateDbLocked: 'retry',
  stateDbNotWritable: 'retry',
  triggerChangesRows: 'retry',
  homeBusy: 'retry',
  homeLockOdd: 'retry',
  homeLockUnavailable: 'retry',
  journalUnusable: 'retry',
  journalFolderUnwritable: 'retry',
  operationGone: 'none',
  planGone: 'none',
  writerLocksUnreadable: 'retry',
  coordinationLockHeld: 'retry',
  lockFileOdd: 'retry',
  lockFileUnavailable: 'retry',
  filesAstray: 'repair',
  copiesLeft: 'none',
  twoVersions: 'repair',
  copyNotRemoved: 'retry',
  folderNotSynced: 'retry',
  timeNotSet: 'retry',
  cannotLookAt: 'retry',

  rolloutMissing: 'repair',
  rolloutOutside: 'repair',
  folderLeadsOutside: 'retry',
  rolloutChanged: 'retry',
  copyDiffers: 'retry',
  badRolloutName: 'repair',
  notARegularFile: 'retry',
  noSessionMeta: 'repair',
  otherOwner: 'repair',
  destinationTaken: 'retry',
  twoOfOneName: 'repair',
  refused: 'retry',
  rowNotWritten: 'retry',
  rowRefused: 'retry',
  loaded: 'retry',
  cancelled: 'none',
  movedMeanwhile: 'none',
  notAThreadId: 'none',
  subtreeLoaded: 'retry',
  rootNotMoved: 'none',
  notInPlan: 'none',
  nothingToRepair: 'none',
  notRepairable: 'repair',
  changedSince: 'none',
  codexLost: 'retry',
  codexSilent: 'retry',
  codexTooOld: 'retry',
  unknownToCodex: 'repair',
  archivedNotRenamed: 'none',
  neededByForks: 'none',
  sectionGone: 'none',
  refusedByCodex: 'retry',

  threadGone: 'none',

  codexNotRunnable: 'none',
  codexNotFound: 'none',
};
