import assert from 'node:assert/strict';
import { confirm } from '../../../src/shell/operations/confirm';
import type { Wish } from '../../../src/shell/operations/confirmationText';
import { fakeSettings } from '../fake/workspace';
import { fakeWindow } from '../fake/window';

const targets = [{ threadId: 'a', name: 'Fix it', insideAnother: false }];
const archive: Wish = { kind: 'archive', targets };
const family = { plan: 'p', threads: 8, rootsWithSubAgents: 1 };
const single = { plan: 'p', threads: 1, rootsWithSubAgents: 0 };

describe('Before threads are moved', () => {
  const table: [string, Wish, string, string[]][] = [
    ['archive', archive, 'Archive 8 threads?', ['Archive', "Archive, Don't Ask Again"]],
    ['unarchive', { kind: 'unarchive', targets }, 'Unarchive 8 threads?', ['Unarchive', "Unarchive, Don't Ask Again"]],
  ];
  for (const [name, wish, text, buttons] of table) {
    it(`the user is asked, in a dialog: ${name}`, async () => {
      fakeSettings();
      const { shown } = fakeWindow(() => buttons[0]);
      assert.equal(await confirm(wish, family), true);
      assert.equal(shown.length, 1);
      assert.deepEqual([shown[0]?.kind, shown[0]?.text, shown[0]?.buttons], ['warning', text, buttons]);
      assert.match(shown[0]?.detail ?? '', /^“Fix it” and its 7 sub-agents\./);
    });
  }

  it('nothing is moved when the dialog is closed', async () => {
    const { updates } = fakeSettings();
    fakeWindow();
    assert.equal(await confirm(archive, family), false);
    assert.deepEqual(updates, []);
  });

  it('the user can choose not to be asked again', async () => {
    const { updates } = fakeSettings();
    const { shown } = fakeWindow(({ buttons }) => buttons[1]);
    assert.equal(await confirm(archive, family), true);
    assert.equal(updates.length, 1);
    assert.equal(await confirm(archive, family), true);
    assert.equal(shown.length, 1);
  });

  const unasked: [string, Record<string, unknown>, Wish, typeof family][] = [
    ['the setting is off', { 'codexThreadTree.confirmArchive': false }, archive, family],
    ['what moves is exactly what was clicked', {}, archive, single],
  ];
  for (const [name, settings, wish, plan] of unasked) {
    it(`nobody is asked when ${name}`, async () => {
      fakeSettings(settings);
      const { shown } = fakeWindow();
      assert.equal(await confirm(wish, plan), true);
      assert.deepEqual(shown, []);
    });
  }

  it('the user is asked about a group, even without sub-agents', async () => {
    fakeSettings();
    const { shown } = fakeWindow();
    assert.equal(await confirm({ ...archive, group: 'Today' }, single), false);
    assert.equal(shown[0]?.text, 'Archive 1 thread?');
  });
});
