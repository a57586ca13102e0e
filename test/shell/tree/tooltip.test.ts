import assert from 'node:assert/strict';
import { tooltip } from '../../../src/shell/tree/tooltip';
import { hostileTexts } from '../../fixtures/hostileTexts';
import { NOW, row } from '../../support/row';
import { threadDetails } from '../../support/threadDetails';

describe('A tooltip', () => {
  it('tells what is known, one detail a line', () => {
    const known = threadDetails(
      {
        cwd: '/home/dev/shop',
        model: 'gpt-6',
        reasoningEffort: 'high',
        cliVersion: '0.169.0',
        agentNickname: 'Peirce',
        agentRole: 'explorer',
        gitInfo: { sha: null, branch: 'main', originUrl: null },
        path: '/h/sessions/r.jsonl',
      },
      { tokensUsed: 46136, rollout: { path: '/h/sessions/r.jsonl.zst', bytes: 1 } },
    );
    assert.equal(
      tooltip(row({ kind: 'subAgent', descendants: 3, parentId: 't0' }), known, undefined, NOW),
      `\
Fix the flaky checkout tests
sub-agent, active, 1 hour ago, 3 sub-agents

Folder: /home/dev/shop
Branch: main
Model: gpt-6, effort high
Tokens: 46,136
Agent: Peirce, explorer
Created: 15 Jun 2026, 12:00
Updated: 15 Jun 2026, 12:00
Codex: 0.169.0
Thread: t1
Parent: t0
Rollout: /h/sessions/r.jsonl.zst`,
    );
  });

  it('leaves out what is not known', () => {
    assert.equal(
      tooltip(row(), threadDetails({}), undefined, NOW),
      `\
Fix the flaky checkout tests
thread, active, 1 hour ago

Created: 15 Jun 2026, 12:00
Updated: 15 Jun 2026, 12:00
Thread: t1`,
    );
  });

  it('tells what happened, with the reason', () => {
    const lines = tooltip(
      row(),
      threadDetails({}),
      {
        status: 'loaded',
        failure: { code: 'loaded', holder: { pid: 4711, command: 'codex' } },
        waitsFor: null,
        retry: null,
      },
      NOW,
    ).split('\n');
    assert.deepEqual(lines.slice(2, 5), [
      'open in Codex',
      'Open in Codex (process 4711, codex). Close the thread there and try again.',
      '',
    ]);
  });

  it('tells a sub-agent’s task, cut, and no message that is the name already', () => {
    const messageOf = (preview: string): string | undefined =>
      tooltip(row(), threadDetails({ preview }), undefined, NOW)
        .split('\n')
        .find(line => line.startsWith('Message'));
    assert.equal(messageOf('Find out why\nthe test is flaky'), 'Message: Find out why the test is flaky');
    assert.equal(messageOf(`${'x'.repeat(299)}😀y`), `Message: ${'x'.repeat(299)} …`);
    assert.equal(messageOf('Fix the flaky checkout tests, please'), undefined);
    assert.equal(messageOf(''), undefined);
  });

  it('keeps each value on its line', () => {
    const lines = tooltip(
      row(),
      threadDetails({ cwd: '/a\nThread: other\r\u2028\u202eb\u0000\u001b[31m' }),
      undefined,
      NOW,
    ).split('\n');
    assert.equal(
      lines.find(line => line.startsWith('Folder')),
      'Folder: /a Thread: other b [31m',
    );
    assert.equal(lines.filter(line => line.startsWith('Thread:')).length, 1);
  });

  for (const { title, text } of hostileTexts) {
    it(`is a plain string, one detail a line, with ${title} in every text`, () => {
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
        { name: text, rollout: { path: text, bytes: 1 } },
      );
      const shown = tooltip(
        row({ gitBranch: text, name: text }),
        known,
        { status: 'failed', failure: { code: 'rowRefused', cause: text }, waitsFor: null, retry: null },
        NOW,
      );
      assert.equal(typeof shown, 'string');
      const labels = shown
        .split('\n')
        .slice(5)
        .map(line => line.split(':', 1)[0]);
      assert.deepEqual(labels, [
        'Message',
        'Folder',
        'Branch',
        'Model',
        'Agent',
        'Created',
        'Updated',
        'Codex',
        'Thread',
        'Rollout',
      ]);
      assert.doesNotMatch(shown, /(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      // The server cuts names and git branches.
      assert.ok(shown.length - 2 * text.length < 10_000);
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
    assert.equal(text.split(hostile).length, 4);
  });
});
