// Turns and items as the text of a page, and what the editor does with its lines.
import assert from 'node:assert/strict';
import type { ItemBody, Turn } from '../../../src/protocol/transcript';
import type { Page } from '../../../src/server/transcript/page';
import { createPage } from '../../../src/server/transcript/page';
import { createWording } from '../../../src/server/transcript/wording';
import { visibleLines, visibleTitle } from '../../../src/server/transcript/visibleText';
import { bodyOf, commandBody, item, pageOf, plainHeader, plainWords, turn } from '../../support/transcriptPages';
import { readSample, sampleNames } from '../../support/transcriptSamples';

const command = (output: string, exitCode = 0): ItemBody =>
  commandBody(output, { exitCode, status: exitCode === 0 ? 'completed' : 'failed' });
const prompt = (text: string): ItemBody => ({ type: 'userMessage', content: [{ type: 'text', text }] });

/** The lines that a fold hides, as `first…last`, and how it opens. */
function folds(page: Page): string[] {
  const lines = page.text().split('\n');
  return page
    .sections()
    .flatMap(({ line, block }) =>
      block.folds.map(
        fold => `${lines[line + fold.start]} … ${lines[line + fold.end]}${fold.isClosed ? ' (closed)' : ''}`,
      ),
    );
}

describe('The page of a transcript', () => {
  const rows: [string, ItemBody, string][] = [
    ['a prompt', prompt('Fix it.\n\n# Turn 2'), 'you\n  Fix it.\n\n  # Turn 2'],
    ['an answer', { type: 'agentMessage', text: 'Done.', phase: null }, 'codex\n  Done.'],
    ['a thought', { type: 'reasoning', summary: ['**Look**\n\nat it'], content: [] }, 'thought: Look\n  at it'],
    ['an empty thought', { type: 'reasoning', summary: [], content: [] }, ''],
    ['a command', command('ok\n'), '$ npm test · exitCode 0 · 1.5s\n  ok'],
    ['a failed command', command('no\n', 1), '$ npm test · exitCode 1 · 1.5s\n  no'],
    [
      'a moved file',
      {
        type: 'fileChange',
        status: 'completed',
        error: null,
        changes: [{ path: 'a.ts', kind: { type: 'update', movePath: 'b.ts' }, diff: '@@ -1 +7 @@\n-a\n+b\n' }],
      },
      'moved a.ts b.ts\n  @@ -1 +7 @@\n  -a\n  +b',
    ],
    [
      'a sealed message',
      { type: 'agentMail', author: '/root', recipient: '/root/a', kind: 'NEW_TASK', text: null },
      'agentMail /root /root/a · NEW_TASK\n  sealed',
    ],
    [
      'pictures of a prompt',
      {
        type: 'userMessage',
        content: [
          { type: 'text', text: 'Look.' },
          { type: 'image', url: null },
          { type: 'image', url: 'https://x.test/a.png' },
          { type: 'localImage', path: '/tmp/b.png' },
        ],
      },
      'you\n  Look.\n  image\n  image https://x.test/a.png\n  image /tmp/b.png',
    ],
    ['an unknown entry', { type: 'unknown', name: 'new_thing', json: '{}' }, 'unknown new_thing\n  {}'],
    [
      'a question without an answer',
      {
        type: 'question',
        status: 'completed',
        questions: [
          { id: 'q', header: '', question: 'Which?', options: [{ label: 'A', description: 'x' }], answers: [] },
        ],
      },
      'question\n  Which?\n  - A: x\n  noAnswer',
    ],
  ];
  for (const [name, body, expected] of rows) {
    it(`shows ${name}`, () => {
      const text = bodyOf(pageOf([turn([item(body)])]));
      assert.equal(text, `━━ turn 1\n\n${expected === '' ? '' : `${expected}\n\n`}━ completed\n`);
    });
  }

  it('closes output when it opens, but leaves failures open', () => {
    const page = pageOf([turn([item(command('1\n2\n')), item(command('1\n2\n', 1), { id: 'b' })])]);
    assert.deepEqual(folds(page), [
      '$ npm test · exitCode 0 · 1.5s …   2 (closed)',
      '$ npm test · exitCode 1 · 1.5s …   2',
      '━━ turn 1 … ━ completed',
    ]);
  });

  it('names prompts and failures in the outline of their turn', () => {
    const failed: Partial<Turn> = { status: 'failed', error: { message: 'No quota.', code: null } };
    const page = pageOf([turn([item(prompt('Fix it.')), item(command('no', 1))], failed)]);
    page.text();
    const symbols = page.sections().flatMap(({ block }) => block.symbols.map(({ kind, name }) => `${kind}: ${name}`));
    assert.deepEqual(symbols, [
      'prompt: Fix it.',
      'failure: $ npm test',
      'failure: No quota.',
      'turn: turn 1: Fix it.',
    ]);
  });

  it('cuts a long output in its middle, with a link to all of it', () => {
    const output = Array.from({ length: 1000 }, (_, at) => `line ${at}`).join('\n');
    const turns = [turn([item(command(output), { id: 'c' })])];
    const page = pageOf(turns);
    const lines = bodyOf(page).split('\n');
    assert.deepEqual(
      [lines.length, lines[202], lines[203], lines[204], lines[223]],
      [227, '  line 199', '  moreLines 780 · showAll', '  line 980', '  line 999'],
    );
    const links = page.sections().flatMap(({ block }) => block.links.map(({ target }) => target));
    assert.deepEqual(links, [{ kind: 'item', id: 'c', title: '$ npm test' }]);
    const whole = pageOf(turns, { part: { kind: 'item', id: 'c' } });
    assert.equal(whole.text().split('\n').length, 1000 + 2);
  });

  it('has a line and a link for each picture: to what the rollout has, or to the file', () => {
    const picture = { rollout: 0, offset: 7, index: 0, type: 'png', bytes: 2048 } as const;
    const prompt: ItemBody = {
      type: 'userMessage',
      content: [
        { type: 'image', url: null },
        { type: 'localImage', path: '/tmp/b.png' },
        { type: 'image', url: null },
      ],
    };
    const page = pageOf([
      turn([
        item(prompt, { pictures: [picture, { ...picture, type: null }] }),
        item({ type: 'imageView', path: '/shop/c.png' }, { pictures: [picture] }),
        item({ type: 'script', input: 'x', status: 'completed', output: '', error: null }, { pictures: [picture] }),
      ]),
    ]);
    const lines = page.text().split('\n');
    const links = page
      .sections()
      .flatMap(({ line, block }) =>
        block.links.map(({ line: at, start, length, target }) => [
          lines[line + at]?.slice(start, start + length),
          target.kind === 'picture' ? `${target.id} ${target.index}` : target.kind,
        ]),
      );
    assert.deepEqual(links, [
      ['image PNG, 2 kB', 'userMessage 0'],
      ['image /tmp/b.png', 'pictureFile'],
      ['image', 'userMessage 1'],
      ['/shop/c.png', 'pictureFile'],
      ['image PNG, 2 kB', 'imageView 0'],
      ['image PNG, 2 kB', 'script 0'],
    ]);
  });

  it('cuts long lines and huge texts without looking at all of them', () => {
    const text = bodyOf(pageOf([turn([item(command('x'.repeat(5_000_000)))])]));
    assert.ok(text.length < 3000, String(text.length));
    const many = bodyOf(pageOf([turn([item(command('ab\n'.repeat(1_000_000)))])]));
    assert.match(many, /moreLines 999,800 · showAll/);
  });

  it('shows the newest turns that fit, with a link to earlier ones', () => {
    const turns = Array.from({ length: 10 }, (_, at) => turn([item(prompt(`Prompt ${at}`))]));
    const page = pageOf(turns, { limit: 150 });
    assert.match(bodyOf(page), /^earlierTurns 7\n\n━━ turn 8\n[^]*━━ turn 10\n/);
    turns.push(turn([item(prompt('More'))]));
    assert.match(bodyOf(page), /^earlierTurns 7\n\n━━ turn 8\n[^]*━━ turn 11\n/, 'the page only grows');
    const before = bodyOf(pageOf(turns, { limit: 150, part: { kind: 'before', turn: 7 } }));
    assert.match(before, /^earlierTurns 4\n\n━━ turn 5\n[^]*━━ turn 7\n/);
    assert.doesNotMatch(before, /turn 8/);
  });

  it('only grows while a turn runs', () => {
    const running = turn([item(prompt('Fix it.'))], { status: 'inProgress' });
    const page = pageOf([running]);
    const before = page.text();
    running.items.push(item({ type: 'agentMessage', text: 'I look.', phase: 'commentary' }));
    Object.assign(running, { status: 'completed', durationMs: 1000 });
    const after = page.text();
    assert.ok(after.startsWith(before.trimEnd()), `${before}\n--- is not the beginning of ---\n${after}`);
    assert.match(after, /I look\.\n\n━ completed · 1s\n$/);
  });

  it('changes its heading alone, so that the end and the beginning never change at once', () => {
    let header = plainHeader;
    const turns = [turn([item(prompt('One.'))], { status: 'inProgress' })];
    const transcript = { turns, tokens: null, stats: { lines: 0, items: 0 }, problems: [] };
    const source = { transcript: () => transcript, header: () => header, ending: () => null };
    const page = createPage(source, createWording(plainWords), { kind: 'newest' });
    const before = page.text();
    header = { ...plainHeader, name: 'Renamed', model: 'n' };
    turns[0]?.items.push(item(command('ok')));
    const appended = page.text();
    assert.ok(appended.startsWith(before) && appended.length > before.length && page.isBehind());
    const renamed = page.text();
    assert.ok(renamed.startsWith('Renamed\nmodel: n\n') && !page.isBehind());
    assert.equal(bodyOf(page), appended.replace(/^[^]*?\n\n/, ''));
    header = plainHeader;
    assert.equal(page.text(), appended);
  });

  it('says what could not be read, and that nothing has happened', () => {
    const place = { rollout: 0, offset: 0 };
    const problems = [{ code: 'damagedLine', ...place } as const, { code: 'cutShort', ...place } as const];
    assert.equal(bodyOf(pageOf([], { problems })), 'damagedLine\ncutShort\n');
    assert.equal(bodyOf(pageOf([])), 'noTurns\n');
  });

  it('has all folds, links and marks of real rollouts where they belong', () => {
    for (const { name } of sampleNames()) {
      const { transcript } = readSample(name);
      const source = { transcript: () => transcript, header: () => plainHeader, ending: () => null };
      const page = createPage(source, createWording(plainWords), { kind: 'newest' });
      const lines = page.text().split('\n');
      for (const { line, block } of page.sections()) {
        assert.equal(lines.slice(line, line + block.lines.length).join('\n'), block.lines.join('\n'), name);
        for (const each of [...block.marks, ...block.links])
          assert.ok(each.length > 0 && each.start + each.length <= (block.lines[each.line]?.length ?? 0), name);
        for (const { start, end } of block.folds) assert.ok(start < end && end < block.lines.length, name);
        for (const one of block.marks)
          assert.ok(
            block.marks.every(
              other =>
                one === other ||
                one.line !== other.line ||
                one.start >= other.start + other.length ||
                other.start >= one.start + one.length,
            ),
            `${name}: marks overlap in ${String(block.lines[one.line])}`,
          );
      }
    }
  });
});

describe('Visible text', () => {
  const rows: [string, string[]][] = [
    ['plain\r\ntext\n', ['plain', 'text']],
    ['', []],
    ['\u001b[31mred\u001b[0m', ['␛[31mred␛[0m']],
    ['10%\r20%', ['10%␍20%']],
    ['a\u202egpj.exe', ['a⟨U+202E⟩gpj.exe']],
    ['zero\u200bwidth \u2028 \u0085 \u00ad', ['zero⟨U+200B⟩width ⟨U+2028⟩ ⟨U+0085⟩ ⟨U+00AD⟩']],
    ['👩\u200d👧 ❤\ufe0f', ['👩\u200d👧 ❤\ufe0f']],
    ['half \ud800', ['half \ufffd']],
    ['tab\there', ['tab\there']],
  ];
  for (const [text, expected] of rows) it(JSON.stringify(text), () => assert.deepEqual(visibleLines(text), expected));

  it('is cut to a title', () => {
    assert.equal(visibleTitle(' a\n b ', 10), 'a b');
    assert.equal(visibleTitle('abcdef', 4), 'abc…');
    assert.equal([...visibleTitle('x'.repeat(1_000_000))].length, 200);
  });
});
