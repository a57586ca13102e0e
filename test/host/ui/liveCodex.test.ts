// What a running Codex does, as a window shows it: the real Codex with a control socket, whose model is a script.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codexVersion } from '../../../scripts/codexVersion';
import { installCodex } from '../../../scripts/codex';
import { liveScripts } from '../../conformance/support/liveScripts';
import { startScriptedModel, type ScriptedModel } from '../../conformance/support/scriptedModel';
import {
  connectUser,
  startSocketCodex,
  type CodexRequest,
  type SocketCodex,
  type User,
} from '../../conformance/support/socketCodex';
import { configToml, models } from '../../conformance/support/transcriptHome';
import { eventually } from '../../support/eventually';
import { query } from '../../support/stateDb';
import { answerDialog, answerNotification, dialogText, notification, runCommand } from './messages';
import { gone, row } from './threadViews';
import { useWorkbench } from './workbench';

describe('A running Codex', () => {
  let model: ScriptedModel;
  let codex: SocketCodex;
  let user: User;
  before('install Codex, and start its model', async function () {
    this.timeout(300_000);
    await installCodex();
    model = await startScriptedModel(liveScripts);
  });
  const workbench = useWorkbench({
    fill: home => {
      writeFileSync(path.join(home, 'config.toml'), configToml(model.url));
      mkdirSync(path.join(home, 'work'));
    },
    settings: { 'codexThreadTree.live.notifications': true },
  });
  before('start Codex', async () => {
    codex = await startSocketCodex(workbench().home, codexVersion);
    user = await connectUser(workbench().home);
  });
  after('end Codex', async () => {
    user?.close();
    await codex?.kill();
    model?.close();
  });

  const begin = async (script: string): Promise<void> => {
    const { home } = workbench();
    const policy = { approvalPolicy: 'untrusted', sandbox: 'danger-full-access' };
    const params = { cwd: path.join(home, 'work'), model: models.plain, ...policy };
    const { thread } = await user.request<{ thread: { id: string } }>('thread/start', params);
    const input = [{ type: 'text', text: `SCRIPT:${script}`, text_elements: [] }];
    await user.request('turn/start', { threadId: thread.id, input });
  };
  const asked = async (count: number): Promise<CodexRequest> => {
    await eventually(() => assert.equal(user.asked.length, count));
    return user.asked[count - 1] as CodexRequest;
  };
  const tab = () => workbench().page.getByRole('tab', { name: /^Thread Tree for Codex/ });

  it('that waits is told while the view is hidden, counted on the badge, and found by a key', async () => {
    const { page, screenshot } = workbench();
    await page.getByText('No active threads').waitFor();
    await page.getByRole('tab', { name: /^Explorer/ }).click();
    await begin('approve');
    const { id } = await asked(1);
    await notification(page, '“SCRIPT:approve” waits for you.').waitFor();
    await eventually(async () => assert.equal(await tab().locator('.badge-content').innerText(), '1'));
    await screenshot('thread-waits-hidden');
    await runCommand(page, 'Thread Tree for Codex: Next Waiting Thread');
    const waiting = row(page, 'Threads', 'SCRIPT:approve');
    await waiting.getByText('waits for approval').waitFor();
    await screenshot('thread-waits');
    user.answer(id, { decision: 'accept' });
    await waiting.getByText(/^open\b/).waitFor();
    await eventually(async () => assert.ok(!(await tab().locator('.badge-content').isVisible())));
  });

  it('whose sub-agent waits says so on the row of the parent', async () => {
    const { page, screenshot } = workbench();
    await begin('parent');
    const { id } = await asked(2);
    const parent = row(page, 'Threads', 'SCRIPT:parent');
    await parent.getByText('1 waits').waitFor();
    await screenshot('sub-agent-waits');
    user.answer(id, { decision: 'accept' });
    await parent.getByText(/^open\b/).waitFor();
  });

  it('whose turn fails is told while the view is hidden', async () => {
    const { page, screenshot } = workbench();
    await page.getByRole('tab', { name: /^Explorer/ }).click();
    await begin('fail');
    await notification(page, 'The turn of “SCRIPT:fail” failed.').waitFor();
    await tab().click();
    await row(page, 'Threads', 'SCRIPT:fail').getByText('turn failed').first().waitFor();
    await screenshot('turn-failed');
  });

  it('archives what it has open, after a question that says what it interrupts, and Undo brings it back', async () => {
    const { page, home, screenshot } = workbench();
    await begin('team');
    await asked(3);
    const team = row(page, 'Threads', 'SCRIPT:team');
    await team.getByText('1 waits').waitFor();
    await team.click();
    await page.keyboard.press('Delete');
    assert.match(
      await dialogText(page),
      /^Archive 2 threads\?\s[^]*Open in Codex, which archives these itself:[^]*“SCRIPT:team” \(process \d+, \w+\)[^]*Running now, and will be interrupted: 1\.\s+Waiting for you, and will be interrupted: 1\.$/,
    );
    await screenshot('codex-archives');
    await answerDialog(page, 'Interrupt and Archive');
    await notification(page, 'Archived 2 threads.').waitFor();
    await gone(team);
    const archived = (): number => query(home, 'SELECT id FROM threads WHERE archived = 1').length;
    assert.equal(archived(), 2);
    assert.equal(user.asked.length, 3);
    await answerNotification(page, 'Archived 2 threads.', 'Undo');
    await team.waitFor();
    assert.equal(archived(), 0);
  });
});
