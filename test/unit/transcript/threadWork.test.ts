// What a report shows of one thread: of rollouts that a real Codex wrote, and of hostile transcripts.
import assert from 'node:assert/strict';
import type { ThreadWork } from '../../../src/protocol/subtreeReport';
import type { ItemBody, Turn } from '../../../src/protocol/transcript';
import { threadWork } from '../../../src/server/transcript/threadWork';
import { item, turn } from '../../support/transcriptPages';
import { readSample } from '../../support/transcriptSamples';

const shop = '/home/dev/transcript/w/shop/src';
/** The work of a thread with turns of these items. */
function workOf(turns: { items?: object[]; status?: Turn['status']; error?: string }[]): ThreadWork {
  const complete = turns.map(({ items = [], status = 'completed', error }, at) =>
    turn(
      items.map((body, index) => item(body as ItemBody, { id: `item-${index}` })),
      { id: `turn-${at}`, status, error: error === undefined ? null : { message: error, code: null } },
    ),
  );
  return threadWork({ turns: complete, tokens: null, stats: { lines: 0, items: 0 }, problems: [] }).work;
}
const said = (text: string, phase: string | null = null): object => ({ type: 'agentMessage', text, phase });

describe('the work of a thread', () => {
  it('is its task, its last message, changed files and failed commands', () => {
    const { work } = threadWork(readSample('d6dec0ffd879.jsonl.zst').transcript);
    assert.match(work.task ?? '', /^SCRIPT:fix Please fix the failing ch/);
    assert.deepEqual(
      [...work.changedFiles.first].sort(),
      ['checkout', 'labels', 'legacy', 'money'].map(name => `${shop}/${name}.js`),
    );
    assert.equal(work.changedFiles.count, 4, 'a renamed file counts once, by its new name');
    assert.deepEqual(
      work.failedCommands.first.map(({ exitCode }) => exitCode),
      [1, -1],
    );
    assert.deepEqual([work.status, work.answer], ['interrupted', ['This takes a while.']]);
    assert.equal(work.durationMs, 1931 + 43 + 2101);
  });

  it('says that a turn runs', () => {
    const { work } = threadWork(readSample('f907b9134e92.jsonl').transcript);
    assert.deepEqual([work.status, work.durationMs, work.failedCommands.count], ['inProgress', 232, 0]);
  });

  it('prefers an answer to remarks made on the way, before and after it', () => {
    const { answer } = workOf([
      { items: [said('a', 'commentary'), said('b', 'final_answer'), said('c', 'commentary')] },
    ]);
    assert.deepEqual(answer, ['b']);
  });

  it('has the failure of the last turn only', () => {
    assert.deepEqual(workOf([{ status: 'failed', error: 'no\nnet' }]).failure, 'no net');
    assert.deepEqual(workOf([{ status: 'failed', error: 'x' }, {}]).failure, null);
  });

  it('cuts what is long, and counts all of it', () => {
    const many = Array.from({ length: 70 }, (_, at) => ({
      type: 'commandExecution',
      command: 'x'.repeat(1000),
      status: 'failed',
      exitCode: at,
    }));
    const { failedCommands, answer } = workOf([{ items: [...many, said('line\n\n'.repeat(1_000_000))] }]);
    assert.deepEqual([failedCommands.first.length, failedCommands.count], [50, 70]);
    assert.equal(failedCommands.first[0]?.command.length, 300);
    assert.deepEqual(answer, [...Array<string>(6).fill('line'), '…']);
  });

  it('makes hostile texts visible, in single lines', () => {
    const work = workOf([
      {
        items: [
          { type: 'userMessage', content: [{ type: 'text', text: '\u001b[31mred\u202e\r\nnext' }] },
          said('\u001b]8;;http://x\u0007one\u0085\u2066two'),
          { type: 'fileChange', status: 'completed', changes: [{ path: 'a\nb', kind: { type: 'add' }, diff: '' }] },
        ],
      },
    ]);
    assert.deepEqual(
      [work.task, work.answer, work.changedFiles.first],
      ['␛[31mred⟨U+202E⟩ next', ['␛]8;;http://x␇one', '⟨U+2066⟩two'], ['a b']],
    );
  });

  it('of a thread without turns is empty', () => {
    assert.deepEqual(workOf([]), {
      task: null,
      answer: [],
      failure: null,
      status: null,
      durationMs: null,
      model: null,
      tokens: null,
      changedFiles: { first: [], count: 0 },
      failedCommands: { first: [], count: 0 },
    });
  });
});
