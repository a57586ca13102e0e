import assert from 'node:assert/strict';
import type { TreeRow } from '../../../src/protocol/methods';
import { tooltip } from '../../../src/shell/tree/tooltip';
import { hostileTexts } from '../../fixtures/hostileTexts';
import { NOW, row } from '../../support/row';
import { threadDetails } from '../../support/threadDetails';

describe('A tooltip', () => {
  it('tells what is known, without ids and paths of files', () => {
    const known = threadDetails(
      {
        preview: 'The checkout tests fail about once in ten runs.',
        cwd: '/home/dev/shop',
        model: 'gpt-6',
        reasoningEffort: 'high',
        cliVersion: '0.169.0',
        agentRole: 'explorer',
        gitInfo: { sha: null, branch: 'main', originUrl: null },
        path: '/h/sessions/r.jsonl',
      },
      { tokensUsed: 46136, tokensOfSubtree: 50000, rollout: { path: '/h/sessions/r.jsonl.zst', bytes: 1 } },
    );
    const changes = { kind: 'subAgent', descendants: 3, parentId: 't0', gitBranch: 'main', pinned: true } as const;
    assert.equal(
      tooltip(row(changes), known, undefined, NOW),
      `\
Fix the flaky checkout tests
Message: The checkout tests fail about once in ten runs.
sub-agent, pinned, active, 1 hour ago, 3 sub-agents, explorer
Model: gpt-6, effort high
Tokens: 46,136, with sub-agents 50,000
Folder: /home/dev/shop, branch main
Created: 15 Jun 2026, 12:00 · Updated: 15 Jun 2026, 12:00`,
    );
  });

  it('tells who says what a running Codex does with it', () => {
    const line = (live: TreeRow['live']) => tooltip(row({ live }), threadDetails({}), undefined, NOW).split('\n')[2];
    assert.equal(line({ status: 'waitingForInput', source: 'socket' }), 'Status: waits for an answer, as Codex says');
    assert.equal(line({ status: 'open', source: 'disk' }), 'Status: open in Codex, as the files of Codex say');
    assert.equal(
      line({ status: 'running', source: 'disk' }),
      'Status: running or waiting for you: the files of Codex do not tell which',
    );
  });

  it('leaves out what is not known', () => {
    assert.equal(
      tooltip(row(), threadDetails({}), undefined, NOW),
      `\
Fix the flaky checkout tests
thread, active, 1 hour ago
Created: 15 Jun 2026, 12:00 · Updated: 15 Jun 2026, 12:00`,
    );
  });

  it('tells what happened, with the reason and what to do', () => {
    const failure = { code: 'loaded', holder: { pid: 4711, command: 'codex' } } as const;
    const status = { status: 'loaded', failure, waitsFor: null, retry: null } as const;
    assert.equal(
      tooltip(row(), threadDetails({}), status, NOW).split('\n')[2],
      'Open in Codex (process 4711, codex). Close the thread there and try again.',
    );
  });

  it('tells the first message, cut, unless the name has it already', () => {
    const messageOf = (preview: string, name = 'Fix the flaky checkout tests'): string | undefined =>
      tooltip(row(), threadDetails({ preview }, { name }), undefined, NOW)
        .split('\n')
        .find(line => line.startsWith('Message'));
    assert.equal(messageOf('Find out why\nthe test is flaky'), 'Message: Find out why the test is flaky');
    assert.equal(messageOf(`${'x'.repeat(199)}😀y`), `Message: ${'x'.repeat(199)} …`);
    assert.equal(messageOf('Find every caller of total()', 'Peirce: Find every caller of total()'), undefined);
    assert.equal(messageOf(''), undefined);
  });

  it('keeps the end of a long path', () => {
    const shown = tooltip(row(), threadDetails({ cwd: `/${'x'.repeat(200)}/shop` }), undefined, NOW);
    assert.match(shown, /^Folder: …x{95}\/shop$/m);
  });

  it('keeps each value on its line', () => {
    const lines = tooltip(
      row(),
      threadDetails({ cwd: '/a\nModel: other\r\u2028\u202eb\u0000\u001b[31m' }),
      undefined,
      NOW,
    ).split('\n');
    assert.equal(
      lines.find(line => line.startsWith('Folder')),
      'Folder: /a Model: other b [31m',
    );
    assert.equal(lines.filter(line => line.startsWith('Model:')).length, 0);
  });

  for (const { title, text } of hostileTexts) {
    it(`is a plain string of eight lines with ${title} in every text`, () => {
      const known = threadDetails(
        {
          cwd: text,
          model: text,
          reasoningEffort: text,
          cliVersion: text,
          agentNickname: text,
          agentRole: text,
          path: text,
          preview: `- ${text}`,
          gitInfo: { sha: null, branch: text, originUrl: text },
        },
        { name: text, tokensUsed: 1, tokensOfSubtree: 2, rollout: { path: text, bytes: 1 } },
      );
      const shown = tooltip(
        row({ gitBranch: text, name: text }),
        known,
        { status: 'failed', failure: { code: 'rowRefused', cause: text }, waitsFor: null, retry: null },
        NOW,
      );
      assert.equal(typeof shown, 'string');
      assert.equal(shown.split('\n').length, 8);
      assert.doesNotMatch(shown, /(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      assert.ok(shown.length < 1400);
    });
  }

  it('leaves out times that are none', () => {
    const shown = tooltip(
      row({ archived: true, archivedAt: 9e18, recencyAt: -9e18 }),
      threadDetails({ createdAt: 9e18, updatedAt: -9e18 }),
      undefined,
      NOW,
    );
    assert.doesNotMatch(shown, /Created|Updated|Archived:/);
  });

  it('passes on Markdown, links and HTML as they are: a string is shown as it is', () => {
    const hostile = '[x](command:y) <b>$(zap)</b> **z** http://localhost/';
    const text = tooltip(
      row({ gitBranch: hostile }),
      threadDetails({ gitInfo: { sha: null, branch: hostile, originUrl: null } }, { name: hostile }),
      undefined,
      NOW,
    );
    assert.equal(typeof text, 'string');
    assert.equal(text.split(hostile).length, 3);
  });
});
