import { strict as assert } from 'node:assert';
import { createFailureCounts } from '../../../src/shell/tree/failureCounts';
import { row } from '../../support/row';

/** What stands above each thread, from the top down. */
const paths: Record<string, string[]> = { a: ['root', 'mid'], b: ['root', 'mid'], c: ['root'], top: [], gone: [] };

describe('Failures below a row', () => {
  const setUp = () => {
    const asked: string[] = [];
    const counts = createFailureCounts('threads', ({ threadId }) => {
      asked.push(threadId);
      const rows = threadId === 'gone' ? [] : [...(paths[threadId] ?? []), threadId].map(id => row({ threadId: id }));
      return Promise.resolve({ rows, inOrphans: false, group: null });
    });
    const told: string[] = [];
    counts.onDidChange(threadIds => told.push([...threadIds].sort().join()));
    return { asked, counts, told };
  };

  it('are counted on everything above them', async () => {
    const { counts, told } = setUp();
    await counts.update(['a', 'b', 'c', 'top', 'gone']);
    assert.deepEqual(['root', 'mid', 'a', 'top'].map(counts.descendants), [3, 2, 0, 0]);
    assert.deepEqual(told, ['mid,root']);
  });

  it('are looked up once, and forgotten when they are over', async () => {
    const { asked, counts, told } = setUp();
    await counts.update(['a', 'c']);
    await counts.update(['a']);
    assert.deepEqual(
      [asked, ['root', 'mid'].map(counts.descendants)],
      [
        ['a', 'c'],
        [1, 1],
      ],
    );
    await counts.update([]);
    assert.deepEqual(['root', 'mid'].map(counts.descendants), [0, 0]);
    assert.deepEqual(told, ['mid,root', 'root', 'mid,root']);
    await counts.update(['a']);
    assert.deepEqual(asked, ['a', 'c', 'a']);
  });

  it('of an update that is overtaken do not count', async () => {
    const { counts } = setUp();
    await Promise.all([counts.update(['a', 'b', 'c']), counts.update(['c'])]);
    assert.deepEqual(['root', 'mid'].map(counts.descendants), [1, 0]);
  });

  it('beyond 500 are not looked up', async () => {
    const { asked, counts } = setUp();
    await counts.update(Array.from({ length: 600 }, (_, at) => `t${at}`));
    assert.equal(asked.length, 500);
  });
});
