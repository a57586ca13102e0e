// Codex's sections in the tree: grouped, made, renamed and deleted by the real Codex, by keyboard.
import assert from 'node:assert/strict';
import { codexBinary, installCodex } from '../../../scripts/codex';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { eventually } from '../../support/eventually';
import { query } from '../../support/stateDb';
import { answerDialog, answerNotification, dialogText, picker, pickerEntry, runCommand } from './messages';
import { chooseOption, gone, row, rowLabels } from './threadViews';
import { useWorkbench } from './workbench';

const [build, report] = ['Why does the build need two runs?', 'Nightly dependency report'];

describe('Sections', () => {
  before('install Codex', async function () {
    this.timeout(300_000);
    await installCodex();
  });
  const workbench = useWorkbench({ machineSettings: { 'codexThreadTree.codexPath': codexBinary() } });
  const type = async (name: string) => {
    const { page } = workbench();
    await picker(page).locator('.quick-input-box input').fill(name);
    await page.keyboard.press('Enter');
  };
  const labels = () => rowLabels(workbench().page, 'Threads');

  it('are made while threads are moved, and the message leads to them', async () => {
    const { page, home, screenshot } = workbench();
    await row(page, 'Threads', build).click();
    await row(page, 'Threads', report).click({ modifiers: ['ControlOrMeta'] });
    await pickFromContextMenu(page, row(page, 'Threads', report), 'Move to Section…');
    await picker(page).locator('input[placeholder="Move 2 threads to which section?"]').waitFor();
    await screenshot('section-picker');
    await pickerEntry(page, 'New Section…').click();
    await picker(page).getByText('A section is a group of threads that Codex keeps.').waitFor();
    await type('Release');
    await answerNotification(page, 'Moved 2 threads to “Release”.', 'Group by Section');
    await row(page, 'Threads', 'Release').waitFor();
    await eventually(async () => {
      assert.deepEqual((await labels()).slice(0, 1), ['Release, 2 threads']);
      assert.ok((await labels()).some(label => label.startsWith('No section, ')));
    });
    assert.equal(query(home, 'SELECT id FROM threads WHERE thread_section_id IS NOT NULL').length, 2);
    await screenshot('sections');
  });

  it('without threads are shown too, and F2 renames one', async () => {
    const { page, screenshot } = workbench();
    await runCommand(page, 'Thread Tree for Codex: New Section…');
    await type('Later');
    await row(page, 'Threads', 'Later').click();
    await page.keyboard.press('F2');
    await picker(page).getByText('Rename Section').waitFor();
    await type('Some day');
    await row(page, 'Threads', 'Some day').waitFor();
    await gone(row(page, 'Threads', 'Later'));
    assert.ok((await labels()).includes('Some day, 0 threads'));
    assert.equal(await row(page, 'Threads', 'Some day').getAttribute('aria-expanded'), null);
    await screenshot('section-empty');
  });

  it('are left by a thread that is moved out, by keyboard', async () => {
    const { page } = workbench();
    await row(page, 'Threads', build).click();
    await runCommand(page, 'Thread Tree for Codex: Move to Section…');
    await picker(page).locator(`input[placeholder="Move “${build}” to which section?"]`).waitFor();
    await type('No section');
    await eventually(async () => assert.ok((await labels()).includes('Release, 1 thread')));
  });

  it('are deleted after a question, and their threads stay', async () => {
    const { page, home, screenshot } = workbench();
    await pickFromContextMenu(page, row(page, 'Threads', 'Release'), 'Delete Section…');
    assert.match(await dialogText(page), /^Delete the section “Release”\?\s+Its threads stay.*: 1 thread\./);
    await screenshot('section-delete');
    await answerDialog(page, 'Delete Section');
    await gone(row(page, 'Threads', 'Release'));
    await row(page, 'Threads', report).waitFor();
    assert.deepEqual(query(home, 'SELECT id FROM threads WHERE thread_section_id IS NOT NULL'), []);
  });

  it('are an option that can be taken back', async () => {
    const { page } = workbench();
    await chooseOption(page, 'Threads', 'Date');
    await gone(row(page, 'Threads', 'Some day'));
  });
});
