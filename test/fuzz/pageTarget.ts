// Makes pages of hostile rollouts and holds them to their promises: text hides nothing, whatever the editor is told of
// it is within it, links lead to transcripts and to files of the folders alone, the size is bounded, and a page that
// follows its thread is the same as a new one.
import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTranscriptUri } from '../../src/protocol/parseTranscriptUri';
import type { TranscriptPart } from '../../src/protocol/transcriptUri';
import { createTranscriptFeatures } from '../../src/server/requests/transcriptFeatures';
import type { OpenPage } from '../../src/server/requests/transcripts';
import { createPage, type Page } from '../../src/server/transcript/page';
import { createTranscriptReader } from '../../src/server/transcript/readTranscript';
import { hitsOfTurn } from '../../src/server/transcript/search/searchTurns';
import { placeOfHit } from '../../src/server/transcript/search/placeOfHit';
import { createTextMatcher } from '../../src/server/transcript/search/textMatcher';
import { createWording } from '../../src/server/transcript/wording';
import { hostileTexts } from '../fixtures/hostileTexts';
import type { Random } from '../fixtures/random';
import { filesBelow } from '../support/files';
import { makeTemporaryFolder } from '../support/temporaryFolder';
import { plainHeader, plainWords } from '../support/transcriptPages';
import { sampleLines } from '../support/transcriptSamples';
import { damagedText } from './damage';
import type { FuzzTarget } from './target';

/** The folder of the thread, with a file that messages name; beside it, one that nobody may open by a link. */
const folderName = 'shop';
const linked = [
  'src/total.ts:12',
  '../secret.ts',
  '/etc/passwd',
  'file:///etc/passwd',
  'command:x.y',
  './src/total.ts',
];
const hidden = /(?![\u200d\ufe00-\ufe0f\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const words = createWording(plainWords);
/** A hidden character of two bytes is shown by eight; what is neither said nor done has headings. */
const GROWTH = 8;
const HEADINGS = 20_000;
/** Some of the texts have a million characters, which only takes longer. */
const TEXT_LIMIT = 3000;

export function pageTarget(): FuzzTarget {
  const seeds = sampleLines();
  return {
    name: 'pages',
    make: random => {
      const { threadId, lines } = random.pick(seeds);
      const hurt = [...lines];
      const answers = hurt.filter(line => /"type":"(?:AgentMessage|agent_message|FileChange|ImageView)"/.test(line));
      for (let n = 1 + random.int(8); n > 0; n--) {
        const any = random.chance(0.5) ? hurt : random.pick(seeds).lines;
        const line = random.pick(answers.length > 0 && random.chance(0.4) ? answers : any);
        const at = random.int(hurt.length + 1);
        const added = random.chance(0.2) ? damagedText(line, random).toString('latin1') : withHostileText(line, random);
        hurt.splice(at, random.int(2), added);
      }
      return {
        [`${threadId}.jsonl`]: Buffer.from(`${hurt.join('\n')}\n`),
        'header.json': Buffer.from(JSON.stringify(hostileText(random))),
      };
    },
    check: folder => {
      const file = filesBelow(folder).find(each => each.endsWith('.jsonl')) ?? '';
      const name = JSON.parse(readFileSync(path.join(folder, 'header.json'), 'utf8')) as string;
      const text = readFileSync(file);
      // Not in the folder of the input, which stays as it is.
      const shop = makeShop();
      try {
        return Promise.resolve(checkPages(path.basename(file).slice(0, 36), text, name, shop));
      } finally {
        rmSync(path.dirname(shop), { recursive: true });
      }
    },
  };
}

function makeShop(): string {
  const shop = path.join(makeTemporaryFolder(), folderName);
  mkdirSync(path.join(shop, 'src'), { recursive: true });
  writeFileSync(path.join(shop, 'src/total.ts'), '');
  writeFileSync(path.join(shop, '../secret.ts'), '');
  return shop;
}

function hostileText(random: Random): string {
  const text = random.pick(hostileTexts).text.slice(0, TEXT_LIMIT);
  return random.chance(0.3) ? `${random.pick(linked)} ${text}\n${random.pick(linked)}` : text;
}

/** The line with another text at one place, mostly where something is said, or as it is if it has none. */
function withHostileText(line: string, random: Random): string {
  // Each second part is a string; one before a colon is a key.
  const parts = line.split(/("(?:[^"\\]|\\.)*")/);
  const places = parts.flatMap((_, at) => (at % 2 === 1 && parts[at + 1]?.startsWith(':') === false ? at : []));
  const said = places.filter(
    at => parts[at - 1]?.startsWith(':') === true && /^"(?:text|message|path|diff|output)"$/.test(parts[at - 2] ?? ''),
  );
  const from = said.length > 0 && random.chance(0.7) ? said : places;
  const at = from.length === 0 ? undefined : random.pick(from);
  if (at === undefined) return line;
  parts[at] = JSON.stringify(hostileText(random));
  return parts.join('');
}

function checkPages(threadId: string, text: Buffer, name: string, shop: string): string {
  const reader = createTranscriptReader(threadId);
  const half = text.indexOf(0x0a, text.length / 2) + 1;
  reader.push(text.subarray(0, half));
  const header = { ...plainHeader, name, cwd: name, gitBranch: name, model: name, parent: { threadId, name } };
  const pageOf = (part: TranscriptPart, limit?: number): Page =>
    createPage({ transcript: () => reader.transcript(), header: () => header, ending: () => null }, words, part, limit);
  const following = pageOf({ kind: 'newest' });
  following.text();
  reader.push(text.subarray(half));
  reader.finish();
  const { turns } = reader.transcript();
  const newest = pageOf({ kind: 'newest' });
  assert.equal(following.text(), newest.text(), 'a page that follows its thread differs from a new one');
  const parts: TranscriptPart[] = [
    ...turns.flatMap(({ items }) => items.slice(0, 3).map(({ id }): TranscriptPart => ({ kind: 'item', id }))),
    { kind: 'before', turn: turns.length },
    { kind: 'before', turn: 1 },
    { kind: 'before', turn: 4_000_000_000 },
    { kind: 'item', id: '__proto__' },
  ];
  const open = (page: Page): OpenPage => ({
    page,
    words,
    threadId,
    name,
    picture: () => Promise.resolve(null),
    folders: [shop, name],
  });
  const files = checkPage(open(newest), text.length, shop);
  for (const part of parts) checkPage(open(pageOf(part)), text.length, shop);
  const short = pageOf({ kind: 'newest' }, 1000);
  checkPage(open(short), text.length, shop);
  assert.ok(short.sections().filter(({ turn }) => turn).length <= Math.max(1, turns.length));
  const matcher = createTextMatcher('e', { matchCase: false, wholeWord: false });
  const lineCount = newest.text().split('\n').length;
  for (const [at, turn] of turns.entries())
    for (const hit of hitsOfTurn(turn, matcher, 20)) {
      const { line, part } = placeOfHit(newest.sections(), { ...hit, turn: at + 1 }, words);
      assert.ok(part?.kind === 'item' || (line !== null && line < lineCount), 'a hit is nowhere');
    }
  return turns.length === 0 ? 'page: nothing' : files > 0 ? 'page: shown, with links to files' : 'page: shown';
}

interface Position {
  line: number;
  character: number;
}
interface Range {
  start: Position;
  end: Position;
}
interface Symbol {
  name: string;
  range: Range;
  selectionRange: Range;
  children: Symbol[];
}

/** Returns how many links to files it has. */
function checkPage(open: OpenPage, bytes: number, shop: string): number {
  const { page } = open;
  const text = page.text();
  const bad = hidden.exec(text);
  assert.equal(bad, null, `U+${bad?.[0].codePointAt(0)?.toString(16)} at ${bad?.index}`);
  assert.ok(text.length <= HEADINGS + GROWTH * bytes, `${text.length} characters of ${bytes} bytes`);
  const lines = text.split('\n');
  const features = createTranscriptFeatures(
    { at: () => open, open: () => assert.fail(), close: () => undefined, closeAll: () => undefined },
    () => shop,
  );
  const ask = <T>(method: string): T =>
    features[`textDocument/${method}`]?.({ textDocument: { uri: 'x' }, position: { line: 0, character: 0 } }) as T;
  const isWithin = ({ start, end }: Range): boolean =>
    start.line >= 0 &&
    (start.line < end.line || (start.line === end.line && start.character <= end.character)) &&
    end.line < lines.length &&
    start.character <= (lines[start.line]?.length ?? -1) &&
    end.character <= (lines[end.line]?.length ?? -1);
  const checkSymbol = ({ name, range, selectionRange, children }: Symbol, around: Range | undefined): void => {
    assert.ok(name !== '' && !hidden.test(name.replaceAll('\n', '\0')), 'a name in the outline');
    assert.ok(isWithin(range) && isWithin(selectionRange), `${name} is outside of the text`);
    assert.ok(selectionRange.start.line >= range.start.line && selectionRange.end.line <= range.end.line);
    if (around)
      assert.ok(range.start.line >= around.start.line && range.end.line <= around.end.line, 'outside its turn');
    for (const child of children) checkSymbol(child, range);
  };
  for (const symbol of ask<Symbol[]>('documentSymbol')) checkSymbol(symbol, undefined);
  for (const { startLine, endLine } of ask<{ startLine: number; endLine: number }[]>('foldingRange'))
    assert.ok(startLine >= 0 && startLine < endLine && endLine < lines.length, `a fold of ${startLine} to ${endLine}`);
  let files = 0;
  for (const { range, target } of ask<{ range: Range; target: string }[]>('documentLink')) {
    assert.ok(isWithin(range) && range.start.line === range.end.line, 'a link is outside of its line');
    checkTarget(target, shop);
    if (target.startsWith('file:')) files++;
  }
  const { data } = ask<{ data: number[] }>('semanticTokens/full');
  let [line, start, end] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = -1, right = -1, length = -1] = data.slice(at);
    assert.ok(down >= 0 && right >= 0 && length > 0, 'tokens are not in order');
    if (down > 0) [start, end] = [0, 0];
    line += down;
    start += right;
    assert.ok(start >= end, 'tokens overlap');
    end = start + length;
    assert.ok(end <= (lines[line]?.length ?? -1), 'a token is outside of its line');
  }
  ask('hover');
  return files;
}

function checkTarget(target: string, shop: string): void {
  const url = new URL(target);
  if (url.protocol === 'codex-thread:') {
    const address = { path: decodeURIComponent(url.pathname), query: decodeURIComponent(url.search.slice(1)) };
    assert.ok(parseTranscriptUri(address), target);
  } else {
    assert.equal(url.protocol, 'file:');
    url.hash = '';
    assert.equal(fileURLToPath(url), path.join(shop, 'src/total.ts'));
  }
}
