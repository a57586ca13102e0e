// A window that opens with the rows of the last one: what it shows until the Codex home is read, and that no action
// relies on these rows.
import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { eventually } from '../../support/eventually';
import { change, stateDbOf } from '../../support/stateDb';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { notification } from './messages';
import { gone, row, view, viewDescription } from './threadViews';
import { openContainer, useWorkbench } from './workbench';

const checkout = 'Fix the flaky checkout tests';
const payment = 'Upgrade the payment client';

describe('A window with the rows of the last window', () => {
  const workbench = useWorkbench();

  /** Waits until this row is kept for the next window, closes this one, and opens another after `meanwhile`. */
  async function openAgain(name: string, meanwhile: () => void): Promise<void> {
    const { page, journal } = workbench();
    await row(page, 'Threads', name).waitFor();
    const kept = path.join(path.dirname(journal), 'rows/threads.json');
    await eventually(() => assert.ok(readFileSync(kept, 'utf8').includes(name)));
    const window = page.url();
    await page.goto('about:blank');
    meanwhile();
    await page.goto(window);
    await openContainer(page);
  }

  it('shows them as last known, then what has become of them meanwhile', async () => {
    const { page } = workbench();
    // They may be replaced sooner than a test can look.
    await page.addInitScript(`globalThis.seen = new Set();
      new MutationObserver(() => document.querySelectorAll('.pane').forEach(pane => {
        const known = pane.querySelector('.pane-header .description')?.textContent.includes('last known');
        const rows = known ? pane.querySelectorAll('[role=treeitem]') : [];
        rows.forEach(row => globalThis.seen.add(row.getAttribute('aria-label').split(',')[0]));
      })).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });`);
    await openAgain(payment, () =>
      change(workbench().home, `UPDATE threads SET name = 'Paid' WHERE '${payment}' IN (name, title)`),
    );
    await row(page, 'Threads', 'Paid').waitFor();
    await gone(row(page, 'Threads', payment));
    const seen = await page.evaluate<string[]>('[...globalThis.seen]');
    assert.ok(seen.includes(payment), `last known: ${seen.join()}`);
    await eventually(async () => assert.doesNotMatch(await viewDescription(page, 'Threads').innerText(), /last known/));
  });

  it('goes on saying so while the home cannot be read, and archives nothing', async () => {
    const { page, home, screenshot } = workbench();
    const [database, away] = [stateDbOf(home), `${stateDbOf(home)}.away`];
    await openAgain(checkout, () => {
      change(home, 'PRAGMA wal_checkpoint(TRUNCATE)');
      renameSync(database, away);
      for (const end of ['-wal', '-shm']) rmSync(database + end, { force: true });
      writeFileSync(database, 'This is no database. '.repeat(200));
    });
    const root = row(page, 'Threads', checkout);
    await root.waitFor();
    await view(page, 'Threads')
      .getByText(/is not a SQLite database/)
      .first()
      .waitFor();
    assert.match(await viewDescription(page, 'Threads').innerText(), /last known/);
    await screenshot('last-known');
    await pickFromContextMenu(page, root, 'Archive Thread and Children');
    await notification(page, /is not a SQLite database/).waitFor();
    await screenshot('last-known-archive');
    renameSync(away, database);
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
    await eventually(async () => assert.doesNotMatch(await viewDescription(page, 'Threads').innerText(), /last known/));
    await root.waitFor();
  });
});
