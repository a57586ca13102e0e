// The filter mode: the tree narrowed to what matches, and what is above it.
import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { picker, runCommand } from './messages';
import { chooseOption, clickViewButton, gone, row, rowLabels, view, viewDescription } from './threadViews';
import { useWorkbench } from './workbench';

describe('Filter Threads', () => {
  const workbench = useWorkbench();
  const filter = async (text: string) => {
    const { page } = workbench();
    await clickViewButton(page, 'Threads', 'Filter Threads…');
    await picker(page).locator('input').fill(text);
  };

  it('narrows the tree while typing, open down to what matches', async () => {
    const { page, screenshot } = workbench();
    await row(page, 'Threads', 'Upgrade the payment client').waitFor();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await filter('cart tests');
    await gone(row(page, 'Threads', 'Upgrade the payment client'));
    await row(page, 'Threads', 'Lorentz: Check that the cart tests pass 200 times in a row').waitFor();
    assert.deepEqual(
      (await rowLabels(page, 'Threads')).map(label => label.split(',')[0]),
      [
        'Fix the flaky checkout tests',
        'Peirce: Find every test that waits for a fixed time',
        'Pauli: Rewrite the cart tests to wait for events',
        'Lorentz: Check that the cart tests pass 200 times in a row',
      ],
    );
    assert.ok((await rowLabels(page, 'Threads'))[0]?.includes(', 2 matches: Lorentz: Check that the cart tests'));
    await eventually(async () =>
      assert.equal(await viewDescription(page, 'Threads').innerText(), 'filter: cart tests'),
    );
    await screenshot('filter-typing');
    await page.keyboard.press('Enter');
    await picker(page).waitFor({ state: 'hidden' });
    await row(page, 'Threads', 'Lorentz: Check that the cart tests pass 200 times in a row').waitFor();
  });

  it('keeps the filter when a row is chosen, and goes back to it at Escape', async () => {
    const { page } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill('payment');
    const payment = row(page, 'Threads', 'Upgrade the payment client');
    await payment.click();
    await picker(page).waitFor({ state: 'hidden' });
    await payment.waitFor();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill('checkout');
    await gone(payment);
    await page.keyboard.press('Escape');
    await payment.waitFor();
  });

  it('highlights what matches in the names', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill('checkout');
    const match = row(page, 'Threads', 'Fix the flaky checkout tests').locator('.highlight');
    await eventually(async () => assert.deepEqual(await match.allInnerTexts(), ['checkout']));
    await page.keyboard.press('Enter');
    await screenshot('filter-highlights');
  });

  it('says when nothing matches, and Clear Filter shows all again', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: Filter Threads…');
    await picker(page).locator('input').fill('no such thread');
    await view(page, 'Threads').getByText('Nothing matches.').waitFor();
    await page.keyboard.press('Enter');
    await screenshot('filter-nothing');
    await view(page, 'Threads').getByRole('button', { name: 'Clear Filter' }).last().click();
    await row(page, 'Threads', 'Upgrade the payment client').waitFor();
    await eventually(async () => assert.equal(await viewDescription(page, 'Threads').innerText(), ''));
  });

  it('is cleared by the button in the title bar', async () => {
    const { page } = workbench();
    await filter('payment');
    await gone(row(page, 'Threads', 'Fix the flaky checkout tests'));
    await page.keyboard.press('Enter');
    await clickViewButton(page, 'Threads', 'Clear Filter');
    await row(page, 'Threads', 'Fix the flaky checkout tests').waitFor();
  });
});
