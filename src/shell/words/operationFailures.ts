// Why an operation cannot begin or go on, in words.
import { l10n } from 'vscode';
import type { AstrayFile, HomeFailure, OperationFailure } from '../../protocol/failures';
import { homeFailureInWords } from './homeFailures';
import { holderInWords } from './named';
import { notPutBack, refusal } from './refusals';
import { grouped, listed } from './sentences';

/** How a failure is told. */
export interface Wording {
  /** For a row or within a sentence: a few words without a full stop. */
  brief: string;
  /** Whole sentences: what happened, to what, and what to do. "It" is the thread. */
  full: string;
}

/** Also words what keeps an operation from reading the Codex home. */
export function operationFailure(failure: OperationFailure | HomeFailure): Wording {
  // TypeScript checks that the rest is what the default's function takes.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (failure.code) {
    case 'nodeSqliteMissing':
      return {
        brief: l10n.t('node:sqlite is missing'),
        full: l10n.t(
          'Archiving needs node:sqlite, which VS Code has from version 1.103 on. The tree works without it.',
        ),
      };
    case 'writerLost':
      return {
        brief: l10n.t('the writing process ended'),
        full: l10n.t(
          'The process that writes to the state DB ended: {cause}. No thread is lost: each is at its old or its new place, and another process is started. Try again.',
          failure,
        ),
      };
    case 'stateDbLocked':
      return {
        brief: l10n.t('the state DB is locked'),
        full: l10n.t(
          'Another program has had the state DB {path} locked for more than {seconds} seconds. Close it and try again.',
          failure,
        ),
      };
    case 'stateDbNotWritable':
      return {
        brief: l10n.t('the state DB could not be written'),
        full: l10n.t('The state DB {path} could not be written: {cause}.', failure),
      };
    case 'triggerChangesRows':
      return {
        brief: l10n.t('a trigger of the state DB changes other rows'),
        full: l10n.t(
          'The state DB {path} has a trigger that changes other rows when one is written, so nothing was written. Remove the trigger: Codex has none like it.',
          failure,
        ),
      };
    case 'homeBusy':
      return {
        brief: l10n.t('another window is moving threads'),
        full: l10n.t(
          'Another window has been moving threads of this Codex home for more than {seconds} seconds. Wait until it is done, or close it, and try again.',
          failure,
        ),
      };
    case 'homeLockOdd':
      return {
        brief: l10n.t('the lock between windows is not a regular file'),
        full: l10n.t(
          '{path} is not a regular file. It is the lock that keeps two windows from moving threads at the same time. Remove it and try again.',
          failure,
        ),
      };
    case 'homeLockUnavailable':
      return {
        brief: l10n.t('the lock between windows cannot be taken'),
        full: l10n.t(
          'The lock {path}, which keeps two windows from moving threads at the same time, cannot be taken: {cause}. Make the folder {folder} writable, or remove the file.',
          { ...failure, folder: folderOf(failure.path) },
        ),
      };
    case 'journalUnusable':
      return {
        brief: l10n.t('the journal cannot be used'),
        full: l10n.t('The journal {path} cannot be used: {cause}.', failure),
      };
    case 'journalFolderUnwritable':
      return {
        brief: l10n.t('the journal cannot be written'),
        full: l10n.t('The journal folder {folder} cannot be written, so nothing is moved: {cause}.', failure),
      };
    case 'operationGone':
      return {
        brief: l10n.t('no longer in the journal'),
        full: l10n.t(
          'This operation is no longer in the journal: it was undone, perhaps in another window, or is too old.',
        ),
      };
    case 'planGone':
      return {
        brief: l10n.t('confirmation expired'),
        full: l10n.t(
          'It is no longer known which threads you confirmed, so nothing was changed. Choose the command again.',
        ),
      };
    case 'writerLocksUnreadable':
      return {
        brief: l10n.t('unknown whether it is open in Codex'),
        full: l10n.t('It is unknown which threads are open in Codex, because {path} cannot be read: {cause}.', failure),
      };
    case 'coordinationLockHeld':
      return coordinationLockHeld(failure.path, failure.seconds, failure.holder && holderInWords(failure.holder));
    case 'lockFileOdd':
      return {
        brief: l10n.t('a lock of Codex is not a regular file'),
        full: l10n.t(
          '{path} is not a regular file, so Codex cannot be kept from loading threads meanwhile. Move it away and try again.',
          failure,
        ),
      };
    case 'lockFileUnavailable':
      return {
        brief: l10n.t('a lock of Codex cannot be created'),
        full: l10n.t(
          '{path} cannot be created, so Codex cannot be kept from loading threads meanwhile: its folder is missing or is a file.',
          failure,
        ),
      };
    case 'filesAstray':
      return {
        brief: l10n.t('rollouts could not be moved back'),
        full: l10n.t(
          'Rollouts were moved, but their rows could not be written, and the rollouts could not be moved back. Move them by hand: {files}.',
          { files: listed(failure.files.map(moveBack)) },
        ),
      };
    case 'copiesLeft':
      return {
        brief: l10n.t('copies of rollouts could not be removed'),
        full: l10n.t('Rollouts were copied, and the copies could not be removed. Remove them by hand: {files}.', {
          files: listed(failure.files.map(({ path, why }) => l10n.t('{0} ({1})', path, notPutBack(why)))),
        }),
      };
    case 'twoVersions':
      return {
        brief: l10n.t('there are two versions of its rollout'),
        full: l10n.t(
          '{from} and {to} are two versions of one rollout. Both were kept: keep the right one and move the other away.',
          failure,
        ),
      };
    case 'copyNotRemoved':
      return {
        brief: l10n.t('a copy of its rollout could not be removed'),
        full: l10n.t('The copy {path}, which an interrupted operation left, cannot be removed: {why}.', {
          path: failure.path,
          why: notPutBack(failure.why),
        }),
      };
    case 'folderNotSynced':
      return {
        brief: l10n.t('a folder could not be written to disk'),
        full: l10n.t('The folder {folder} could not be written to disk: {why}.', {
          folder: failure.folder,
          why: refusal(failure),
        }),
      };
    case 'timeNotSet':
      return {
        brief: l10n.t('the time of its rollout could not be set'),
        full: l10n.t('The time of {file} could not be set: {why}.', { file: failure.file, why: refusal(failure) }),
      };
    case 'cannotLookAt':
      return {
        brief: l10n.t('its rollout cannot be read'),
        full: l10n.t('{path} cannot be read: {why}.', { path: failure.path, why: notPutBack(failure.why) }),
      };
    default:
      return { brief: l10n.t('the Codex home cannot be read'), full: homeFailureInWords(failure) };
  }
}

function moveBack({ from, to, why }: AstrayFile): string {
  return l10n.t('{to} to {from} ({why})', { to, from, why: notPutBack(why) });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
}

function coordinationLockHeld(path: string, seconds: number, holder: string | null): Wording {
  const values = { path, seconds: grouped(seconds), holder: holder ?? '' };
  return {
    brief: l10n.t('unknown whether it is open in Codex'),
    full:
      holder === null
        ? l10n.t(
            'Another program has had {path} locked for {seconds} seconds, so it is unknown which threads are open in Codex. Try again, or end that program.',
            values,
          )
        : l10n.t(
            'Another program ({holder}) has had {path} locked for {seconds} seconds, so it is unknown which threads are open in Codex. Try again, or end that program.',
            values,
          ),
  };
}
