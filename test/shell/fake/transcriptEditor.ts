// An editor that shows a transcript, as the active one.
import { Selection, type Uri } from 'vscode';
import { uriOfTranscript } from '../../../src/shell/transcript/transcriptUris';
import { fakeVscode, strict } from './vscode';

export const transcriptThread = '01a225aa-683e-7690-88d5-fbcebb3ce90f';

/** `line`: that of the caret. */
export function fakeTranscriptEditor({
  line = 0,
  uri = uriOfTranscript(transcriptThread, 'Fix it'),
}: { line?: number; uri?: Uri } = {}) {
  const revealed: [number, unknown][] = [];
  const editor = {
    document: strict('TextDocument', { uri }),
    selection: new Selection(line, 0, line, 0),
    revealRange: ({ active }: Selection, type: unknown) => void revealed.push([active.line, type]),
  };
  fakeVscode.window.activeTextEditor = strict('TextEditor', editor) as never;
  return { editor, uri: uri.toString(), revealed };
}
