// A thread that a running Codex has loaded: here, another process that holds its writer lock as Codex does.
import assert from 'node:assert/strict';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { holdFlock, threadLockOf, type FlockHolder } from '../../support/flockHolder';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, answerNotification, dialogText, notification } from './messages';
import { gone, row } from './threadViews';
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

    it('is named in the question, with its process, which offers to archive the others', async () => {
      const { page, home, screenshot } = workbench();
      await pickFromContextMenu(page, row(page, 'Threads', root), 'Archive Thread and Children');
      assert.match(
        await dialogText(page),
        /^Archive 7 threads\?\s[^]*Open in Codex, so these stay and only the others are archived:\s+“Linnaeus: List the fixtures that two tests share” \(process \d+, \w+\)$/,
      );
      await screenshot('in-use');
      await answerDialog(page, 'Cancel');
      assert.deepEqual(misplaced(home, storedSubtree(home, root), false), []);
    });

    it('stays when the others are archived', async () => {
      const { page, home, screenshot } = workbench();
      await pickFromContextMenu(page, row(page, 'Threads', root), 'Archive Thread and Children');
      await answerDialog(page, 'Archive the Others');
      await notification(
        page,
        /Archived 7 of 8 threads\. “Linnaeus: List the fixtures that two tests share” is open in Codex .* and was skipped/,
      ).waitFor();
      await row(page, 'Threads', 'Linnaeus: List the fixtures that two tests share')
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

    it('says nothing any more when Codex has let it go, and is archived by Retry', async () => {
      const { page, home } = workbench();
      const linnaeus = row(page, 'Threads', 'Linnaeus: List the fixtures that two tests share');
      await codex.release();
      await gone(linnaeus.getByText(/open in Codex/));
      await answerNotification(page, 'and was skipped', 'Retry');
      await gone(linnaeus);
      assert.deepEqual(misplaced(home, storedSubtree(home, root), true), []);
    });
  });
