// A thread that goes on in a terminal, by the real Codex. It has no background server, and its model does not answer.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codexBinary, installCodex } from '../../../scripts/codex';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { mockProvider, quietTables } from '../../conformance/support/mockProvider';
import { eventually } from '../../support/eventually';
import { change } from '../../support/stateDb';
import { makeTranscriptHome } from '../../support/transcriptSamples';
import { row } from './threadViews';
import { useWorkbench } from './workbench';

const threadId = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const name = 'Continue me';

/** The processes that run these arguments: their folders and Codex homes. */
function running(args: readonly string[]): { folder: string; home: string | undefined }[] {
  return readdirSync('/proc')
    .filter(entry => /^\d+$/.test(entry))
    .flatMap(pid => {
      try {
        const [, ...given] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
        if (given.join(' ') !== args.join(' ')) return [];
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        const home = environment.find(entry => entry.startsWith('CODEX_HOME='))?.slice('CODEX_HOME='.length);
        return [{ folder: readlinkSync(`/proc/${pid}/cwd`), home }];
      } catch {
        // It has ended, or belongs to another user.
        return [];
      }
    });
}

describe('Resume in Terminal', () => {
  before('install Codex', async function () {
    this.timeout(300_000);
    await installCodex();
  });
  const workbench = useWorkbench({
    fill: home => {
      makeTranscriptHome(home, [threadId]);
      change(home, `UPDATE threads SET name = '${name}', cwd = '${path.dirname(home)}'`);
      const quiet = quietTables.replace('[features]', '[features]\ndaemon_auto_start = false');
      writeFileSync(
        path.join(home, 'config.toml'),
        `model_provider = "mock_provider"\n${mockProvider('http://127.0.0.1:9/v1')}${quiet}`,
      );
    },
    machineSettings: { 'codexThreadTree.codexPath': codexBinary() },
  });

  it('runs Codex in the folder of the thread, in one terminal that is named after it', async () => {
    const { page, home, screenshot } = workbench();
    const resume = () => pickFromContextMenu(page, row(page, 'Threads', name), 'Resume in Terminal');
    await resume();
    const folder = path.dirname(home);
    const args = ['resume', threadId];
    await eventually(() => assert.deepEqual(running(args), [{ folder, home }]));
    const terminal = page.locator('.terminal-wrapper.active');
    await terminal.waitFor();
    await eventually(async () =>
      assert.match(await page.locator(String.raw`#workbench\.parts\.panel`).innerText(), /Continue me/),
    );
    await row(page, 'Threads', name)
      .getByText(/^open · /)
      .waitFor();
    await screenshot('resumed');
    await resume();
    assert.equal(running(args).length, 1);
  });
});
