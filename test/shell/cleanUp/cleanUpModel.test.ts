import assert from 'node:assert/strict';
import { createCleanUpModel, CLEAN_UP_PAGE, type CleanUpSubtreeNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { oldThreadsOf, subtree } from '../../support/oldSubtrees';

describe('The preview of a clean-up', () => {
  const subtrees = [subtree('a', 12, 3000), subtree('b', 1, 500), subtree('c', 3, 20)];
  const { home } = oldThreadsOf([]);
  const read = () => assert.fail('nothing is expanded');
  const subtreeNodes = (model: ReturnType<typeof createCleanUpModel>) => model.nodes() as CleanUpSubtreeNode[];

  it('has all checked at first', () => {
    const model = createCleanUpModel(oldThreadsOf(subtrees, 4), read);
    assert.deepEqual(model.totals(), { checked: 3, subtrees: 3, threads: 16, bytes: 3520, loaded: 4, home });
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('counts what is checked, each subtree once', () => {
    const model = createCleanUpModel(oldThreadsOf(subtrees), read);
    const [a, b] = subtreeNodes(model) as [CleanUpSubtreeNode, CleanUpSubtreeNode];
    model.check(a, false);
    model.check(a, false);
    model.check(b, true);
    assert.deepEqual(model.totals(), { checked: 2, subtrees: 3, threads: 4, bytes: 520, loaded: 0, home });
    assert.deepEqual([model.isChecked(a), model.isChecked(b)], [false, true]);
    assert.deepEqual(model.checkedRoots(), ['b', 'c']);
    model.check(a, true);
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('checks all and none, whether they are shown or not', () => {
    const many = Array.from({ length: CLEAN_UP_PAGE + 50 }, (_, at) => subtree(String(at)));
    const model = createCleanUpModel(oldThreadsOf(many), read);
    model.checkAll(false);
    assert.deepEqual(model.totals(), {
      checked: 0,
      subtrees: CLEAN_UP_PAGE + 50,
      threads: 0,
      bytes: 0,
      loaded: 0,
      home,
    });
    model.checkAll(true);
    assert.equal(model.checkedRoots().length, CLEAN_UP_PAGE + 50);
  });

  it('reads what a subtree consists of when it is expanded, once', async () => {
    const asked: string[] = [];
    const model = createCleanUpModel(oldThreadsOf(subtrees), threadId => {
      asked.push(threadId);
      return asked.length === 1 ? Promise.reject(new Error('busy')) : Promise.resolve([subtree(`${threadId}1`, 2, 9)]);
    });
    const [a] = subtreeNodes(model) as [CleanUpSubtreeNode];
    await assert.rejects(model.children(a), /busy/);
    const [inside] = await model.children(a);
    assert.deepEqual([inside?.id, inside?.parent, inside?.depth, inside?.row.name], ['a/a1', a, 1, 'Thread a1']);
    assert.equal((await model.children(a))[0], inside);
    assert.deepEqual(asked, ['a', 'a'], 'tried again after the failure');
    assert.equal(model.totals().threads, 16);
  });

  it('is shown in pages, with the same rows each time', () => {
    const many = Array.from({ length: 2 * CLEAN_UP_PAGE + 1 }, (_, at) => subtree(String(at)));
    const model = createCleanUpModel(oldThreadsOf(many), read);
    const first = model.nodes();
    assert.deepEqual(
      [first.length, first.at(-1)],
      [CLEAN_UP_PAGE + 1, { kind: 'more', shown: CLEAN_UP_PAGE, total: 2 * CLEAN_UP_PAGE + 1 }],
    );
    const added = model.showMore();
    model.showMore();
    const all = model.nodes();
    assert.equal(added, all[CLEAN_UP_PAGE]);
    assert.equal(model.showMore(), undefined);
    assert.equal(all.length, 2 * CLEAN_UP_PAGE + 1);
    assert.ok(all.every(({ kind }) => kind === 'thread') && all[0] === first[0]);
  });
});
