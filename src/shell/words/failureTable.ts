// How each failure is worded: loaded on demand, see failureInWords.ts.
import { l10n } from 'vscode';
import type { Failure } from '../../protocol/failures';
import { codexFailure } from './codexFailures';
import { actionFailure } from './actionFailures';
import { holderInWords, nameOf } from './named';
import { operationFailure, type Wording } from './operationFailures';
import { refusal } from './refusals';
import { sentences } from './sentences';

/** How a failure is worded. */
export function wordingOf(failure: Failure): Wording {
  // TypeScript checks that the rest is what the default's function takes.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (failure.code) {
    case 'rolloutMissing':
      return {
        brief: l10n.t('rollout missing'),
        full: sentences([
          failure.path !== null
            ? l10n.t('Its rollout {path} does not exist.', { path: inHome(failure.path) })
            : failure.location === 'archived'
              ? l10n.t('No archived rollout of this thread was found.')
              : l10n.t('No rollout of this thread was found.'),
          seeCheckup(),
        ]),
      };
    case 'rolloutOutside':
      return {
        brief: l10n.t('its rollout is somewhere else'),
        full: sentences([
          failure.location === 'active'
            ? l10n.t('Its rollout {path} is not in the sessions folder of this Codex home.', failure)
            : failure.location === 'archived'
              ? l10n.t('Its rollout {path} is not in the archived sessions folder of this Codex home.', failure)
              : l10n.t('Its rollout {path} is in neither of the session folders of this Codex home.', failure),
          seeCheckup(),
        ]),
      };
    case 'folderLeadsOutside':
      return {
        brief: l10n.t('a folder leads out of the Codex home'),
        full: l10n.t('The folder {folder} leads out of this Codex home. Move the link away and try again.', failure),
      };
    case 'rolloutChanged':
      return {
        brief: l10n.t('its rollout changed while it was being moved'),
        full: l10n.t(
          'Its rollout changed while it was being moved. Wait until Codex has finished with it, then try again.',
        ),
      };
    case 'copyDiffers':
      return {
        brief: l10n.t('the copy of its rollout was not identical'),
        full: l10n.t(
          'The copy of its rollout at {destination} was not identical, so it was removed. Check that disk.',
          { destination: inHome(failure.destination) },
        ),
      };
    case 'badRolloutName':
      return {
        brief: l10n.t('its rollout has an unknown name'),
        full: l10n.t('Its rollout {file} is not named as Codex names rollouts.', { file: fileName(failure.path) }),
      };
    case 'notARegularFile':
      return {
        brief: l10n.t('its rollout is not a regular file'),
        full: l10n.t('Its rollout {path} is a link or not a regular file. Put the file itself there and try again.', {
          path: inHome(failure.path),
        }),
      };
    case 'noSessionMeta':
      return {
        brief: l10n.t('its rollout does not begin as rollouts do'),
        full: l10n.t('The first line of its rollout {file} is not the one with which Codex begins a rollout.', {
          file: fileName(failure.path),
        }),
      };
    case 'otherOwner':
      return {
        brief: l10n.t('its rollout belongs to another thread'),
        full: l10n.t('Its rollout {file} belongs to “{owner}”.', {
          file: fileName(failure.path),
          owner: nameOf(failure.owner),
        }),
      };
    case 'destinationTaken':
      return destinationTaken(failure.location, inHome(failure.destination));
    case 'twoOfOneName':
      return {
        brief: l10n.t('it has two rollouts of the same name'),
        full: l10n.t(
          'It has two rollouts of the same name, {first} and {second}. Move one of them away and try again.',
          { first: inHome(failure.first), second: inHome(failure.second) },
        ),
      };
    case 'refused':
      return {
        brief: refusal({ ...failure, path: null }),
        full: l10n.t('Its rollout could not be moved: {why}.', {
          why: refusal({ ...failure, path: failure.path && inHome(failure.path) }),
        }),
      };
    case 'rowNotWritten':
      return {
        brief: l10n.t('its row could not be written'),
        full: sentences([
          l10n.t('Its row could not be written, so its rollout stays where it was.'),
          wordingOf(failure.because).full,
        ]),
      };
    case 'rowRefused':
      return {
        brief: l10n.t('its row could not be written'),
        full: l10n.t('Its row could not be written, so its rollout stays where it was: {cause}.', failure),
      };
    case 'loaded': {
      const holder = holderInWords(failure.holder);
      return holder === null
        ? {
            brief: l10n.t('open in Codex'),
            full: l10n.t('Open in Codex. Close the thread there and try again.'),
          }
        : {
            brief: l10n.t('open in Codex ({holder})', { holder }),
            full: l10n.t('Open in Codex ({holder}). Close the thread there and try again.', { holder }),
          };
    }
    case 'cancelled':
      return { brief: l10n.t('cancelled'), full: l10n.t('Cancelled.') };
    case 'movedMeanwhile':
      return {
        brief: l10n.t('already moved by Codex or another window'),
        full: l10n.t('Codex or another window moved it in the meantime.'),
      };
    case 'notAThreadId':
      return {
        brief: l10n.t('its id is not a thread id'),
        full: l10n.t('A spawn edge names this sub-agent, but its id is not a thread id.'),
      };
    case 'subtreeLoaded': {
      const { name } = failure.thread;
      if (name === null) {
        return {
          brief: l10n.t('another thread is open in Codex'),
          full: l10n.t('Nothing in this tree was moved, because one of its threads is open in Codex.'),
        };
      }
      return {
        brief: l10n.t('“{name}” is open in Codex', { name }),
        full: l10n.t('Nothing in this tree was moved, because “{name}” is open in Codex.', { name }),
      };
    }
    case 'rootNotMoved':
      return {
        brief: l10n.t('the root of its subtree could not be moved'),
        full: l10n.t('It was kept, because the thread at the root of this subtree could not be moved.'),
      };
    case 'notInPlan':
      return {
        brief: l10n.t('not part of what you confirmed'),
        full: l10n.t('It is not part of what you confirmed: it was spawned or moved afterwards.'),
      };
    case 'nothingToRepair':
      return { brief: l10n.t('nothing to repair'), full: l10n.t('There is nothing to repair.') };
    case 'notRepairable':
      return {
        brief: l10n.t('cannot be repaired'),
        full: l10n.t('It cannot be repaired automatically. “Find and Repair Broken Threads…” says why.'),
      };
    case 'changedSince':
      return changedSince(failure);
    case 'threadGone': {
      const name = nameOf(failure.thread);
      return {
        brief: l10n.t('no longer in the state DB'),
        full: l10n.t('“{name}” is no longer in the state DB. Refresh the view.', { name }),
      };
    }
    case 'codexNotRunnable':
    case 'codexNotFound':
      return codexFailure(failure);
    case 'codexLost':
    case 'codexSilent':
    case 'codexTooOld':
    case 'unknownToCodex':
    case 'archivedNotRenamed':
    case 'neededByForks':
    case 'sectionGone':
    case 'refusedByCodex':
      return actionFailure(failure);
    default:
      return operationFailure(failure);
  }
}

/** Where the user finds out more about a thread whose files are not in order. */
function seeCheckup(): string {
  return l10n.t('“Find and Repair Broken Threads…” shows more.');
}

/** The path of a rollout as far as it matters in a window, which shows one Codex home: from the session folder on. */
function inHome(path: string): string {
  return /^.*[/\\]((?:archived_)?sessions(?:[/\\].*)?)$/.exec(path)?.[1] ?? path;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function destinationTaken(location: 'active' | 'archived' | 'either', path: string): Wording {
  switch (location) {
    case 'active':
      return {
        brief: l10n.t('an active file of that name exists'),
        full: l10n.t('An active file of that name exists: {path}. Move it away and try again.', { path }),
      };
    case 'archived':
      return {
        brief: l10n.t('an archived file of that name exists'),
        full: l10n.t('An archived file of that name exists: {path}. Move it away and try again.', { path }),
      };
    case 'either':
      return {
        brief: l10n.t('a file of that name exists'),
        full: l10n.t('A file of that name exists: {path}. Move it away and try again.', { path }),
      };
  }
}

function changedSince(failure: Extract<Failure, { code: 'changedSince' }>): Wording {
  switch (failure.what) {
    case 'rolloutGone':
      return {
        brief: l10n.t('its rollout is no longer there'),
        full: l10n.t('It has changed since: its rollout is no longer at {path}.', { path: inHome(failure.path) }),
      };
    case 'rolloutChanged':
      return {
        brief: l10n.t('its rollout has changed since'),
        full: l10n.t('It has changed since: its rollout {file} is different.', { file: fileName(failure.path) }),
      };
    case 'rowNamesOther':
      return {
        brief: l10n.t('its row now names another rollout'),
        full: l10n.t('It has changed since: its row now names {path}.', failure),
      };
    case 'rowGone':
      return {
        brief: l10n.t('its row is gone'),
        full: l10n.t('It has changed since: its row in the state DB is gone.'),
      };
    case 'rowChanged':
      return {
        brief: l10n.t('its row has changed since'),
        full: l10n.t('It has changed since: its row in the state DB is different.'),
      };
    case 'archived':
      return { brief: l10n.t('archived since'), full: l10n.t('It has changed since: it was archived.') };
    case 'unarchived':
      return { brief: l10n.t('unarchived since'), full: l10n.t('It has changed since: it was unarchived.') };
    case 'used':
      return { brief: l10n.t('used since'), full: l10n.t('It has changed since: it was used.') };
  }
}
