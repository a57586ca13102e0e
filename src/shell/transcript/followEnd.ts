// Keeps the end of a transcript in sight while its thread goes on, for whoever has the caret there and has not scrolled
// away. VS Code moves the caret along with what is added, but not the view.
import { Selection, window, workspace, type Disposable, type TextDocumentChangeEvent, type TextEditor } from 'vscode';
import { transcriptScheme } from '../../protocol/transcriptUri';

export function followEnds(): Disposable {
  return workspace.onDidChangeTextDocument(event => {
    if (event.document.uri.scheme !== transcriptScheme) {
      return;
    }
    const { lineCount } = event.document;
    const before = lineCount - linesAdded(event);
    for (const editor of window.visibleTextEditors) {
      if (editor.document === event.document && before < lineCount && wasAtEnd(editor, before)) {
        editor.revealRange(new Selection(lineCount - 1, 0, lineCount - 1, 0));
      }
    }
  });
}

/** `lines`: how many the document had. The caret and the view may be as they were, or moved already. */
function wasAtEnd({ selection, visibleRanges }: TextEditor, lines: number): boolean {
  const seen = visibleRanges.at(-1);
  return selection.active.line >= lines - 1 && seen !== undefined && seen.end.line >= lines - 1;
}

function linesAdded({ contentChanges }: TextDocumentChangeEvent): number {
  return contentChanges.reduce(
    (sum, { text, range }) => sum + text.split('\n').length - 1 - (range.end.line - range.start.line),
    0,
  );
}
