import assert from 'node:assert/strict';
import { confirm, needsQuestion } from '../../../src/shell/operations/confirm';
import type { Wish } from '../../../src/shell/operations/confirmationText';
import { planOf } from '../../support/outcomes';
import { fakeSettings } from '../fake/workspace';
import { fakeWindow } from '../fake/window';

const targets = [{ threadId: 'a', name: 'Fix it', insideAnother: false }];
const archive: Wish = { kind: 'archive', targets };
const family = planOf(8);
const single = planOf(1);

describe('Before threads are moved', () => {
  const table: [string, Wish, string, string[]][] = [
    ['archive', archive, 'Archive 8 threads?', ['Archive', "Archive, Don't Ask Again"]],
    ['unarchive', { kind: 'unarchive', targets }, 'Unarchive 8 threads?', ['Unarchive', "Unarchive, Don't Ask Again"]],
  ];
  for (const [name, wish, text, buttons] of table) {
    it(`the user is asked, in a dialog: ${name}`, async () => {
      fakeSettings();
      const { shown } = fakeWindow(() => buttons[0]);
      assert.equal(await confirm(wish, family), 'yes');
      assert.equal(shown.length, 1);
      assert.deepEqual([shown[0]?.kind, shown[0]?.text, shown[0]?.buttons], ['warning', text, buttons]);
      assert.match(shown[0]?.detail ?? '', /^“Fix it” and its 7 sub-agents\./);
    });
  }

  it('nothing is moved when the dialog is closed', async () => {
    const { updates } = fakeSettings();
    fakeWindow();
    assert.equal(await confirm(archive, family), 'no');
    assert.deepEqual(updates, []);
  });

  it('the user can choose not to be asked again', async () => {
    const { updates } = fakeSettings();
    const { shown } = fakeWindow(({ buttons }) => buttons[1]);
    assert.equal(await confirm(archive, family), 'yes');
    assert.equal(updates.length, 1);
    assert.equal(shown.length, 1);
    assert.equal(needsQuestion(archive, family), false);
  });

  const asking: [string, boolean, Record<string, unknown>, Wish, typeof family][] = [
    ['threads have sub-agents', true, {}, archive, family],
    ['what moves is exactly what was clicked', false, {}, archive, single],
    ['it is a group, even without sub-agents', true, {}, { ...archive, group: 'Today' }, single],
    ['the user did not point at the thread', true, {}, { ...archive, always: true }, single],
    ['the setting is off', false, { 'codexThreadTree.confirmArchive': false }, { ...archive, always: true }, family],
  ];
  for (const [name, asked, settings, wish, plan] of asking) {
    it(`the user is ${asked ? '' : 'not '}asked when ${name}`, () => {
      fakeSettings(settings);
      assert.equal(needsQuestion(wish, plan), asked);
    });
  }

  const open = planOf(8, {
    loaded: [{ thread: { threadId: 'c', name: 'Euler' }, holder: { pid: 4711, command: 'codex' } }],
    loadedThreads: 1,
    others: 7,
  });

  it('the user can archive the others, when one is open in Codex, even if they chose not to be asked', async () => {
    fakeSettings({ 'codexThreadTree.confirmArchive': false });
    const { shown } = fakeWindow(({ buttons }) => buttons[0]);
    assert.equal(needsQuestion(archive, open), true);
    assert.equal(await confirm(archive, open), 'others');
    assert.deepEqual([shown[0]?.text, shown[0]?.buttons], ['Archive 7 threads?', ['Archive the Others']]);
    assert.match(shown[0]?.detail ?? '', /stay and only the others are archived:\n“Euler” \(process 4711, codex\)$/);
  });

  const asks = (running: number, waiting: number) => ({ ...open, codex: { running, waiting } });
  const byCodex: [string, ReturnType<typeof asks>, string[]][] = [
    ['what it has open', asks(0, 0), ['Archive', 'Archive the Others']],
    ['what runs there', asks(2, 0), ['Interrupt and Archive', 'Archive the Others']],
    ['what waits there', asks(0, 1), ['Interrupt and Archive', 'Archive the Others']],
    ['a thread alone', { ...asks(1, 0), others: 0 }, ['Interrupt and Archive']],
  ];
  for (const [name, plan, buttons] of byCodex) {
    it(`Codex archives ${name} if the user says so, even if they chose not to be asked`, async () => {
      fakeSettings({ 'codexThreadTree.confirmArchive': false });
      const { shown } = fakeWindow(({ buttons: offered }) => offered[0]);
      assert.equal(needsQuestion(archive, plan), true);
      assert.equal(await confirm(archive, plan), 'codex');
      assert.deepEqual([shown[0]?.text, shown[0]?.buttons], ['Archive 8 threads?', buttons]);
      fakeWindow(({ buttons: offered }) => offered[1]);
      assert.equal(await confirm(archive, plan), buttons.length > 1 ? 'others' : 'no');
    });
  }

  it('closing that dialog archives nothing', async () => {
    fakeSettings();
    fakeWindow();
    assert.equal(await confirm(archive, open), 'no');
  });

  it('the user is not asked about a single thread that is open in Codex: the operation says why it stays', () => {
    fakeSettings();
    const blocked = planOf(1, { loaded: open.loaded, loadedThreads: 1, others: 0 });
    assert.equal(needsQuestion(archive, blocked), false);
  });
});
