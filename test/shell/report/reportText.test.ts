import assert from 'node:assert/strict';
import type { ReportedThread, SubtreeReport, ThreadWork } from '../../../src/protocol/methods';
import { reportText } from '../../../src/shell/report/reportText';

const nothing: ThreadWork = {
  task: null,
  answer: [],
  failure: null,
  status: null,
  durationMs: null,
  model: null,
  tokens: null,
  changedFiles: { first: [], count: 0 },
  failedCommands: { first: [], count: 0 },
};
const usage = { input: 0, cachedInput: 0, output: 0, reasoning: 0, total: 46_932 };

function thread(name: string, depth: number, changes: Partial<ThreadWork> = {}): ReportedThread {
  return { threadId: name, name, depth, archived: false, work: { ...nothing, ...changes } };
}

function textOf(threads: ReportedThread[], changes: Partial<SubtreeReport> = {}): string {
  const totals = { durationMs: 61_000, tokens: 46_932, unknownTokens: 0, changedFiles: 1, failedCommands: 1 };
  return reportText({ name: 'Fix the tests', threads, leftOut: 0, totals, ...changes });
}

describe('The text of a subtree report', () => {
  it('has what each sub-agent did, and the totals', () => {
    const ada = thread('Ada: find prices', 1, {
      task: 'Find every price.',
      answer: ['Two uses.', 'Both in src.'],
      status: 'completed',
      durationMs: 61_000,
      model: 'gpt-6.2-sol',
      tokens: usage,
      changedFiles: { first: ['src/a.ts'], count: 3 },
      failedCommands: {
        first: [
          { command: 'npm test', exitCode: 1 },
          { command: 'sleep 9', exitCode: null },
        ],
        count: 2,
      },
    });
    const bob = { ...thread('Bob', 2, { status: 'failed', failure: 'rate limit' }), archived: true };
    assert.equal(
      textOf([ada, bob]),
      [
        'Sub-agents of “Fix the tests”',
        '',
        '1  Ada: find prices',
        '   completed · 1m 1s · gpt-6.2-sol · 46,932 tokens',
        '   Task: Find every price.',
        '   Last message:',
        '      Two uses.',
        '      Both in src.',
        '   Changed files: 3',
        '      src/a.ts',
        '      and 2 more',
        '   Failed commands: 2',
        '      npm test (exit code 1)',
        '      sleep 9',
        '',
        '1.1  Bob',
        '   failed · archived · tokens unknown',
        '   Failure: rate limit',
        '',
        'Total',
        '   2 sub-agents, 1 completed, 1 failed',
        '   Time: 1m 1s',
        '   Tokens: 46,932',
        '   Changed files: 1',
        '   Failed commands: 1',
        '',
      ].join('\n'),
    );
  });

  it('numbers sub-agents by who spawned them', () => {
    const text = textOf([1, 2, 3, 2, 1, 2].map(depth => thread('x', depth)));
    assert.deepEqual(
      [...text.matchAll(/^([\d.]+) {2}x$/gm)].map(([, number]) => number),
      ['1', '1.1', '1.1.1', '1.2', '2', '2.1'],
    );
  });

  it('says why a sub-agent could not be read, of how many tokens are unknown, and how many are missing', () => {
    const gone: ReportedThread = {
      ...thread('Bob', 1),
      work: { code: 'rolloutMissing', path: null, location: 'either' },
    };
    const totals = { durationMs: 0, tokens: 5, unknownTokens: 1, changedFiles: 0, failedCommands: 0 };
    const text = textOf([gone], { leftOut: 1000, totals });
    assert.match(text, /^1 {2}Bob\n {3}\S.*rollout/m);
    assert.match(text, /^ {3}Tokens: 5; unknown for 1 sub-agent$/m);
    assert.match(text, /^ {3}Not in this report: 1,000 more$/m);
  });

  it('keeps hostile names in their line', () => {
    const text = textOf([thread('a\n1.1  b\u202e', 1)], { name: 'x\r\ny' });
    assert.match(text, /^Sub-agents of “x y”\n\n1 {2}a 1\.1 {2}b\n/);
  });
});
