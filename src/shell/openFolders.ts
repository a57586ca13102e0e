// The folders that are open in this window.
import { workspace } from 'vscode';

/** Absolute paths of those that lie where the Codex home does; in others no thread can have worked. */
export function openFolders(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
