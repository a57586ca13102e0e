// What rows tell of what they hide: failures and threads in use below, decorations, the badge, the status bar and the
// tooltip.
import assert from 'node:assert/strict';
import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { whileLoaded } from '../../support/flockHolder';
import { openDatabase } from '../../support/stateDb';
import { storedSubtree } from '../../support/storedSubtree';
import { eventually } from '../../support/eventually';
import { answerDialog, notification, runCommand } from './messages';
import { checkTooltip, expand, gone, row } from './threadViews';
import { useWorkbench } from './workbench';

const checkout = 'Fix the flaky checkout tests';

describe('A row tells', () => {
  const workbench = useWorkbench({
    fill: home => {
      makeDemoHome(home, Date.now());
      const database = openDatabase(home);
      database.prepare('UPDATE threads SET reasoning_effort = ?').run('high');
      database.close();
    },
  });
  const root = (): Locator => row(workbench().page, 'Threads', checkout);
  const badge = (): Locator =>
    workbench()
      .page.getByRole('tab', { name: /^Thread Tree for Codex/ })
      .locator('.badge-content');

  it('its model and effort', async () => {
    await checkTooltip(root(), (_, text) => {
      assert.match(text, /Model: gpt-5-codex, effort high/);
    });
  });

  it('what fails below it while it is collapsed, until a retry succeeds', async () => {
    const { page, home, screenshot } = workbench();
    const obstacles = ['Linnaeus', 'Singer'].map(name =>
      path.join(home, 'archived_sessions', path.basename(storedSubtree(home, name)[0]?.rolloutPath ?? '')),
    );
    obstacles.forEach(obstacle => mkdirSync(obstacle, { recursive: true }));
    assert.ok(!(await badge().isVisible()));
    await pickFromContextMenu(page, root(), 'Archive Sub-Agents Only');
    await answerDialog(page, 'Archive');
    await root()
      .getByText(/^2 failed · .* · 2$/)
      .waitFor();
    assert.equal(await root().getAttribute('aria-expanded'), 'false');
    assert.equal(await badge().innerText(), '2');
    await expand(root());
    const linnaeus = row(page, 'Threads', 'Linnaeus: List the fixtures that two tests share');
    await expand(linnaeus);
    const singer = row(page, 'Threads', 'Singer: Give each test a database of its own');
    await eventually(async () =>
      assert.deepEqual([await mark(root()), await mark(linnaeus), await mark(singer)], ['', '!', '!']),
    );
    await screenshot('failed-sub-agents');

    obstacles.forEach(obstacle => rmdirSync(obstacle));
    await runCommand(page, 'Thread Tree for Codex: Retry Failed');
    await gone(linnaeus);
    await root().getByText(/^1 h$/).waitFor();
    assert.equal(await mark(root()), '');
    await badge().waitFor({ state: 'hidden' });
  });

  it('in a notification what waits for the state DB, for as long as it does', async () => {
    const { page, home, screenshot } = workbench();
    const payment = row(page, 'Threads', 'Upgrade the payment client');
    const item = notification(page, 'Archiving 13 threads');
    const codex = openDatabase(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await pickFromContextMenu(page, payment, 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      await item.filter({ hasText: 'another program has the state DB locked' }).waitFor();
      assert.ok(!(await badge().isVisible()));
      await screenshot('waiting');
    } finally {
      codex.close();
    }
    await notification(page, 'Archived 13 threads').waitFor();
    await gone(item);
  });

  // The command flock is part of Linux, and of no other system.
  if (process.platform === 'linux')
    describe('by itself', () => {
      const explain = 'Explain how the stock reservation works and draw me a diagram of its states';
      it('that a thread is open in Codex, and its ancestors how many are', async () => {
        const { page, home, screenshot } = workbench();
        const parent = row(page, 'Threads', explain);
        await parent.getByText(/ · 1\b/).waitFor();
        const child = row(page, 'Threads', 'Turing: Read the reservation service');
        await whileLoaded(home, storedSubtree(home, explain)[1]?.id ?? '', async () => {
          await parent.getByText(/^1 open · .* · 1$/).waitFor();
          await expand(parent);
          await child.getByText(/^open · /).waitFor();
          await screenshot('in-use-by-itself');
        });
        await parent.getByText(/^6 days · 1$/).waitFor();
        await child.getByText(/^\S+( \w+)?$/).waitFor();
      });
    });
});

/** The letters that VS Code draws behind the row, as decorations of files are drawn. */
async function mark(target: Locator): Promise<string> {
  const contents = await target.locator('.monaco-icon-label').evaluateAll(labels => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle: (of: unknown, pseudo: string) => { content: string };
    };
    return labels.map(label => getComputedStyle(label, '::after').content);
  });
  return contents.map(content => /^"(.*)"$/.exec(content)?.[1] ?? '').join('');
}
