import assert from 'node:assert/strict';
import type { TranscriptHit } from '../../../src/protocol/methods';
import { saidInWords, saidItems, saidTitle } from '../../../src/shell/find/saidHits';
import { transcriptHit, transcriptHits } from '../../support/transcriptHits';

const labelOf = (hit: Partial<TranscriptHit>) => saidItems(transcriptHits({ hits: [transcriptHit(hit)] }))[0]?.label;

describe('Lines that were found', () => {
  it('name their thread and turn, and who said it', () => {
    const [first, second] = saidItems(
      transcriptHits({ hits: [transcriptHit({ turn: 1200 }), transcriptHit({ itemType: 'commandExecution' })] }),
    );
    assert.deepEqual(
      [first?.label, first?.description, first?.icon],
      ['the total is wrong', 'Peirce · turn 1,200', 'comment'],
    );
    assert.equal(second?.icon, 'terminal');
    assert.equal(saidItems(transcriptHits({ archived: true }))[0]?.description, 'Peirce · turn 3 · archived');
  });

  it('begin shortly before the hit if it is far from the line’s begin', () => {
    const text = `${'a'.repeat(100)} needle`;
    assert.equal(labelOf({ text, start: 101, end: 107 }), `…${'a'.repeat(29)} needle`);
    assert.equal(labelOf({ text: `${'a'.repeat(30)} needle`, start: 31, end: 37 }), `${'a'.repeat(30)} needle`);
  });

  it('have no icons, control characters or directions of their own', () => {
    assert.equal(labelOf({ text: '\t$(trash)\u001b[31m\u202ered', start: 0, end: 1 }), '\\$(trash) [31m red');
    const named = { threadId: 'a', name: '$(x)\u202e' };
    assert.equal(saidTitle(named), 'Said and done: \\$(x) ');
    assert.equal(saidItems(transcriptHits({ thread: named }))[0]?.description, '\\$(x)  · turn 3');
  });
});

describe('Beside the title', () => {
  const table: [Parameters<typeof saidInWords>, string[]][] = [
    [[null, {}], []],
    [[{ hits: 0, isCut: false, unread: 0 }, {}], ['0 lines in transcripts']],
    [
      [{ hits: 1, isCut: false, unread: 0 }, { matchCase: true }],
      ['1 line in transcripts', 'match case'],
    ],
    [
      [{ hits: 200, isCut: true, unread: 0 }, { wholeWord: true }],
      ['the first 200 lines in transcripts', 'whole word'],
    ],
    [
      [{ hits: 2, isCut: false, unread: 1 }, {}],
      ['2 lines in transcripts', 'not readable: 1 thread'],
    ],
  ];
  for (const [params, words] of table) {
    it(words.join(', ') || 'nothing', () => assert.deepEqual(saidInWords(...params), words));
  }
});
