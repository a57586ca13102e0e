import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace } from 'vscode';
import {
  codexHomeChanged,
  codexHomeSetting,
  confirmSetting,
  stopConfirming,
  viewWidthSetting,
} from '../../src/shell/settings';
import { fakeSettings } from './fake/workspace';

describe('The setting of the Codex home', () => {
  const table: [string | undefined, string][] = [
    [undefined, ''],
    ['', ''],
    ['  /srv/codex ', '/srv/codex'],
    ['~', homedir()],
    ['~/codex', path.join(homedir(), 'codex')],
    ['~dev/codex', '~dev/codex'],
    ['/srv/~', '/srv/~'],
  ];
  for (const [value, expected] of table) {
    it(`${JSON.stringify(value)} means ${JSON.stringify(expected)}`, () => {
      fakeSettings({ 'codexThreadTree.codexHome': value });
      assert.equal(codexHomeSetting(), expected);
    });
  }

  it('is told from the others when settings change', () => {
    const { change } = fakeSettings();
    const seen: boolean[] = [];
    workspace.onDidChangeConfiguration(event => seen.push(codexHomeChanged(event)));
    change('codexThreadTree.codexHome', '/srv/codex');
    change('codexThreadTree.confirmArchive', false);
    change('editor.fontSize', 12);
    assert.deepEqual(seen, [true, false, false]);
  });
});

it('The question before an archive can be switched off, for all windows of the user', async () => {
  const { updates } = fakeSettings();
  assert.equal(confirmSetting(), true);
  await stopConfirming();
  assert.equal(confirmSetting(), false);
  assert.deepEqual(updates, [['codexThreadTree.confirmArchive', false, ConfigurationTarget.Global]]);
});

describe('The width of the views', () => {
  for (const [value, expected] of [
    [undefined, 300],
    [520, 520],
    ['520', 520],
    ['wide', 300],
    [0, 170],
    [-1, 170],
    [{}, 300],
  ] as const)
    it(`${JSON.stringify(value)} means ${expected} pixels`, () => {
      fakeSettings({ 'codexThreadTree.viewWidth': value });
      assert.equal(viewWidthSetting(), expected);
    });
});
