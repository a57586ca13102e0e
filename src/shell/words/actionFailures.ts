// Why Codex did not do what it was asked for, in words.
import { l10n } from 'vscode';
import type { ActionFailure } from '../../protocol/failures';
import { nameOf } from './named';
import type { Wording } from './operationFailures';
import { listed } from './sentences';

/** How many forks a message names. */
const NAMED_FORKS = 3;

export function actionFailure(failure: ActionFailure): Wording {
  switch (failure.code) {
    case 'codexLost':
      return {
        brief: l10n.t('Codex ended before it answered'),
        full: l10n.t('Codex ended before it answered: {cause}. The log has what it wrote.', failure),
      };
    case 'codexSilent':
      return {
        brief: l10n.t('Codex did not answer'),
        full: l10n.t(
          'Codex did not answer within {seconds} seconds. Refresh the view before you try again: it may have done it.',
          failure,
        ),
      };
    case 'codexTooOld':
      return {
        brief: l10n.t('this Codex is too old'),
        full: l10n.t('This version of Codex cannot do that. Update Codex and try again.'),
      };
    case 'unknownToCodex':
      return {
        brief: l10n.t('Codex cannot find it'),
        full: l10n.t('Codex cannot find a rollout of this thread. “Find and Repair Broken Threads…” shows more.'),
      };
    case 'archivedNotRenamed':
      return {
        brief: l10n.t('archived'),
        full: l10n.t('“{name}” is archived, and Codex renames only active threads. Unarchive it first.', {
          name: nameOf(failure.thread),
        }),
      };
    case 'neededByForks': {
      const names = failure.forks.slice(0, NAMED_FORKS).map(fork => l10n.t('“{0}”', nameOf(fork)));
      return {
        brief: l10n.t('forks need it'),
        full:
          names.length === 0
            ? l10n.t('Codex does not delete it: forks of it take the beginning of their history from its rollout.')
            : l10n.t(
                'Codex does not delete it: forks take the beginning of their history from its rollout ({forks}). Delete them first.',
                { forks: listed([...names, ...(failure.forks.length > NAMED_FORKS ? ['…'] : [])]) },
              ),
      };
    }
    case 'sectionGone':
      return {
        brief: l10n.t('the section is gone'),
        full: l10n.t('Codex has no such section any more. Refresh the view and try again.'),
      };
    case 'refusedByCodex':
      return {
        brief: l10n.t('Codex refused'),
        full: l10n.t('Codex refused: {cause}.', failure),
      };
  }
}
