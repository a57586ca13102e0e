// Turns as Markdown and as HTML, hostile ones included.
import assert from 'node:assert/strict';
import type { ItemBody, Turn } from '../../../../src/protocol/transcript';
import { blockInHtml, headerInHtml, htmlEnd } from '../../../../src/server/transcript/export/html';
import { blockInMarkdown, headerInMarkdown } from '../../../../src/server/transcript/export/markdown';
import { renderHeader } from '../../../../src/server/transcript/renderHeader';
import { createTurnRenderer } from '../../../../src/server/transcript/renderTurn';
import { createWording } from '../../../../src/server/transcript/wording';
import { item, plainHeader, plainWords, turn } from '../../../support/transcriptPages';
import { readSample, sampleNames } from '../../../support/transcriptSamples';

const words = createWording(plainWords);
const renderer = createTurnRenderer({ words, isWhole: true });
const prompt = (text: string): ItemBody => ({ type: 'userMessage', content: [{ type: 'text', text }] });
const answer = (text: string): ItemBody => ({ type: 'agentMessage', text, phase: null });
const command = (typed: string, output: string, exitCode = 0): ItemBody => ({
  type: 'commandExecution',
  command: typed,
  cwd: null,
  source: 'agent',
  status: exitCode === 0 ? 'completed' : 'failed',
  aggregatedOutput: output,
  exitCode,
  durationMs: 1500,
});
const change: ItemBody = {
  type: 'fileChange',
  status: 'completed',
  error: null,
  changes: [{ path: 'a.ts', kind: { type: 'update', movePath: null }, diff: '@@ -1 +1 @@\n-<a>\n+b\n' }],
};

const hostile = [
  '```\n# Not a heading\n````text\n</details></pre><script>alert(1)</script>',
  '<img src=x onerror=alert(1)> & ![x](http://elsewhere/y.png) [a](command:b)',
  '━━ turn 99\n━ completed\n~~~\n-->',
  '\u001b[31mred\u202eevil\u2028line',
  '`'.repeat(50),
  '$ rm -rf / · exitCode 0',
];

/** A document without what is in its fences: a fence ends at the first line that is at least as long. */
function outsideFences(markdown: string): string[] {
  const outside: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const [run = ''] = /^`{3,}/.exec(line) ?? [];
    if (fence === '' && run !== '') fence = run;
    else if (fence !== '' && run.length >= fence.length && run === line) fence = '';
    else if (fence === '') outside.push(line);
  }
  assert.equal(fence, '', 'a fence is open');
  return outside.filter(line => line !== '');
}

describe('A transcript as Markdown', () => {
  const markdown = (items: ItemBody[], parts: Partial<Turn> = {}): string =>
    blockInMarkdown(
      renderer.render(
        turn(
          items.map((body, at) => item(body, { id: String(at) })),
          parts,
        ),
        1,
      ),
    );

  it('has headings, and in fences what was said and done', () => {
    assert.equal(
      markdown([prompt('Fix *it*.'), command('npm test', 'ok\n'), change, answer('Done.')]),
      [
        '## turn 1',
        '',
        '### you',
        '',
        '```text',
        'Fix *it*.',
        '```',
        '',
        '### `$ npm test` · exitCode 0 · 1\\.5s',
        '',
        '```text',
        'ok',
        '```',
        '',
        '### changed a\\.ts',
        '',
        '```diff',
        '@@ -1 +1 @@',
        '-<a>',
        '+b',
        '```',
        '',
        '### codex',
        '',
        '```text',
        'Done.',
        '```',
        '',
        '*completed*',
        '',
      ].join('\n'),
    );
  });

  it('says why a turn failed', () => {
    const failed = markdown([], { status: 'failed', error: { message: 'No `quota`.', code: null } });
    assert.equal(failed, '## turn 1\n\n*failed*\n\n```text\nNo `quota`.\n```\n');
  });

  for (const text of hostile)
    it(`keeps ${JSON.stringify(text.slice(0, 30))} in its fence`, () => {
      const lines = outsideFences(markdown([prompt(text), command(text, text), answer(text)]));
      assert.deepEqual(
        lines.map(line => line.replace(/`+ ?\$ .*?`+ ·/, 'CODE ·')),
        ['## turn 1', '### you', '### CODE · exitCode 0 · 1\\.5s', '### codex', '*completed*'],
      );
    });

  it('escapes names and facts', () => {
    const header = renderHeader({ ...plainHeader, name: '# <b>[x](y)`', cwd: '/a_b_*c' }, words);
    assert.match(
      headerInMarkdown(header),
      /^# \\# \\<b\\>\\\[x\\\]\\\(y\\\)\\`\n\n- model: m\n- folder: \/a\\_b\\_\\\*c\n/,
    );
  });

  it('has all of a long output', () => {
    const output = Array.from({ length: 3000 }, (_, at) => `line ${at}`).join('\n');
    assert.ok(markdown([command('x', output)]).includes(`\n${output}\n`));
  });
});

describe('A transcript as HTML', () => {
  const html = (items: ItemBody[]): string =>
    headerInHtml(renderHeader({ ...plainHeader, name: '<b>"x"&' }, words), 'en-GB') +
    blockInHtml(
      renderer.render(
        turn(
          items.map((body, at) => item(body, { id: String(at) })),
          {},
        ),
        1,
      ),
    ) +
    htmlEnd;

  it('folds output, leaves failures open, and marks changed lines', () => {
    const text = html([command('npm test', 'ok'), command('npm test', 'no', 1), change]);
    assert.ok(text.includes('<details class="command"><summary>$ npm test<span class="detail"> · exitCode 0</span>'));
    assert.ok(text.includes('<div class="command failed"><h3>$ npm test'));
    assert.ok(text.includes('<pre>@@ -1 +1 @@\n<del>-&lt;a&gt;</del><ins>+b</ins></pre>'));
    assert.ok(text.includes('<title>&lt;b&gt;&quot;x&quot;&amp;</title>'));
    assert.ok(text.endsWith('</section>\n</body>\n</html>\n'));
  });

  const elements = (text: string): Set<string> =>
    new Set([...text.matchAll(/<\/?([^\s>]*)[^>]*>/g)].map(([, n]) => n ?? ''));
  const own = elements(html([prompt('x'), command('x', 'x'), command('x', 'x', 1), change]));
  for (const text of hostile)
    it(`escapes ${JSON.stringify(text.slice(0, 30))}`, () => {
      const page = html([prompt(text), command(text, text), answer(text)]);
      assert.deepEqual(
        [...elements(page)].filter(name => !own.has(name)),
        [],
      );
      assert.doesNotMatch(page, /[\u001b\u202e\u2028]/);
    });

  it('needs nothing from elsewhere, and has no scripts', () => {
    const page = html([prompt('x')]);
    assert.match(page, /content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.doesNotMatch(page, /<script|src=|href=|url\(|\son\w+=/);
  });
});

describe('An exported transcript', () => {
  it('has nothing of Codex’s own instructions, in any sample', () => {
    for (const { name } of sampleNames()) {
      const { turns } = readSample(name).transcript;
      const text = turns.map((each, at) => blockInMarkdown(renderer.render(each, at + 1))).join('\n');
      assert.doesNotMatch(text, /<environment_context>|<permissions instructions>|You are Codex|# AGENTS\.md/, name);
      outsideFences(text).forEach(line => assert.match(line, /^(#{2,3} |\*)/, name));
    }
  });
});
