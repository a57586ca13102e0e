import assert from 'node:assert/strict';
import type { InputBoxOptions } from 'vscode';
import { codexPlaces } from '../../../src/shell/codexPlaces';
import { rename } from '../../../src/shell/actions/rename';
import type { FailedRequest } from '../../../src/shell/errors';
import { threadDetails } from '../../support/threadDetails';
import { groupNode, threadNode } from '../fake/nodes';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeSettings } from '../fake/workspace';

/** `typed`: what the user makes of the present name; undefined: Escape. */
function setUp(typed: string | undefined, focused = [] as ReturnType<typeof threadNode>[]) {
  const { service, requests } = fakeService({
    'threadTree/rename': () => null,
    'threadTree/renameSection': () => null,
    'threadTree/sections': () => ({ sections: [{ id: 's', name: 'Alpha', threads: 0 }] }),
    'threadTree/details': () => ({ ...threadDetails({}), name: 'The whole name' }),
  });
  fakeSettings({ 'codexThreadTree.codexPath': '/opt/codex' });
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const boxes: InputBoxOptions[] = [];
  fakeVscode.window.showInputBox = (options: InputBoxOptions) => {
    boxes.push(options);
    return Promise.resolve(typed);
  };
  const refresh = () => undefined;
  const views = fakeViews({ threads: { refresh, chosen: () => Promise.resolve(focused) }, archived: { refresh } });
  return { context: fakeContext(service, { views }), requests, boxes };
}

const codex = { configured: '/opt/codex', officialExtension: null };

describe('Rename Thread', () => {
  it('asks with the present name, and lets Codex write the new one', async () => {
    const { context, requests, boxes } = setUp('New name');
    await rename(context, threadNode({ threadId: 'a', name: 'Old name' }), undefined);
    assert.equal(boxes[0]?.value, 'Old name');
    assert.deepEqual(requests, [['threadTree/rename', { threadId: 'a', name: 'New name', codex }]]);
  });

  it('refuses a blank name while it is typed', async () => {
    const { context, boxes } = setUp(undefined);
    await rename(context, threadNode({ name: 'x' }));
    assert.equal(boxes[0]?.validateInput?.('  '), 'Codex does not accept an empty name.');
    assert.equal(boxes[0]?.validateInput?.(' y '), undefined);
  });

  for (const [what, typed] of [
    ['Escape', undefined],
    ['the same name', ' Old name '],
  ] as const)
    it(`changes nothing after ${what}`, async () => {
      const { context, requests } = setUp(typed);
      await rename(context, threadNode({ name: 'Old name' }));
      assert.deepEqual(requests, []);
    });

  it('says at once that an archived thread keeps its name', async () => {
    const { context, boxes } = setUp('New');
    await assert.rejects(
      Promise.resolve(rename(context, threadNode({ archived: true }))),
      (error: FailedRequest) => error.failure.code === 'archivedNotRenamed',
    );
    assert.deepEqual(boxes, []);
  });

  it('renames the section on whose row F2 is pressed', async () => {
    const { context, requests, boxes } = setUp('New');
    await rename(context, groupNode('threads', { key: 's', section: 'Alpha' }));
    assert.equal(boxes[0]?.title, 'Rename Section');
    assert.deepEqual(requests.at(-1), ['threadTree/renameSection', { sectionId: 's', name: 'New', codex }]);
  });

  it('looks up a name that the row shortens, and that of a thread by its id', async () => {
    const { context, boxes } = setUp(undefined, [threadNode({ threadId: 'f', name: 'x'.repeat(200) })]);
    await rename(context);
    await rename(context, 'a');
    assert.deepEqual(
      boxes.map(({ value }) => value),
      ['The whole name', 'The whole name'],
    );
  });
});

it('Where Codex may be: the setting, and the folder of its own extension', () => {
  fakeSettings({});
  Object.assign(fakeVscode, { extensions: { getExtension: (id: string) => ({ extensionPath: `/ext/${id}` }) } });
  assert.deepEqual(codexPlaces(), { configured: '', officialExtension: '/ext/openai.chatgpt' });
});
