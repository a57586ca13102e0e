import { workspace } from 'vscode';

/** Absolute paths of the folders open in this window, without those on other file systems: no thread worked there. */
export function openFolders(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
