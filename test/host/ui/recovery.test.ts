// Operations that their process did not end: found by a window that is open, and by one that is opened.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { tryHomeLock } from '../../../src/server/operations/homeLock';
import { eventually } from '../../support/eventually';
import { openDatabase } from '../../support/stateDb';
import { misplaced, storedSubtree, subtreeInFull } from '../../support/storedSubtree';
import { interrupt } from './interrupt';
import { answerDialog, answerNotification, notification, pickerEntry, runCommand } from './messages';
import { gone, row } from './threadViews';
import { reload, useWorkbench } from './workbench';

const checkout = 'Fix the flaky checkout tests';
const payment = 'Upgrade the payment client';

describe('An archive that was interrupted', () => {
  const workbench = useWorkbench();
  const question = (name: string, counts: string): string =>
    `Archiving “${name}” was interrupted: ${counts} threads are archived.`;
  const interruptArchive = async (name: string, moves: number): Promise<void> => {
    const { home, journal } = workbench();
    await interrupt({
      home,
      journal,
      method: 'threadTree/archive',
      params: { threadIds: [storedSubtree(home, name)[0]?.id] },
      moves,
    });
  };

  it('is noticed by a window that is open, and finished', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', checkout);
    await root.waitFor();
    await interruptArchive(checkout, 3);
    await notification(page, question(checkout, '3 of 8')).waitFor();
    await screenshot('interrupted');
    const stored = storedSubtree(home, checkout);
    const [archived, active] = [stored.filter(thread => thread.archived), stored.filter(thread => !thread.archived)];
    assert.deepEqual([archived.length, misplaced(home, archived, true), misplaced(home, active, false)], [3, [], []]);
    await answerNotification(page, question(checkout, '3 of 8'), 'Finish');
    await notification(page, 'Archived 5 threads').waitFor();
    await gone(root);
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);
    await answerNotification(page, 'Archived 5 threads', 'Undo');
    await notification(page, 'Restored 8 threads').waitFor();
    await root.getByText(/ · 7\b/).waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
  });

  it('is asked about again at the next start only, and undone from the palette', async () => {
    const { page, home, screenshot } = workbench();
    const before = subtreeInFull(home, payment);
    await interruptArchive(payment, 1);
    const message = notification(page, question(payment, '1 of 13'));
    await message.hover();
    await message.getByRole('button', { name: /^Clear Notification/ }).click();
    await gone(message);
    // The server looks again and finds another one: it asks about that one only.
    await interruptArchive(checkout, 2);
    await notification(page, question(checkout, '2 of 8')).waitFor();
    assert.equal(await message.count(), 0);
    await answerNotification(page, question(checkout, '2 of 8'), 'Undo');
    await notification(page, 'Restored 2 threads').waitFor();

    await reload(page);
    await message.waitFor();
    await message.hover();
    await message.getByRole('button', { name: /^Clear Notification/ }).click();
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    await pickerEntry(page, 'Finish archiving “Upgrade the payment client” and 12 more').waitFor();
    await screenshot('interrupted-picker');
    await pickerEntry(page, 'Undo archiving “Upgrade the payment client” and 12 more').click();
    await notification(page, 'Restored 1 thread').waitFor();
    await row(page, 'Threads', payment)
      .getByText(/ · 12\b/)
      .waitFor();
    assert.deepEqual(subtreeInFull(home, payment), before);
  });

  it('is undone from the question; when another window was faster, that is said', async () => {
    const { page, home } = workbench();
    await interruptArchive(payment, 2);
    await notification(page, question(payment, '2 of 13')).waitFor();
    await runCommand(page, 'Thread Tree for Codex: Undo Archive…');
    await pickerEntry(page, 'Undo archiving “Upgrade the payment client” and 12 more').click();
    await notification(page, 'Restored 2 threads').waitFor();
    await answerNotification(page, question(payment, '2 of 13'), 'Undo');
    await notification(page, 'has been finished or undone in the meantime').waitFor();

    await interruptArchive(payment, 4);
    await answerNotification(page, question(payment, '4 of 13'), 'Undo');
    await notification(page, 'Restored 4 threads').waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, payment), false), []);
  });
});

describe('An undo that was interrupted', () => {
  const workbench = useWorkbench();

  it('can be finished', async () => {
    const { page, home, journal, screenshot } = workbench();
    const before = subtreeInFull(home, checkout);
    await pickFromContextMenu(page, row(page, 'Threads', checkout), 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads').waitFor();
    const operation = archiveIn(journal);
    await interrupt({ home, journal, method: 'threadTree/undo', params: { operation }, moves: 2 });
    const question = `Restoring “${checkout}” was interrupted: 2 of 8 threads are restored.`;
    const message = notification(page, question);
    await message.waitFor();
    await screenshot('interrupted-undo');
    assert.equal(await message.getByRole('button', { name: 'Undo', exact: true }).count(), 0);
    await answerNotification(page, question, 'Finish');
    await notification(page, 'Restored 6 threads').waitFor();
    await row(page, 'Threads', checkout)
      .getByText(/ · 7\b/)
      .waitFor();
    assert.deepEqual(subtreeInFull(home, checkout), before);
  });
});

/** The archive in the journal of the only home. */
function archiveIn(journal: string): unknown {
  const [file = ''] = readdirSync(journal, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.sqlite'),
  );
  const database = new DatabaseSync(path.join(journal, file), { readOnly: true });
  try {
    return database.prepare("SELECT operation FROM operations WHERE kind = 'archive'").get()?.operation;
  } finally {
    database.close();
  }
}

describe('When the extension host is killed', () => {
  const workbench = useWorkbench();

  it('while an archive waits for the state DB, nothing has happened, and nothing is asked', async () => {
    const { page, home } = workbench();
    const root = row(page, 'Threads', checkout);
    await root.waitFor();
    const before = subtreeInFull(home, checkout);
    const codex = openDatabase(home);
    try {
      codex.exec('BEGIN IMMEDIATE');
      await pickFromContextMenu(page, root, 'Archive Thread and Children');
      await answerDialog(page, 'Archive');
      await root.getByText('another program has the state DB locked').waitFor();
      await runCommand(page, 'Test Helper: Kill Extension Host').catch(() => undefined);
      // The lock of the operation goes with the process.
      await eventually(() => {
        const lock = tryHomeLock(home);
        lock?.release();
        assert.ok(lock, 'the extension host still runs');
      });
    } finally {
      codex.close();
    }
    await reload(page);
    await root.getByText(/ · 7\b/).waitFor();
    assert.deepEqual(subtreeInFull(home, checkout), before);
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await answerDialog(page, 'Archive');
    await notification(page, 'Archived 8 threads').waitFor();
    // Before it does anything, the server looks for what was interrupted.
    assert.equal(await notification(page, 'was interrupted').count(), 0);
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), true), []);
  });
});
