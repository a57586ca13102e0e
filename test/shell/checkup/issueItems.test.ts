import assert from 'node:assert/strict';
import { issueItems, threadsToRepair } from '../../../src/shell/checkup/issueItems';
import type { CheckupResult, CheckupIssue } from '../../../src/protocol/methods';

const finding = (changes: Partial<CheckupIssue>): CheckupIssue => ({
  kind: 'rowBehindFile',
  threadId: 'a',
  name: 'Euler',
  problem: 'Its row names a file that is not there.',
  remedy: 'The row will name the file in archived_sessions.',
  repairable: true,
  ...changes,
});
const check = (findings: CheckupIssue[], leftOut: CheckupResult['leftOut'] = {}) =>
  issueItems({ threads: 10, rollouts: 12, issues: findings, leftOut });

describe('The list of findings', () => {
  it('says whose records are wrong, how, and what is done', () => {
    const {
      repairable: [item],
    } = check([finding({ name: '$(zap) Euler', remedy: 'The row will name $(x).' })]);
    assert.deepEqual(
      [item?.label, item?.description, item?.detail],
      ['\\$(zap) Euler', 'its rollout was moved', 'The row will name \\$(x).'],
    );
  });

  it('has those apart that can be repaired, picked', () => {
    const { repairable, explained } = check([
      finding({ threadId: 'a', repairable: false, kind: 'staleLock' }),
      finding({ threadId: 'b' }),
      finding({ threadId: 'c', repairable: false, kind: 'danglingEdge' }),
    ]);
    assert.deepEqual(
      repairable.map(({ issue, picked }) => [issue.threadId, picked]),
      [['b', true]],
    );
    assert.deepEqual(
      explained.map(({ issue, picked }) => [issue.threadId, picked]),
      [
        ['a', false],
        ['c', false],
      ],
    );
  });

  const titles: [boolean[], string, CheckupResult['leftOut']?][] = [
    [[true], '1 problem, 1 can be repaired'],
    [[true, false, true], '3 problems, 2 can be repaired'],
    [[false, false], '2 problems, none can be repaired'],
    [[true], '1 problem, 1 can be repaired, 1,002 more are not listed', { staleLock: 1000, danglingEdge: 2 }],
  ];
  for (const [repairable, expected, leftOut] of titles) {
    it(expected, () =>
      assert.equal(
        check(
          repairable.map(able => finding({ repairable: able })),
          leftOut,
        ).title,
        expected,
      ),
    );
  }
});

describe('The threads to repair', () => {
  it('are the selected ones that can be, each once', () => {
    const { repairable, explained } = check([
      finding({}),
      finding({ kind: 'flagAgainstPlace' }),
      finding({ threadId: 'b', repairable: false }),
      finding({ threadId: 'c' }),
    ]);
    assert.deepEqual(threadsToRepair([...explained, ...repairable]), ['a', 'c']);
    assert.deepEqual(threadsToRepair([]), []);
  });
});
