import assert from 'node:assert/strict';
import type { ItemBody } from '../../../src/protocol/transcript';
import type { PageGoal } from '../../../src/protocol/transcriptPlaces';
import { closedFolds, lineOfGoal } from '../../../src/server/transcript/pagePlaces';
import { item, pageOf, turn } from '../../support/transcriptPages';

const prompt = (text: string): ItemBody => ({ type: 'userMessage', content: [{ type: 'text', text }] });
const failed: ItemBody = {
  type: 'commandExecution',
  command: 'npm test',
  cwd: null,
  source: 'agent',
  status: 'failed',
  aggregatedOutput: 'no',
  exitCode: 1,
  durationMs: null,
};

describe('Places on a page', () => {
  const page = pageOf([
    turn([item(prompt('One.')), item(failed)]),
    turn([item(prompt('Two.')), item(prompt('And this.'))], { status: 'failed' }),
  ]);
  const lines = page.text().split('\n');
  const at = (text: string, nth = 0): number => lines.flatMap((line, n) => (line.startsWith(text) ? n : []))[nth] ?? -1;
  const rows: [PageGoal, string, from: number, to: number][] = [
    ['nextPrompt', 'the first one from the heading', 0, at('you')],
    ['nextPrompt', 'another turn from the first one', at('you'), at('you', 1)],
    ['nextPrompt', 'one while Codex worked', at('you', 1), at('youAgain')],
    ['nextPrompt', 'the first one again after the last', at('youAgain'), at('you')],
    ['previousPrompt', 'its heading from within it', at('  And this.'), at('youAgain')],
    ['previousPrompt', 'the one before', at('youAgain'), at('you', 1)],
    ['previousPrompt', 'the last one from the heading', 0, at('youAgain')],
    ['nextFailure', 'a command', 0, at('$ npm test')],
    ['nextFailure', 'the end of a turn', at('$ npm test'), at('━ failed')],
    ['nextFailure', 'the first one again after the last', lines.length, at('$ npm test')],
  ];
  for (const [goal, name, from, to] of rows)
    it(`${goal}: ${name}`, () => assert.equal(lineOfGoal(page.sections(), from, goal), to));

  it('are where something is closed at the opening, from a line on', () => {
    const done: ItemBody = { ...failed, status: 'completed', exitCode: 0 };
    const folded = pageOf([turn([item(done), item(failed, { id: 'b' }), item(done, { id: 'c' })])]);
    const text = folded.text().split('\n');
    const all = closedFolds(folded.sections(), 0);
    assert.deepEqual(
      all.map(line => text[line]),
      ['$ npm test · exitCode 0', '$ npm test · exitCode 0'],
    );
    assert.deepEqual(closedFolds(folded.sections(), all[1] ?? 0), [all[1]]);
  });

  it('are none on a page without them', () => {
    const empty = pageOf([turn([])]);
    empty.text();
    assert.equal(lineOfGoal(empty.sections(), 0, 'nextFailure'), null);
  });
});
