import assert from 'node:assert/strict';
import type { Params } from '../../../src/protocol/methods';
import type { FailedRequest } from '../../../src/shell/errors';
import { moveToSection } from '../../../src/shell/sections/moveToSection';
import { groupNode, threadNode } from '../fake/nodes';
import { fakeQuickPick, fakeShowQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeSettings } from '../fake/workspace';

const codex = { configured: '', officialExtension: null };
const sections = [
  { id: 's-1', name: 'Alpha', threads: 1 },
  { id: 's-2', name: '$(x) Beta', threads: 7 },
];
const [a, b] = [threadNode({ threadId: 'a', name: 'First' }), threadNode({ threadId: 'b' })];

interface Setting {
  /** What the user picks; undefined: Escape. */
  pick?: string;
  /** What the user types as a name; undefined: Escape. */
  name?: string;
  /** The button of a message that the user presses. */
  press?: string;
  known?: typeof sections | null;
  move?: (params: Params<'threadTree/moveToSection'>) => null;
}

function setUp({ pick, name, press, known = sections, move = () => null }: Setting) {
  const { service, requests } = fakeService({
    'threadTree/sections': () => ({ sections: known }),
    'threadTree/createSection': () => ({ sectionId: 'new' }),
    'threadTree/moveToSection': move,
    'threadTree/list': () => new Promise(() => undefined),
  });
  fakeSettings();
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const { shown } = fakeWindow(() => press);
  const asked = fakeShowQuickPick(() => (pick === undefined ? undefined : [pick]));
  fakeVscode.window.showInputBox = () => Promise.resolve(name);
  let refreshed = 0;
  const refresh = () => void refreshed++;
  const views = fakeViews({ threads: { refresh }, archived: { refresh } });
  return {
    context: fakeContext(service, { views }),
    views,
    asked,
    said: () => shown.map(({ text }) => text),
    moved: () => requests.filter(([method]) => method !== 'threadTree/sections'),
    refreshed: () => refreshed,
  };
}

const moves = (sectionId: string | null, ...threadIds: string[]) =>
  threadIds.map(threadId => ['threadTree/moveToSection', { threadId, sectionId, codex }]);

describe('Move to Section', () => {
  it('moves the selected threads, and offers to show it', async () => {
    const { context, views, asked, moved, said } = setUp({ pick: 'Alpha', press: 'Group by Section' });
    await moveToSection(context, a, [a, b]);
    assert.deepEqual(moved(), moves('s-1', 'a', 'b'));
    assert.equal(asked[0]?.placeHolder, 'Move 2 threads to which section?');
    assert.deepEqual(said(), ['Moved 2 threads to “Alpha”.']);
    assert.deepEqual([views.threads.choices.get().group, views.archived.choices.get().group], ['section', 'date']);
  });

  it('says nothing if the view shows it; concerns the view of the row', async () => {
    const { context, views, said } = setUp({ pick: 'Alpha', press: 'Group by Section' });
    views.threads.choices.set({ group: 'section' });
    await moveToSection(context, a);
    assert.deepEqual(said(), []);
    await moveToSection(context, threadNode({ threadId: 'c', archived: true }));
    assert.deepEqual([said(), views.archived.choices.get().group], [['Moved 1 thread to “Alpha”.'], 'section']);
  });

  it('lists the sections with their threads, a new one, and none', async () => {
    const { context, asked, moved } = setUp({});
    await moveToSection(context, a);
    assert.deepEqual(
      asked[0]?.items.map(({ label, description = '' }) => `${label} ${description}`.trim()),
      ['Alpha 1 thread', '\\$(x) Beta 7 threads', '', 'New Section…', 'No section'],
    );
    assert.equal(asked[0].placeHolder, 'Move “First” to which section?');
    assert.deepEqual(moved(), [], 'Escape moves nothing');
  });

  it('makes a section, and moves the threads into it', async () => {
    const { context, moved, said } = setUp({ pick: 'New Section…', name: ' Gamma ' });
    await moveToSection(context, a);
    assert.deepEqual(moved(), [['threadTree/createSection', { name: 'Gamma', codex }], ...moves('new', 'a')]);
    assert.deepEqual(said(), ['Moved 1 thread to “Gamma”.']);
  });

  it('moves nothing after Escape at the name', async () => {
    const { context, moved } = setUp({ pick: 'New Section…' });
    await moveToSection(context, a);
    assert.deepEqual(moved(), []);
  });

  it('moves out of a section', async () => {
    const { context, moved, said } = setUp({ pick: 'No section' });
    await moveToSection(context, a);
    assert.deepEqual([moved(), said()], [moves(null, 'a'), ['Now without a section: 1 thread.']]);
  });

  it('leaves what is below a chosen thread below it, and moves no group', async () => {
    const { context, moved } = setUp({ pick: 'Alpha' });
    const below = threadNode({ threadId: 'below' }, a);
    await moveToSection(context, a, [a, below]);
    await moveToSection(context, groupNode('threads', {}));
    assert.deepEqual(moved(), moves('s-1', 'a'));
  });

  it('reads the rows again also after a failure', async () => {
    const failing = () => {
      throw new Error('refused');
    };
    const { context, refreshed } = setUp({ pick: 'Alpha', move: failing });
    await assert.rejects(Promise.resolve(moveToSection(context, a)), /refused/);
    assert.equal(refreshed(), 2);
  });

  it('explains that this Codex has no sections', async () => {
    const { context } = setUp({ known: null });
    await assert.rejects(
      Promise.resolve(moveToSection(context, a)),
      (error: FailedRequest) => error.failure.code === 'codexTooOld',
    );
  });

  it('lets the user pick a thread if none is focused', async () => {
    const { context } = setUp({});
    const { picker, close } = fakeQuickPick();
    const running = moveToSection(context);
    await settled();
    assert.equal(picker.placeholder, 'Move which thread to a section?');
    close();
    await running;
  });
});
