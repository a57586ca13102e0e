// Closes the output that comes while a transcript is open. VS Code itself closes only what is there when it opens the
// document.
import { commands, Disposable, window, workspace, type LogOutputChannel, type TextDocument } from 'vscode';
import { transcriptLanguage } from '../../protocol/transcriptUri';
import type { ThreadService } from '../connection/threadService';
import { judge } from '../errors';

/**
 * Only the active editor can be told to close something: what came while another one was active is closed when the
 * transcript is active again. Neither caret nor scroll position move, unless the caret is within the output.
 */
export function foldAppended(service: ThreadService, log: LogOutputChannel): Disposable {
  /** The first line that has changed and is not looked at yet, by the document's address. */
  const pending = new Map<string, number>();

  const fold = async (document: TextDocument | undefined): Promise<void> => {
    const uri = document?.uri.toString();
    const line = uri === undefined ? undefined : pending.get(uri);
    if (uri === undefined || line === undefined || window.activeTextEditor?.document !== document) {
      return;
    }
    pending.delete(uri);
    const { lines } = await service.request('threadTree/closedFolds', { uri, line });
    if (lines.length > 0 && window.activeTextEditor?.document === document) {
      // One level: what is closed already stays, and nothing around it is closed.
      await commands.executeCommand('editor.fold', { selectionLines: lines, levels: 1, direction: 'down' });
    }
  };
  const foldOrLog = (document: TextDocument | undefined) => {
    fold(document).catch((error: unknown) => {
      const verdict = judge(error);
      if (verdict.kind !== 'cancelled') {
        log.warn(verdict.message);
      }
    });
  };

  return Disposable.from(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId !== transcriptLanguage || contentChanges.length === 0 || !isWanted(document)) {
        return;
      }
      const uri = document.uri.toString();
      const first = Math.min(...contentChanges.map(({ range }) => range.start.line));
      pending.set(uri, Math.min(first, pending.get(uri) ?? first));
      foldOrLog(document);
    }),
    window.onDidChangeActiveTextEditor(editor => foldOrLog(editor?.document)),
    workspace.onDidCloseTextDocument(({ uri }) => pending.delete(uri.toString())),
  );
}

/** The user can switch it off, as for the opening. */
function isWanted(document: TextDocument): boolean {
  return workspace.getConfiguration('editor', document).get('foldingImportsByDefault', true);
}
