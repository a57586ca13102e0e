// The walkthrough on VS Code's welcome page.
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { pickerEntry, runCommand } from './messages';
import { useWorkbench } from './workbench';

describe('The walkthrough', () => {
  const workbench = useWorkbench();

  it('has three steps with pictures, and buttons that do what they say', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Welcome: Open Walkthrough');
    await pickerEntry(page, 'Get started with Thread Tree for Codex').click();
    const welcomePage = page.locator('.gettingStartedContainer');
    const steps = welcomePage.locator('.getting-started-step');
    await eventually(async () => assert.equal(await steps.count(), 3));
    const titles = ['See what your agents have spawned', 'Archive a thread with all of its sub-agents', 'Undo it'];
    const buttons = ['Show the Threads', 'Archive a Thread', 'Undo Archive'];
    for (const [index, title] of titles.entries()) {
      const step = steps.nth(index);
      await step.getByText(title, { exact: true }).click();
      await step.getByRole('button', { name: buttons[index] ?? '' }).waitFor();
      const picture = welcomePage.locator('.getting-started-media img');
      await eventually(async () =>
        assert.ok(
          (await picture.evaluate(element => (element as unknown as { naturalWidth: number }).naturalWidth)) > 500,
        ),
      );
      assert.ok(await picture.getAttribute('alt'));
      await screenshot(`walkthrough-${index + 1}`);
    }
  });
});
