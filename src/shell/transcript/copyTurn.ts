// *Copy Turn*: the turn at the caret, all of it, as Markdown.
import { env, l10n, window } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { UserFacingError } from '../errors';
import { grouped } from '../words/sentences';
import { activeTranscript } from './activeTranscript';

export const copyTurn: CommandHandler = async ({ service }) => {
  const { uri, line } = activeTranscript();
  const { turn } = await service.request('threadTree/turnText', { uri, line });
  if (turn === null) {
    throw new UserFacingError(l10n.t('The cursor is not in a turn. Put it into the turn to copy.'));
  }
  await env.clipboard.writeText(turn.text);
  window.setStatusBarMessage(l10n.t('Copied turn {0} as Markdown', grouped(turn.number)), 5000);
};
