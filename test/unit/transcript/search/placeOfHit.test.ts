// Where a hit is: on a page, in earlier turns, or in the document of the whole item.
import assert from 'node:assert/strict';
import type { HitPlace, TranscriptHit } from '../../../../src/protocol/transcriptSearch';
import type { Turn } from '../../../../src/protocol/transcript';
import type { TranscriptPart } from '../../../../src/protocol/transcriptUri';
import { placeOfHit } from '../../../../src/server/transcript/search/placeOfHit';
import { hitsOfTurn } from '../../../../src/server/transcript/search/searchTurns';
import { createTextMatcher } from '../../../../src/server/transcript/search/textMatcher';
import { createWording } from '../../../../src/server/transcript/wording';
import { commandBody, item, pageOf, plainWords, turn } from '../../../support/transcriptPages';
import { readSample, sampleNames } from '../../../support/transcriptSamples';

const wording = createWording(plainWords);

function hitsOf(turns: readonly Turn[], query: string): TranscriptHit[] {
  const matcher = createTextMatcher(query, { matchCase: true, wholeWord: false });
  return turns.flatMap((each, at) => hitsOfTurn(each, matcher, Infinity).map(hit => ({ ...hit, turn: at + 1 })));
}

/** The places of all hits, and the text of the lines there. */
function places(turns: Turn[], query: string, part: TranscriptPart = { kind: 'newest' }, limit?: number) {
  const page = pageOf(turns, { part, ...(limit !== undefined && { limit }) });
  const lines = page.text().split('\n');
  return hitsOf(turns, query).map(hit => {
    const place = placeOfHit(page.sections(), hit, wording);
    return { ...place, text: place.line === null ? null : lines[place.line] };
  });
}
const linesOf = (found: readonly HitPlace[]): (number | null)[] => found.map(({ line }) => line);

describe('The place of a hit', () => {
  it('is the line that the search found, of several with the same text', () => {
    const same = turn([
      item(commandBody('total\nother\ntotal\n', { command: 'total' }), { id: 'a' }),
      item({ type: 'agentMessage', text: 'total\n\ntotal', phase: null }, { id: 'b' }),
      item(commandBody('total\n'), { id: 'c' }),
    ]);
    const found = places([same], 'total');
    assert.deepEqual(
      found.map(({ text }) => text),
      ['$ total · exitCode 0 · 1.5s', '  total', '  total', '  total', '  total', '  total'],
    );
    const lines = linesOf(found);
    assert.deepEqual(
      lines.map(line => (line ?? 0) - (lines[0] ?? 0)),
      [0, 1, 3, 6, 8, 11],
    );
  });

  it('is not the heading that has the same word', () => {
    const page = turn([item({ type: 'agentMessage', text: 'codex', phase: null })]);
    assert.deepEqual(
      places([page], 'codex').map(({ text }) => text),
      ['  codex'],
    );
  });

  it('is the document of the item if the page cuts it there, and the line of it', () => {
    const output = Array.from({ length: 1000 }, (_, at) => (at % 250 === 100 ? 'needle' : `line ${at}`)).join('\n');
    const turns = [turn([item(commandBody(output), { id: 'long' })])];
    const whole = { line: null, part: { kind: 'item', id: 'long' }, text: null };
    assert.deepEqual(places(turns, 'needle').slice(1), [whole, whole, whole]);
    assert.equal(places(turns, 'needle')[0]?.text, '  needle');
    assert.equal(places(turns, 'line 995')[0]?.text, '  line 995');
    assert.deepEqual(linesOf(places(turns, 'needle', { kind: 'item', id: 'long' })), [101, 351, 601, 851]);
  });

  it('is the document of the item if the line is cut before the hit', () => {
    const turns = [turn([item(commandBody(`first needle\n${'x'.repeat(3000)} needle`), { id: 'long' })])];
    assert.deepEqual(
      places(turns, 'needle').map(({ part, text }) => part ?? text),
      ['  first needle', { kind: 'item', id: 'long' }],
    );
    assert.deepEqual(linesOf(places(turns, 'needle', { kind: 'item', id: 'long' })), [1, 2]);
  });

  it('is among the earlier turns if the page begins later', () => {
    const turns = [1, 2, 3].map(id => turn([item(commandBody('needle'))], { id: `t${id}` }));
    const before = (count: number): TranscriptPart => ({ kind: 'before', turn: count });
    assert.deepEqual(
      places(turns, 'needle', { kind: 'newest' }, 60).map(({ part, text }) => part ?? text),
      [before(1), before(2), '  needle'],
    );
    assert.deepEqual(
      places(turns, 'needle', before(2), 60).map(({ part, text }) => part ?? text),
      [before(1), '  needle', before(3)],
    );
  });

  it('is the last line of a turn for its failure, and the heading for what shows nothing', () => {
    const failed = turn([], { status: 'failed', error: { message: 'no needle', code: null } });
    assert.equal(places([failed], 'needle')[0]?.text, '  no needle');
    const empty = { ...item({ type: 'reasoning', summary: [], content: [] }), id: 'gone' };
    const page = pageOf([turn([empty])]);
    page.text();
    const hit = { turnId: 't', turn: 1, itemId: 'gone', line: 0, text: 'needle', start: 0, end: 6 };
    const heading = page.sections().find(each => each.turn)?.line;
    assert.deepEqual(placeOfHit(page.sections(), hit, wording), { line: heading, part: null });
  });

  it('shows the hit in all samples, apart from what a page words in its own way', () => {
    const otherwise: (string | null)[] = ['reasoning', 'mcpToolCall', 'imageGeneration', 'question'];
    let total = 0;
    for (const { name } of sampleNames()) {
      const { turns } = readSample(name).transcript;
      const page = pageOf(turns);
      const lines = page.text().split('\n');
      for (const hit of hitsOf(turns, 'e').filter(({ itemType }) => !otherwise.includes(itemType))) {
        const { line, part } = placeOfHit(page.sections(), hit, wording);
        const text = hit.text.trim();
        assert.ok(
          part?.kind === 'item' || lines[line ?? -1]?.includes(text.slice(0, 40)),
          `${name}: ${hit.itemType}, ${text}: ${lines[line ?? -1]}`,
        );
        total++;
      }
    }
    assert.ok(total > 300, `${total}`);
  });
});
