import { workspace } from 'vscode';

/** Absolute paths of this window's folders on the local file system; no thread worked on any other. */
export function openFolders(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}
