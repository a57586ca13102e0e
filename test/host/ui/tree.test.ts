// What the two trees show of a Codex home.
import assert from 'node:assert/strict';
import { chooseOption, checkTooltip, expand, openView, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

describe('The tree', () => {
  const workbench = useWorkbench();

  it('shows each thread with the children it spawned', async () => {
    const { page, screenshot } = workbench();
    const root = row(page, 'Threads', 'Fix the flaky checkout tests');
    await root.waitFor();
    await chooseOption(page, 'Threads', 'Not Grouped');
    await root.getByText('1 h · 7').waitFor();
    await expand(root);
    await expand(row(page, 'Threads', 'Peirce: Find every test that waits for a fixed time'));
    await expand(row(page, 'Threads', 'Pauli: Rewrite the cart tests to wait for events'));
    const leaf = row(page, 'Threads', 'Lorentz: Check that the cart tests pass 200 times in a row');
    await leaf.waitFor();
    assert.deepEqual(
      await Promise.all(
        [
          root,
          row(page, 'Threads', 'Peirce: Find every test that waits for a fixed time'),
          row(page, 'Threads', 'Pauli: Rewrite the cart tests to wait for events'),
          leaf,
        ].map(level => level.getAttribute('aria-level')),
      ),
      ['1', '2', '3', '4'],
    );
    assert.equal(await leaf.getAttribute('aria-expanded'), null);
    await screenshot('tree');
  });

  it('has a group for sub-agents whose parent is not known', async () => {
    const { page } = workbench();
    const group = row(page, 'Threads', 'Sub-agents without a known parent');
    await expand(group);
    await row(page, 'Threads', 'Review of the changes on main').waitFor();
  });

  it('shows an active child of an archived parent at the top level, marked', async () => {
    const { page } = workbench();
    const detached = row(page, 'Threads', 'Hypatia: Measure the bundle with the new date library');
    await detached.and(page.locator('[aria-label*="parent is archived"]')).waitFor();
    await detached.locator('.codicon-type-hierarchy-super').waitFor();
    await checkTooltip(detached, (_, text) => assert.match(text, /parent is archived/));
    assert.equal(await detached.getAttribute('aria-level'), '1');
  });

  it('says in words what a row is', async () => {
    const { page } = workbench();
    const labels = await rowLabels(page, 'Threads');
    assert.ok(
      labels.includes('Fix the flaky checkout tests, thread, active, 1 hour ago, 7 sub-agents, branch main'),
      labels.join('\n'),
    );
  });

  it('shows archived threads in a view of their own', async () => {
    const { page, screenshot } = workbench();
    await openView(page, 'Archived');
    const importer = row(page, 'Archived', 'Rewrite the importer');
    await importer.getByText(/ · 177\b/).waitFor();
    await expand(importer);
    await row(page, 'Archived', 'Euler: Compare old and new output').waitFor();
    await screenshot('archived');
  });

  it('tells more in a tooltip', async () => {
    const { page } = workbench();
    await checkTooltip(row(page, 'Threads', 'Fix the flaky checkout tests'), (_, text) => {
      assert.match(text, /Folder: \/home\/dev\/shop/);
    });
  });
});
