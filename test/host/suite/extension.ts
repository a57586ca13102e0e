// The extension under test, as another extension gets it.
import * as vscode from 'vscode';
import type { ThreadTreeApi, ThreadTreeExports } from '../../../src/api';

export function extension(): vscode.Extension<ThreadTreeExports> {
  const found = vscode.extensions.getExtension<ThreadTreeExports>('thread-tree.codex-thread-tree');
  if (found === undefined) throw new Error('the extension is not there');
  return found;
}

export async function getApi(): Promise<ThreadTreeApi> {
  return (await extension().activate()).getAPI(1);
}
