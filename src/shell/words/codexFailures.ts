// Why Codex itself cannot be asked or run, in words.
import { l10n } from 'vscode';
import type { CodexFailure } from '../../protocol/failures';
import type { Wording } from './operationFailures';
import { listed } from './sentences';

export function codexFailure(failure: CodexFailure): Wording {
  switch (failure.code) {
    case 'codexNotRunnable':
      return {
        brief: l10n.t('the setting Codex Path names no program'),
        full: l10n.t(
          'The setting Codex Path names {path}, which is not a program that can be run. Correct the setting, or empty it to let Codex be found.',
          { path: failure.path },
        ),
      };
    case 'codexNotFound':
      return {
        brief: l10n.t('Codex was not found'),
        full: l10n.t(
          'Codex was not found: neither in a folder of PATH nor at {programs}. Install it, or name its program in the setting Codex Path.',
          { programs: listed(failure.programs) },
        ),
      };
  }
}
