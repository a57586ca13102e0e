import assert from 'node:assert/strict';
import { openHomeSetting } from '../../src/shell/openHomeSetting';
import { fakeContext, fakeService } from './fake/service';
import { fakeVscode } from './fake/vscode';
import { fakeCommands } from './fake/workspace';

describe('The command that opens the setting of the Codex home', () => {
  const table: [string, string | undefined, string][] = [
    ['a local window', undefined, 'workbench.action.openSettings'],
    ['a remote window, whose machine has settings of its own', 'ssh-remote', 'workbench.action.openRemoteSettings'],
  ];
  for (const [window, remoteName, command] of table) {
    it(`finds it in ${window}`, async () => {
      fakeVscode.env.remoteName = remoteName;
      const { executed } = fakeCommands();
      await openHomeSetting(fakeContext(fakeService({}).service));
      assert.deepEqual(executed, [[command, { query: '@id:codexThreadTree.codexHome' }]]);
    });
  }
});
