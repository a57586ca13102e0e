// *Export Report…*: the text of the report in the active editor, as a file.
import { l10n, window } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { UserFacingError } from '../errors';
import { saveText } from '../saveText';
import { reportScheme } from './subtreeReports';

export const exportReport: CommandHandler = async () => {
  const document = window.activeTextEditor?.document;
  if (document?.uri.scheme !== reportScheme) {
    throw new UserFacingError(l10n.t('No report is open in the active editor. Show Subtree Report opens one.'));
  }
  const title = document.uri.path.slice(1).replace(/\.txt$/, '');
  await saveText({ title, type: 'Text', ending: 'txt' }, () => Promise.resolve(document.getText()));
};
