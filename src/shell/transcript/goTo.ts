// *Next Prompt*, *Previous Prompt* and *Next Failure*: move the caret within the page of a transcript.
import { l10n, Selection, TextEditorRevealType, window } from 'vscode';
import type { PageGoal } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { activeTranscript } from './activeTranscript';

/** Moves the caret to the next or previous one; after the last one comes the first one, as for VS Code's problems. */
export const goTo =
  (goal: PageGoal): CommandHandler =>
  async ({ service }) => {
    const { editor, uri, line: from } = activeTranscript();
    const { line } = await service.request('threadTree/transcriptGoTo', { uri, line: from, goal });
    if (line === null) {
      void window.showInformationMessage(
        goal === 'nextFailure'
          ? l10n.t('Nothing failed on this page of the transcript.')
          : l10n.t('This page of the transcript has no prompts.'),
      );
      return;
    }
    editor.selection = new Selection(line, 0, line, 0);
    editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
  };
