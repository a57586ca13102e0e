import assert from 'node:assert/strict';
import { createCleanUpModel, PAGE, type CleanUpBranchNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { branch } from '../../support/oldSubtrees';

describe('The preview of a clean-up', () => {
  const branches = [branch('a', 12, 3000), branch('b', 1, 500), branch('c', 3, 20)];
  const branchNodes = (model: ReturnType<typeof createCleanUpModel>) => model.nodes() as CleanUpBranchNode[];

  it('has all checked at first', () => {
    const model = createCleanUpModel({ branches, inUse: 4 });
    assert.deepEqual(model.totals(), { checked: 3, branches: 3, threads: 16, bytes: 3520, inUse: 4 });
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('counts what is checked, each branch once', () => {
    const model = createCleanUpModel({ branches, inUse: 0 });
    const [a, b] = branchNodes(model) as [CleanUpBranchNode, CleanUpBranchNode];
    model.check(a, false);
    model.check(a, false);
    model.check(b, true);
    assert.deepEqual(model.totals(), { checked: 2, branches: 3, threads: 4, bytes: 520, inUse: 0 });
    assert.deepEqual([model.isChecked(a), model.isChecked(b)], [false, true]);
    assert.deepEqual(model.checkedRoots(), ['b', 'c']);
    model.check(a, true);
    assert.deepEqual(model.checkedRoots(), ['a', 'b', 'c']);
  });

  it('checks all and none, whether they are shown or not', () => {
    const model = createCleanUpModel({
      branches: Array.from({ length: PAGE + 50 }, (_, at) => branch(String(at))),
      inUse: 0,
    });
    model.checkAll(false);
    assert.deepEqual(model.totals(), { checked: 0, branches: PAGE + 50, threads: 0, bytes: 0, inUse: 0 });
    model.checkAll(true);
    assert.equal(model.checkedRoots().length, PAGE + 50);
  });

  it('is shown in pages, with the same rows each time', () => {
    const model = createCleanUpModel({
      branches: Array.from({ length: 2 * PAGE + 1 }, (_, at) => branch(String(at))),
      inUse: 0,
    });
    const first = model.nodes();
    assert.deepEqual([first.length, first.at(-1)], [PAGE + 1, { kind: 'more', shown: PAGE, total: 2 * PAGE + 1 }]);
    model.showMore();
    model.showMore();
    const all = model.nodes();
    assert.equal(all.length, 2 * PAGE + 1);
    assert.ok(all.every(({ kind }) => kind === 'thread') && all[0] === first[0]);
  });
});
