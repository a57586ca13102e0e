// What the views say when there is nothing to show.
import { rmSync } from 'node:fs';
import { makeDemoHome } from '../../../scripts/demo/makeHome';
import { openDatabase } from '../../support/stateDb';
import { copySample } from '../../support/sampleHome';
import { clickViewButton, row, view } from './threadViews';
import { useWorkbench } from './workbench';

describe('An empty folder as Codex home', () => {
  const workbench = useWorkbench({ fill: () => undefined });

  it('says what is missing, and shows the threads as soon as they are there', async () => {
    const { page, home, screenshot } = workbench();
    await view(page, 'Threads').getByText('no state database').waitFor();
    await screenshot('welcome');
    makeDemoHome(home, Date.now());
    await row(page, 'Threads', 'Fix the flaky checkout tests').waitFor();
  });
});

describe('A Codex home that does not exist', () => {
  const workbench = useWorkbench({ fill: home => rmSync(home, { recursive: true }) });

  it('says where it was looked for, and opens its setting', async () => {
    const { page, home, screenshot } = workbench();
    await view(page, 'Threads').getByText(`There is no folder ${home}`).waitFor();
    await screenshot('wrong-home');
    await clickViewButton(page, 'Threads', 'Set Codex Home…');
    const setting = page.locator('.settings-editor .setting-item-contents').filter({ hasText: 'The Codex home' });
    await setting.waitFor();
    await screenshot('home-setting');
  });
});

describe('A Codex home without threads', () => {
  const workbench = useWorkbench({
    fill: home => {
      copySample('family', home);
      const database = openDatabase(home);
      database.exec('DELETE FROM threads; DELETE FROM thread_spawn_edges');
      database.close();
    },
  });

  it('says so', async () => {
    await view(workbench().page, 'Threads').getByText('No active threads').waitFor();
  });
});
