// Saves a text to a file that the user chooses.
import { homedir } from 'node:os';
import { commands, l10n, Uri, window, workspace } from 'vscode';
import { UserFacingError } from './errors';
import { inMessage } from './words/escape';
import { fileName } from './words/fileName';

export interface TextFile {
  /** What the dialog proposes as name. */
  title: string;
  /** `Markdown`, and `md`. */
  type: string;
  ending: string;
}

/** Asks where, then makes the text, and offers to open the file. `text` makes it only if the user chooses a file. */
export async function saveText({ title, type, ending }: TextFile, text: () => Promise<string>): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, fileName(title, `.${ending}`)),
    filters: { [type]: [ending] },
  });
  if (target === undefined) {
    return;
  }
  const bytes = new TextEncoder().encode(await text());
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  try {
    await workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw new UserFacingError(
      l10n.t('“{name}” could not be saved: {cause}', {
        name,
        cause: error instanceof Error ? error.message : String(error),
      }),
    );
  }
  const open = l10n.t('Open');
  void window
    .showInformationMessage(inMessage(l10n.t('Saved “{name}”.', { name })), open)
    .then(choice => (choice === open ? commands.executeCommand('vscode.open', target) : undefined));
}
