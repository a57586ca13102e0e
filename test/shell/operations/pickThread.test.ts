import assert from 'node:assert/strict';
import type { TreeListParams, TreeListResponse, TreeRow } from '../../../src/protocol/methods';
import { pickThread } from '../../../src/shell/operations/pickThread';
import { row } from '../../support/row';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeService, settled } from '../fake/service';

const page = (rows: TreeRow[], total = rows.length): TreeListResponse => ({
  revision: 1,
  rows,
  total,
  groups: [],
  orphans: 0,
  hidden: 0,
  problem: null,
});
const family = row({ threadId: 'a', name: 'Fix it', descendants: 2 });
const single = row({ threadId: 'b', name: 'Why $(error)?' });

/** A service that answers each page when the test says so. */
function pages() {
  const waiting: { params: TreeListParams; answer: PromiseWithResolvers<TreeListResponse> }[] = [];
  const { service } = fakeService({
    'threadTree/list': params => {
      const answer = Promise.withResolvers<TreeListResponse>();
      waiting.push({ params, answer });
      return answer.promise;
    },
  });
  return { service, waiting };
}

describe('Picking a thread', () => {
  const table = [
    ['archive', 'threads', 'Archive which thread, with its sub-agents?', ['Fix it', 'Why \\$(error)?']],
    ['unarchive', 'archived', 'Unarchive which thread, with its sub-agents?', ['Fix it', 'Why \\$(error)?']],
    ['archiveSubAgents', 'threads', 'Archive the sub-agents of which thread?', ['Fix it']],
  ] as const;
  for (const [purpose, view, question, labels] of table) {
    it(`offers those that fit: ${purpose}`, async () => {
      const { service, requests } = fakeService({ 'threadTree/list': () => page([family, single]) });
      const fake = fakeQuickPick();
      const { picker, accept } = fake;
      const picked = pickThread(service, purpose);
      await settled();
      assert.equal(picker.placeholder, question);
      assert.deepEqual(
        picker.items.map(({ label }) => label),
        labels,
      );
      assert.match(picker.items[0]?.description ?? '', / · 2 sub-agents$/);
      assert.equal(picker.matchOnDescription, true);
      assert.deepEqual(requests, [['threadTree/list', { view, offset: 0, limit: 200 }]]);
      accept('Fix it');
      assert.deepEqual(await picked, [{ threadId: 'a', name: 'Fix it', insideAnother: false }]);
      assert.equal(fake.isDisposed, true);
    });
  }

  const none = [
    ['archive', 'There are no active threads'],
    ['unarchive', 'There are no archived threads'],
    ['archiveSubAgents', 'There are no active threads with sub-agents'],
  ] as const;
  for (const [purpose, answer] of none) {
    it(`says when there are none: ${purpose}`, async () => {
      const { service } = fakeService({ 'threadTree/list': () => page([]) });
      const { picker, close } = fakeQuickPick();
      const picked = pickThread(service, purpose);
      await settled();
      assert.deepEqual([picker.placeholder, picker.busy], [answer, false]);
      close();
      assert.deepEqual(await picked, []);
    });
  }

  it('shows each page when it comes', async () => {
    const { service, waiting } = pages();
    const { picker, close } = fakeQuickPick();
    const picked = pickThread(service, 'archive');
    await settled();
    assert.deepEqual([picker.items.length, picker.busy], [0, true]);
    waiting[0]?.answer.resolve(page([family], 2));
    await settled();
    assert.deepEqual([picker.items.length, picker.busy, waiting[1]?.params.offset], [1, true, 1]);
    waiting[1]?.answer.resolve(page([single], 2));
    await settled();
    assert.deepEqual([picker.items.length, picker.busy], [2, false]);
    close();
    await picked;
  });

  it('does not wait for further pages when one is picked, nor mind if they fail', async () => {
    const { service, waiting } = pages();
    const { accept } = fakeQuickPick();
    const picked = pickThread(service, 'archive');
    waiting[0]?.answer.resolve(page([family], 2));
    await settled();
    accept('Fix it');
    assert.deepEqual(
      (await picked).map(({ threadId }) => threadId),
      ['a'],
    );
    waiting[1]?.answer.reject(new Error('gone'));
    await settled();
  });

  it('reads no further page when the picker is closed', async () => {
    const { service, waiting } = pages();
    const { close } = fakeQuickPick();
    const picked = pickThread(service, 'archive');
    await settled();
    close();
    assert.deepEqual(await picked, []);
    waiting[0]?.answer.resolve(page([family], 2));
    await settled();
    assert.equal(waiting.length, 1);
  });

  it('closes the picker and rejects when the threads cannot be read', async () => {
    const failing = [
      () => Promise.reject(new Error('gone')),
      () => ({ ...page([]), problem: { code: 'noHome', failure: { code: 'homeMissing', path: '/h' } } as const }),
    ];
    for (const [answer, message] of [
      [failing[0], /^gone$/],
      [failing[1], /\/h/],
    ] as const) {
      assert.ok(answer);
      const { service } = fakeService({ 'threadTree/list': answer });
      const fake = fakeQuickPick();
      await assert.rejects(pickThread(service, 'archive'), { message });
      assert.deepEqual([fake.isOpen, fake.isDisposed], [false, true]);
    }
  });
});
