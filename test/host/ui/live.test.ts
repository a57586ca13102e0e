// Changes that another program makes to the state DB while the window is open.
import { existsSync } from 'node:fs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { openDatabase } from '../../support/stateDb';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

describe('Live refresh', () => {
  const workbench = useWorkbench();

  it('shows a commit of another program, whether it makes, appends to or removes the WAL', async () => {
    const { page, home } = workbench();
    const wal = path.join(home, 'state_5.sqlite-wal');
    const rename = 'UPDATE threads SET name = ? WHERE name = ?';
    await row(page, 'Threads', 'Upgrade the payment client').waitFor();

    let codex = openDatabase(home);
    codex.prepare(rename).run('Second name', 'Upgrade the payment client');
    assert.ok(existsSync(wal));
    await row(page, 'Threads', 'Second name').waitFor();
    codex.prepare(rename).run('Third name', 'Second name');
    await row(page, 'Threads', 'Third name').waitFor();
    codex.close();
    assert.ok(!existsSync(wal));

    codex = openDatabase(home);
    codex.prepare(rename).run('Fourth name', 'Third name');
    await row(page, 'Threads', 'Fourth name').waitFor();
    codex.close();
  });
});
