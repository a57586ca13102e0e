import assert from 'node:assert/strict';
import { issueItems, threadsToRepair } from '../../../src/shell/checkup/issueItems';
import type { CheckupIssue, CheckupResult } from '../../../src/protocol/methods';

const main = { path: 'archived_sessions/$(x)', location: 'archived' as const };
const head = { threadId: 'a', name: 'Euler', repairable: true, loadedBy: null };
const wrongFlag = (changes: Partial<typeof head> = {}): CheckupIssue => ({
  ...head,
  ...changes,
  kind: 'flagAgainstLocation',
  main,
});
const staleLock = (changes: Partial<typeof head> = {}): CheckupIssue => ({
  ...head,
  repairable: false,
  ...changes,
  kind: 'staleLock',
});
const itemsOf = (issues: CheckupIssue[], leftOut: CheckupResult['leftOut'] = {}) =>
  issueItems({ threads: 10, rollouts: 12, issues, leftOut });

describe('The list of issues', () => {
  it('says which thread has an issue, which one, and what a repair does', () => {
    const { repairable } = itemsOf([wrongFlag({ name: '$(zap) Euler' })]);
    assert.deepEqual(
      repairable.map(({ label, description, detail }) => [label, description, detail]),
      [
        [
          '\\$(zap) Euler',
          'wrong archived flag',
          'Marks the thread as archived, because Codex goes by the location of the rollout.',
        ],
      ],
    );
  });

  it('shows no icons that the text of a Codex spells', () => {
    const issue: CheckupIssue = {
      ...wrongFlag({ repairable: false }),
      loadedBy: { pid: 4711, command: '$(zap)' },
    };
    assert.deepEqual(
      itemsOf([issue]).others.map(({ detail }) => detail),
      ['Open in Codex (process 4711, \\$(zap)). Close the thread there and try again.'],
    );
  });

  it('lists the issues that can be repaired apart, picked', () => {
    const { repairable, others } = itemsOf([
      staleLock({ threadId: 'a' }),
      wrongFlag({ threadId: 'b' }),
      staleLock({ threadId: 'c' }),
    ]);
    const brief = (items: typeof others) => items.map(({ issue, picked }) => [issue.threadId, picked]);
    assert.deepEqual(brief(repairable), [['b', true]]);
    assert.deepEqual(brief(others), [
      ['a', false],
      ['c', false],
    ]);
  });

  const summaries: [repairable: boolean[], summary: string, leftOut?: CheckupResult['leftOut']][] = [
    [[true], '1 problem, 1 can be repaired'],
    [[true, false, true], '3 problems, 2 can be repaired'],
    [[false, false], '2 problems, none can be repaired'],
    [[true], '1 problem, 1 can be repaired, 1,002 more are not listed', { staleLock: 1000, danglingEdge: 2 }],
  ];
  for (const [repairable, summary, leftOut] of summaries) {
    it(summary, () => {
      const issues = repairable.map(able => wrongFlag({ repairable: able }));
      assert.equal(itemsOf(issues, leftOut).summary, summary);
    });
  }
});

describe('The threads to repair', () => {
  it('are the selected ones that can be repaired, each once', () => {
    const { repairable, others } = itemsOf([
      wrongFlag(),
      wrongFlag(),
      staleLock({ threadId: 'b' }),
      wrongFlag({ threadId: 'c' }),
    ]);
    assert.deepEqual(threadsToRepair([...others, ...repairable]), ['a', 'c']);
    assert.deepEqual(threadsToRepair([]), []);
  });
});
