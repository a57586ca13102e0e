import assert from 'node:assert/strict';
import { Uri } from 'vscode';
import { openFolders } from '../../src/shell/openFolders';
import { fakeVscode } from './fake/vscode';
import { fakeFolders } from './fake/workspace';

describe('The open folders', () => {
  it('are none in an empty window', () => {
    fakeVscode.workspace.workspaceFolders = undefined;
    assert.deepEqual(openFolders(), []);
  });

  it('are those on this file system', () => {
    fakeFolders('/home/dev/shop', Uri.from({ scheme: 'vscode-vfs', path: '/github/shop' }), '/home/dev/app');
    assert.deepEqual(openFolders(), ['/home/dev/shop', '/home/dev/app']);
  });
});
