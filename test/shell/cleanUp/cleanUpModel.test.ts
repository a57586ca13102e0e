import assert from 'node:assert/strict';
import { createCleanUpModel, CLEAN_UP_PAGE, type CleanUpSubtreeNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { subtree } from '../../support/oldSubtrees';

describe('The preview of a clean-up', () => {
  const subtrees = [subtree('a', 12, 3000), subtree('b', 1, 500), subtree('c', 3, 20)];
  const subtreeNodes = (model: ReturnType<typeof createCleanUpModel>) => model.nodes() as CleanUpSubtreeNode[];

  it('has all checked at first', () => {
    const model = createCleanUpModel({ subtrees, loaded: 4 });
    assert.deepEqual(model.totals(), { checked: 3, subtrees: 3, threads: 16, bytes: 3520, loaded: 4 });
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('counts what is checked, each subtree once', () => {
    const model = createCleanUpModel({ subtrees, loaded: 0 });
    const [a, b] = subtreeNodes(model) as [CleanUpSubtreeNode, CleanUpSubtreeNode];
    model.check(a, false);
    model.check(a, false);
    model.check(b, true);
    assert.deepEqual(model.totals(), { checked: 2, subtrees: 3, threads: 4, bytes: 520, loaded: 0 });
    assert.deepEqual([model.isChecked(a), model.isChecked(b)], [false, true]);
    assert.deepEqual(model.checkedRoots(), ['b', 'c']);
    model.check(a, true);
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('checks all and none, whether they are shown or not', () => {
    const model = createCleanUpModel({
      subtrees: Array.from({ length: CLEAN_UP_PAGE + 50 }, (_, at) => subtree(String(at))),
      loaded: 0,
    });
    model.checkAll(false);
    assert.deepEqual(model.totals(), { checked: 0, subtrees: CLEAN_UP_PAGE + 50, threads: 0, bytes: 0, loaded: 0 });
    model.checkAll(true);
    assert.equal(model.checkedRoots().length, CLEAN_UP_PAGE + 50);
  });

  it('is shown in pages, with the same rows each time', () => {
    const model = createCleanUpModel({
      subtrees: Array.from({ length: 2 * CLEAN_UP_PAGE + 1 }, (_, at) => subtree(String(at))),
      loaded: 0,
    });
    const first = model.nodes();
    assert.deepEqual(
      [first.length, first.at(-1)],
      [CLEAN_UP_PAGE + 1, { kind: 'more', shown: CLEAN_UP_PAGE, total: 2 * CLEAN_UP_PAGE + 1 }],
    );
    model.showMore();
    model.showMore();
    const all = model.nodes();
    assert.equal(all.length, 2 * CLEAN_UP_PAGE + 1);
    assert.ok(all.every(({ kind }) => kind === 'thread') && all[0] === first[0]);
  });
});
