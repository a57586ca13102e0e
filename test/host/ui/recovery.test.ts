// Operations that their process did not end: found by a window that is open, and by one that is opened.
import assert from 'node:assert/strict';
import { branchInFull, misplaced, storedBranch } from '../codexHome';
import { interruptArchive } from './interrupt';
import { answerNotification, notification, pickerEntry, runCommand } from './messages';
import { gone, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('An archive that was interrupted', () => {
  const workbench = useWorkbench();
  const checkout = 'Fix the flaky checkout tests';
  const payment = 'Upgrade the payment client';
  const question = (name: string, counts: string): string => `Archiving “${name}” was interrupted: ${counts} threads are archived.`;
  const interrupt = async (name: string): Promise<void> => {
    const { home, journal } = workbench();
    await interruptArchive(home, journal, storedBranch(home, name)[0]?.id ?? '');
  };

  it('is noticed by a window that is open, and finished', async () => {
    const { page, home, screenshot } = workbench();
    const root = row(page, 'Threads', checkout);
    await root.waitFor();
    await interrupt(checkout);
    await notification(page, question(checkout, '1 of 8')).waitFor();
    await screenshot('interrupted');
    const [top, ...below] = storedBranch(home, checkout);
    assert.deepEqual([misplaced(home, top === undefined ? [] : [top], true), misplaced(home, below, false)], [[], []]);
    await answerNotification(page, question(checkout, '1 of 8'), 'Finish');
    await notification(page, 'Archived 7 threads').waitFor();
    await gone(root);
    assert.deepEqual(misplaced(home, storedBranch(home, checkout), true), []);
    await answerNotification(page, 'Archived 7 threads', 'Undo');
    await notification(page, '8 threads are back').waitFor();
    await root.getByText('7 below').waitFor();
    assert.deepEqual(misplaced(home, storedBranch(home, checkout), false), []);
  });

  it('is asked about again at the next start only, and undone from the palette', async () => {
    const { page, home, screenshot } = workbench();
    const before = branchInFull(home, payment);
    await interrupt(payment);
    const message = notification(page, question(payment, '1 of 13'));
    await message.hover();
    await message.getByRole('button', { name: /^Clear Notification/ }).click();
    await gone(message);
    await page.waitForTimeout(3000);
    assert.equal(await message.count(), 0);

    await page.reload();
    await message.waitFor();
    await message.hover();
    await message.getByRole('button', { name: /^Clear Notification/ }).click();
    await runCommand(page, 'Codex Threads: Undo Archive…');
    await pickerEntry(page, 'Finish archiving “Upgrade the payment client” and 12 more').waitFor();
    await screenshot('interrupted-picker');
    await pickerEntry(page, 'Undo archiving “Upgrade the payment client” and 12 more').click();
    await notification(page, '1 thread is back').waitFor();
    await row(page, 'Threads', payment).getByText('12 below').waitFor();
    assert.deepEqual(branchInFull(home, payment), before);
  });

  it('is undone from the question; when another window was faster, that is said', async () => {
    const { page, home } = workbench();
    await interrupt(payment);
    await notification(page, question(payment, '1 of 13')).waitFor();
    await runCommand(page, 'Codex Threads: Undo Archive…');
    await pickerEntry(page, 'Undo archiving “Upgrade the payment client” and 12 more').click();
    await notification(page, '1 thread is back').waitFor();
    await answerNotification(page, question(payment, '1 of 13'), 'Undo');
    await notification(page, 'has been finished or undone meanwhile').waitFor();
    assert.deepEqual(misplaced(home, storedBranch(home, payment), false), []);
  });
});
