import assert from 'node:assert/strict';
import type { InputBoxOptions } from 'vscode';
import type { FailedRequest } from '../../../src/shell/errors';
import { deleteSection, newSection, renameSection } from '../../../src/shell/sections/sectionCommands';
import { groupNode } from '../fake/nodes';
import { fakeShowQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeSettings } from '../fake/workspace';

const codex = { configured: '', officialExtension: null };
const sections = [
  { id: 's-1', name: 'Alpha', threads: 3 },
  { id: 's-2', name: 'Alpha', threads: 0 },
];
const node = (key: string) => groupNode('threads', { key, section: 'Alpha' });

interface Setting {
  known?: typeof sections;
  /** What the user types as a name, picks, and answers: undefined is Escape. */
  name?: string;
  pick?: string;
  press?: string;
}

function setUp({ known = sections, name, pick, press }: Setting = {}) {
  const { service, requests } = fakeService({
    'threadTree/sections': () => ({ sections: known }),
    'threadTree/createSection': () => ({ sectionId: 'new' }),
    'threadTree/renameSection': () => null,
    'threadTree/deleteSection': () => null,
  });
  fakeSettings();
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const { shown } = fakeWindow(() => press);
  const asked = fakeShowQuickPick(() => (pick === undefined ? undefined : [pick]));
  const boxes: InputBoxOptions[] = [];
  fakeVscode.window.showInputBox = (options: InputBoxOptions) => {
    boxes.push(options);
    return Promise.resolve(name);
  };
  let refreshed = 0;
  const refresh = () => void refreshed++;
  const views = fakeViews({ threads: { refresh }, archived: { refresh } });
  return {
    context: fakeContext(service, { views }),
    shown,
    asked,
    boxes,
    changes: () => requests.filter(([method]) => method !== 'threadTree/sections'),
    refreshed: () => refreshed,
  };
}

describe('Sections', () => {
  it('are created with a name that is trimmed', async () => {
    const { context, changes, boxes, shown, refreshed } = setUp({ name: ' Beta ' });
    await newSection(context);
    assert.deepEqual(changes(), [['threadTree/createSection', { name: 'Beta', codex }]]);
    assert.deepEqual(
      [boxes[0]?.title, boxes[0]?.value, shown[0]?.text, refreshed()],
      ['New Section', '', 'Created the section “Beta”.', 2],
    );
    assert.equal(boxes[0]?.validateInput?.('  '), 'Codex does not accept an empty name.');
    assert.equal(boxes[0].validateInput(' y '), undefined);
  });

  it('are renamed, from their row or picked; two of one name are told apart by their place', async () => {
    const { context, changes, boxes } = setUp({ name: 'Beta' });
    await renameSection(context, node('s-2'));
    assert.equal(boxes[0]?.value, 'Alpha');
    assert.deepEqual(changes(), [['threadTree/renameSection', { sectionId: 's-2', name: 'Beta', codex }]]);
    const picking = setUp({ name: 'Beta', pick: 'Alpha' });
    await renameSection(picking.context);
    assert.deepEqual(
      [picking.asked[0]?.placeHolder, picking.asked[0]?.items.map(({ description }) => description)],
      ['Rename which section?', ['3 threads', '0 threads']],
    );
    assert.equal(picking.changes().length, 1);
  });

  for (const [what, setting] of [
    ['Escape at the name', {}],
    ['the same name', { name: ' Alpha' }],
  ] as const)
    it(`keep their name after ${what}`, async () => {
      const { context, changes } = setUp(setting);
      await renameSection(context, node('s-1'));
      assert.deepEqual(changes(), []);
    });

  it('do not offer a name that the list may have shortened', async () => {
    const { context, boxes } = setUp({ known: [{ id: 's-1', name: 'x'.repeat(200), threads: 0 }] });
    await renameSection(context, node('s-1'));
    assert.equal(boxes[0]?.value, '');
  });

  it('are deleted after a question that says what becomes of their threads', async () => {
    const { context, changes, shown, refreshed } = setUp({ press: 'Delete Section' });
    await deleteSection(context, node('s-1'));
    assert.deepEqual(changes(), [['threadTree/deleteSection', { sectionId: 's-1', codex }]]);
    assert.deepEqual(
      [shown[0]?.text, shown[0]?.detail, refreshed()],
      ['Delete the section “Alpha”?', 'Its threads stay, without a section. Active and archived: 3 threads.', 2],
    );
    const empty = setUp();
    await deleteSection(empty.context, node('s-2'));
    assert.deepEqual([empty.shown[0]?.detail, empty.changes()], ['It has no threads.', []]);
  });

  it('may be gone since the row was shown, or not exist at all', async () => {
    const { context } = setUp();
    await assert.rejects(
      Promise.resolve(deleteSection(context, node('s-9'))),
      (error: FailedRequest) => error.failure.code === 'sectionGone',
    );
    const none = setUp({ known: [] });
    await deleteSection(none.context);
    assert.equal(none.shown[0]?.text, 'There are no sections yet.');
    const escaped = setUp();
    await deleteSection(escaped.context);
    assert.deepEqual(escaped.changes(), []);
  });
});
