// The transcript that commands of its editor are about.
import { l10n, window, type TextEditor } from 'vscode';
import type { TranscriptAddress } from '../../protocol/transcriptUri';
import { UserFacingError } from '../errors';
import { addressOfTranscript } from './transcriptAddress';

export interface ActiveTranscript extends TranscriptAddress {
  editor: TextEditor;
  /** The document's address, as the server knows it. */
  uri: string;
  /** That of the caret. */
  line: number;
}

/** Throws, for the user, if the active editor shows something else. */
export function activeTranscript(): ActiveTranscript {
  const editor = window.activeTextEditor;
  const address = editor && addressOfTranscript(editor.document.uri);
  if (editor === undefined || address === undefined) {
    throw new UserFacingError(l10n.t('No transcript is open in the active editor. A click on a thread opens one.'));
  }
  return { ...address, editor, uri: editor.document.uri.toString(), line: editor.selection.active.line };
}
