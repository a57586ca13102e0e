// A cascade that cannot finish: one thread's rollout cannot be moved.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, notification } from './messages';
import { expand, gone, openView, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('A thread that cannot be archived', () => {
  const workbench = useWorkbench();

  it('keeps its reason on its row until Retry succeeds', async () => {
    const { page, home, screenshot } = workbench();
    const branch = storedSubtree(home, 'Fix the flaky checkout tests');
    const blocked = storedSubtree(home, 'Singer')[0];
    assert.ok(blocked);
    const obstacle = path.join(home, 'archived_sessions', path.basename(blocked.rolloutPath));
    mkdirSync(obstacle, { recursive: true });

    await pickFromContextMenu(
      page,
      row(page, 'Threads', 'Fix the flaky checkout tests'),
      'Archive Thread and Children',
    );
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 7 of 8').waitFor();
    const failed = row(page, 'Threads', 'Singer: Give each test a database of its own');
    await failed.getByText(/^failed: .+/).waitFor();
    await screenshot('failed');
    assert.ok(existsSync(blocked.rolloutPath));
    assert.deepEqual(
      misplaced(
        home,
        branch.filter(({ id }) => id === blocked.id),
        false,
      ),
      [],
    );
    assert.deepEqual(
      misplaced(
        home,
        storedSubtree(home, 'Fix the flaky checkout tests').filter(({ id }) => id !== blocked.id),
        true,
      ),
      [],
    );

    rmdirSync(obstacle);
    await pickFromContextMenu(page, failed, 'Retry Failed');
    await gone(failed);
    assert.deepEqual(misplaced(home, storedSubtree(home, 'Fix the flaky checkout tests'), true), []);
    await openView(page, 'Archived');
    await expand(row(page, 'Archived', 'Fix the flaky checkout tests'));
    await expand(row(page, 'Archived', 'Linnaeus: List the fixtures that two tests share'));
    await row(page, 'Archived', 'Singer: Give each test a database of its own').waitFor();
  });
});
