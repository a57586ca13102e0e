// The status of a thread that an operation did not change, by its failure's code.
import type { Failure } from '../../protocol/failures';

/** The statuses of threads that were not changed. */
export type FailureStatus = 'failed' | 'loaded' | 'rolloutMissing' | 'skipped';

/**
 * `skipped`: the operation left the thread alone on purpose. Most failures are `failed`; the list is complete, so that
 * a new code has to be given a status.
 */
export function statusOfFailure(failure: Failure): FailureStatus {
  switch (failure.code) {
    case 'loaded':
      return 'loaded';
    case 'rolloutMissing':
      return 'rolloutMissing';
    case 'cancelled':
    case 'movedMeanwhile':
    case 'changedSince':
    case 'nothingToRepair':
    case 'notAThreadId':
    case 'subtreeLoaded':
    case 'rootNotMoved':
    case 'notInPlan':
      return 'skipped';
    case 'notRepairable':
      return failure.issue.kind === 'rolloutMissing' ? 'rolloutMissing' : 'failed';
    case 'homeMissing':
    case 'namedHomeMissing':
    case 'homeNotAFolder':
    case 'homeNotAbsolute':
    case 'homeInWsl':
    case 'homeUnreadable':
    case 'stateDbMissing':
    case 'stateDbFolderUnreadable':
    case 'stateDbGone':
    case 'notAFile':
    case 'permissionDenied':
    case 'fileUnreadable':
    case 'fileTooLarge':
    case 'stateDbCutShort':
    case 'notADatabase':
    case 'stateDbDamaged':
    case 'stateDbKeepsChanging':
    case 'walOfUnknownVersion':
    case 'walOfOtherDatabase':
    case 'databaseOfUnknownVersion':
    case 'columnsMissing':
    case 'notATable':
    case 'tableMissing':
    case 'stateDbTooLarge':
    case 'rolloutFolderUnreadable':
    case 'rolloutSizeUnknown':
    case 'nodeSqliteMissing':
    case 'writerLost':
    case 'stateDbLocked':
    case 'stateDbNotWritable':
    case 'triggerChangesRows':
    case 'homeBusy':
    case 'homeLockOdd':
    case 'homeLockUnavailable':
    case 'journalUnusable':
    case 'journalFolderUnwritable':
    case 'operationGone':
    case 'planGone':
    case 'writerLocksUnreadable':
    case 'coordinationLockHeld':
    case 'lockFileOdd':
    case 'lockFileUnavailable':
    case 'filesAstray':
    case 'copiesLeft':
    case 'twoVersions':
    case 'copyNotRemoved':
    case 'folderNotSynced':
    case 'timeNotSet':
    case 'cannotLookAt':
    case 'rolloutOutside':
    case 'folderLeadsOutside':
    case 'rolloutChanged':
    case 'copyDiffers':
    case 'badRolloutName':
    case 'notARegularFile':
    case 'noSessionMeta':
    case 'otherOwner':
    case 'destinationTaken':
    case 'twoOfOneName':
    case 'refused':
    case 'rowNotWritten':
    case 'rowRefused':
    case 'codexNotRunnable':
    case 'codexNotFound':
    case 'codexLost':
    case 'codexSilent':
    case 'codexTooOld':
    case 'unknownToCodex':
    case 'archivedNotRenamed':
    case 'neededByForks':
    case 'sectionGone':
    case 'refusedByCodex':
    case 'threadGone':
      return 'failed';
  }
}
