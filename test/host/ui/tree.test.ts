// What the two trees show of a Codex home.
import assert from 'node:assert/strict';
import { checkTooltip, expand, openView, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

describe('The tree', () => {
  const workbench = useWorkbench();

  it('shows each thread with the children it spawned', async () => {
    const { page, screenshot } = workbench();
    const root = row(page, 'Threads', 'Fix the flaky checkout tests');
    await root.getByText('2 h · 7 sub-agents · main').waitFor();
    await expand(root);
    await expand(row(page, 'Threads', 'Peirce (explorer)'));
    await expand(row(page, 'Threads', 'Pauli (worker)'));
    const leaf = row(page, 'Threads', 'Lorentz');
    await leaf.waitFor();
    assert.deepEqual(
      await Promise.all(
        [root, row(page, 'Threads', 'Peirce (explorer)'), row(page, 'Threads', 'Pauli (worker)'), leaf].map(level =>
          level.getAttribute('aria-level'),
        ),
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
    const detached = row(page, 'Threads', 'Hypatia (explorer)');
    await detached.getByText('parent is archived').waitFor();
    assert.equal(await detached.getAttribute('aria-level'), '1');
  });

  it('says in words what a row is', async () => {
    const { page } = workbench();
    const labels = await rowLabels(page, 'Threads');
    assert.ok(
      labels.includes('Fix the flaky checkout tests, thread, active, 2 hours ago, 7 sub-agents, branch main'),
      labels.join('\n'),
    );
  });

  it('shows archived threads in a view of their own', async () => {
    const { page, screenshot } = workbench();
    await openView(page, 'Archived');
    const importer = row(page, 'Archived', 'Rewrite the importer');
    await importer.getByText('177 sub-agents').waitFor();
    await expand(importer);
    await row(page, 'Archived', 'Euler (reviewer)').waitFor();
    await screenshot('archived');
  });

  it('tells more in a tooltip', async () => {
    const { page } = workbench();
    await checkTooltip(row(page, 'Threads', 'Fix the flaky checkout tests'), (_, text) => {
      assert.match(text, /Folder: \/home\/dev\/shop/);
      assert.match(text, /Tokens: /);
    });
  });
});
