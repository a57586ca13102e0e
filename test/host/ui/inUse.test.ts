// A thread that a running Codex has loaded: here, another process that holds its writer lock as Codex does.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { holdFlock, threadLockOf, type FlockHolder } from '../../support/flockHolder';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, answerNotification, notification } from './messages';
import { expand, gone, row } from './threadViews';
import { useWorkbench } from './workbench';

// The command flock is part of Linux, and of no other system.
if (process.platform === 'linux')
  describe('A thread that is open in Codex', () => {
    const workbench = useWorkbench();
    const root = 'Fix the flaky checkout tests';
    let codex: FlockHolder;

    before('hold the lock of one thread', async () => {
      const { home } = workbench();
      codex = await holdFlock(threadLockOf(home, storedSubtree(home, 'Linnaeus')[0]?.id ?? ''));
    });
    after(() => codex.release());

    it('keeps its subtree from being archived, and says in which process it is open', async () => {
      const { page, home, screenshot } = workbench();
      await expand(row(page, 'Threads', root));
      await pickFromContextMenu(page, row(page, 'Threads', root), 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      await notification(
        page,
        /“Linnaeus \(explorer\)” is open in Codex \(process \d+, \w+\), so its tree was not archived\./,
      ).waitFor();
      await row(page, 'Threads', 'Linnaeus (explorer)')
        .getByText(/^open in Codex \(process \d+, \w+\)$/)
        .waitFor();
      await screenshot('in-use');
      assert.deepEqual(misplaced(home, storedSubtree(home, root), false), []);
    });

    it('stays when the others are archived', async () => {
      const { page, home, screenshot } = workbench();
      await answerNotification(page, 'its tree was not archived', 'Archive the Others');
      await notification(
        page,
        /Archived 7 of 8 threads\. “Linnaeus \(explorer\)” is open in Codex .* and was skipped/,
      ).waitFor();
      await gone(row(page, 'Threads', root));
      await row(page, 'Threads', 'Linnaeus (explorer)')
        .getByText(/^open in Codex/)
        .waitFor();
      await screenshot('in-use-others');
      const stored = storedSubtree(home, root);
      const linnaeus = storedSubtree(home, 'Linnaeus')[0]?.id;
      assert.deepEqual(
        misplaced(
          home,
          stored.filter(({ id }) => id !== linnaeus),
          true,
        ),
        [],
      );
      assert.deepEqual(
        misplaced(
          home,
          stored.filter(({ id }) => id === linnaeus),
          false,
        ),
        [],
      );
    });

    it('is archived by Retry when Codex has let it go', async () => {
      const { page, home } = workbench();
      await codex.release();
      await answerNotification(page, 'and was skipped', 'Retry');
      await gone(row(page, 'Threads', 'Linnaeus (explorer)'));
      assert.deepEqual(misplaced(home, storedSubtree(home, root), true), []);
    });
  });
