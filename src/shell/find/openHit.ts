// Opens a thread's transcript at a line that was found in it.
import {
  commands,
  Selection,
  TextEditorRevealType,
  TextEditorSelectionChangeKind,
  window,
  workspace,
  type TextEditor,
} from 'vscode';
import type { TranscriptPart } from '../../protocol/transcriptUri';
import type { ThreadService } from '../connection/threadService';
import { uriOfTranscript } from '../transcript/transcriptUris';
import type { ThreadHit } from './saidHits';

/** Until then VS Code has closed the output of a page that opens. */
const CLOSING_MS = 5000;

/** The newest turns, earlier ones, all of an item: one of them has the hit. */
const DOCUMENTS = 3;

/** Shows the document that has the hit: the newest turns if they have it. */
export async function openHit(service: ThreadService, { thread: { threadId, name }, hit }: ThreadHit): Promise<void> {
  const look = async (part: TranscriptPart) => {
    const document = await workspace.openTextDocument(uriOfTranscript(threadId, name, part));
    const place = await service.request('threadTree/hitPlace', { uri: document.uri.toString(), ...hit });
    return { document, ...place };
  };
  let found = await look({ kind: 'newest' });
  for (let documents = 1; found.part !== null && documents < DOCUMENTS; documents++) {
    found = await look(found.part);
  }
  const { document, line } = found;
  if (line === null) {
    await window.showTextDocument(document, { preview: true });
    return;
  }
  const selection = new Selection(line, 0, line, 0);
  const editor = await window.showTextDocument(document, { preview: true, selection });
  await openAround(editor, line);
}

/**
 * Output closes when its page opens, or a moment later, and VS Code then moves the caret out of it: opens that output
 * again, unless the user was first.
 */
async function openAround(editor: TextEditor, line: number): Promise<void> {
  if (editor.selection.active.line === line && !(await isMovedAway(editor, line))) {
    return;
  }
  await commands.executeCommand('editor.unfold', { selectionLines: [line] });
  editor.selection = new Selection(line, 0, line, 0);
  editor.revealRange(editor.selection, TextEditorRevealType.InCenter);
}

/** Whether something else than the user moves the caret to another line, within five seconds. */
function isMovedAway(editor: TextEditor, line: number): Promise<boolean> {
  return new Promise(resolve => {
    const end = (isMoved: boolean) => {
      clearTimeout(timer);
      moved.dispose();
      resolve(isMoved);
    };
    const moved = window.onDidChangeTextEditorSelection(({ textEditor, kind, selections: [now] }) => {
      if (textEditor === editor && now?.active.line !== line) {
        end(kind !== TextEditorSelectionChangeKind.Keyboard && kind !== TextEditorSelectionChangeKind.Mouse);
      }
    });
    const timer = setTimeout(() => end(false), CLOSING_MS);
  });
}
