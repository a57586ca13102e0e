// Why the Codex home or its state DB cannot be read, in words.
import { l10n } from 'vscode';
import type { HomeFailure } from '../../protocol/failures';
import { listed } from './sentences';

/** One or more sentences that name the file, and say what to do with it. */
export function homeFailureInWords(failure: HomeFailure): string {
  switch (failure.code) {
    case 'homeMissing':
      return l10n.t(
        'There is no Codex home at {path}. Run Codex once, or set codexThreadTree.codexHome to where it is.',
        failure,
      );
    case 'namedHomeMissing':
      return failure.by === 'setting'
        ? l10n.t(
            'There is no folder {path}, which the setting Codex Home names. Correct the setting, or empty it to use ~/.codex.',
            { path: failure.path },
          )
        : l10n.t(
            'There is no folder {path}, which the environment variable CODEX_HOME names. Correct the variable, or choose a folder in the setting Codex Home.',
            { path: failure.path },
          );
    case 'homeNotAFolder':
      return l10n.t(
        'The Codex home {path} is a file, but should be the folder that has the state database. Correct the setting Codex Home.',
        failure,
      );
    case 'homeNotAbsolute':
      return l10n.t(
        'The setting Codex Home is “{value}”, which is not an absolute path. Write the whole path; a leading ~ stands for your user folder, and ${env:NAME} for a variable that is set.',
        failure,
      );
    case 'homeInWsl':
      return l10n.t(
        'The Codex home {path} is in WSL, where the locks of Windows do not hold. Open a WSL window of VS Code (“WSL: Connect to WSL”), and use this extension there.',
        failure,
      );
    case 'homeUnreadable':
      return l10n.t('The Codex home {path} cannot be opened: {cause}.', failure);
    case 'stateDbMissing':
      return l10n.t(
        'There is no state DB (state_<N>.sqlite) in {folder}. Run Codex once, in a version from April 2026 or later.',
        failure,
      );
    case 'stateDbFolderUnreadable':
      return l10n.t('The folder of the state DB, {folder}, cannot be read: {cause}.', failure);
    case 'stateDbGone':
      return l10n.t(
        'The state DB {path} does not exist. Start Codex once, which creates it, or choose another Codex home in the settings.',
        failure,
      );
    case 'notAFile':
      return failure.is === 'folder'
        ? l10n.t('{path} is a folder, but should be a file. Move it away.', { path: failure.path })
        : l10n.t('{path} is not a regular file. Move it away.', { path: failure.path });
    case 'permissionDenied':
      return l10n.t('{path} cannot be read: permission denied. Allow your user to read it.', failure);
    case 'fileUnreadable':
      return l10n.t(
        '{path} cannot be read ({cause}). Check the disk or network drive it is on, then refresh.',
        failure,
      );
    case 'fileTooLarge':
      return l10n.t(
        '{path} is larger than 1 GiB, which is the most that can be read. Close Codex and run VACUUM on the database.',
        failure,
      );
    case 'stateDbCutShort':
      return l10n.t(
        '{path} is truncated: {cause}. Close Codex and restore the file from a backup, or move it away: Codex creates a new one when it starts, and the rollouts are not affected.',
        failure,
      );
    case 'notADatabase':
      return l10n.t(
        '{path} is not a SQLite database ({cause}). Close Codex and restore the file from a backup, or move it away: Codex creates a new one when it starts, and the rollouts are not affected.',
        failure,
      );
    case 'stateDbDamaged':
      return l10n.t(
        'The state DB {path} is damaged ({cause}). Close Codex and restore the file from a backup, or let Codex rebuild it: the rollouts are not affected.',
        failure,
      );
    case 'stateDbKeepsChanging':
      return l10n.t(
        '{path} keeps changing: {attempts} attempts to read it failed. Refresh when Codex is less busy.',
        failure,
      );
    case 'walOfUnknownVersion':
      return l10n.t(
        '{path} was written by an unknown version of SQLite. Close Codex: it then merges the file into the database.',
        failure,
      );
    case 'walOfOtherDatabase':
      return l10n.t(
        '{path} belongs to another database than {dbPath}: their page sizes differ. Close Codex and move the -wal file away.',
        failure,
      );
    case 'databaseOfUnknownVersion':
      return l10n.t('{path} was written by an unknown version of SQLite ({cause}). Update this extension.', failure);
    case 'columnsMissing':
      return l10n.t(
        '{path}: the table "{table}" lacks {columns}. This version of Codex is not supported: update this extension.',
        { path: failure.path, table: failure.table, columns: listed(failure.columns) },
      );
    case 'notATable':
      return failure.is === 'view'
        ? l10n.t(
            '{path}: "{table}" is a view, not a table, so this is not a state DB of Codex. Move it away: Codex creates a new one when it starts, and the rollouts are not affected.',
            { path: failure.path, table: failure.table },
          )
        : l10n.t(
            '{path}: "{table}" is a virtual table, so this is not a state DB of Codex. Move it away: Codex creates a new one when it starts, and the rollouts are not affected.',
            { path: failure.path, table: failure.table },
          );
    case 'tableMissing':
      return l10n.t(
        '{path} has no table "{table}". If a newer Codex made it, update this extension. Otherwise it is not a state DB of Codex: move it away.',
        failure,
      );
    case 'stateDbTooLarge':
      return l10n.t(
        '{path} holds more than can be read ({cause}). Close Codex and run VACUUM on the database, or look for unusually large rows.',
        failure,
      );
    case 'rolloutFolderUnreadable':
      return l10n.t('The folder {folder} cannot be read, so its rollouts are unknown: {cause}.', failure);
    case 'rolloutSizeUnknown':
      return l10n.t('The size of {path} cannot be read: {cause}.', failure);
  }
}
