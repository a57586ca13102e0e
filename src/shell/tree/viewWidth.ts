// How wide the user says that the views are: VS Code does not tell an extension.
import { workspace, type Disposable } from 'vscode';
import { viewWidthChanged, viewWidthSetting } from '../settings';

export interface ViewWidth extends Disposable {
  /** In pixels. Known without asking VS Code, as each row needs it. */
  get(): number;
}

/** Follows the setting. `changed` is called when the rows have to be cut anew. */
export function followViewWidth(changed: () => void): ViewWidth {
  let width = viewWidthSetting();
  const following = workspace.onDidChangeConfiguration(event => {
    if (viewWidthChanged(event)) {
      width = viewWidthSetting();
      changed();
    }
  });
  return {
    get: () => width,
    dispose: () => {
      following.dispose();
    },
  };
}
