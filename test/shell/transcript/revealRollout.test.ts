import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { revealRollout } from '../../../src/shell/transcript/revealRollout';
import { threadDetails } from '../../support/threadDetails';
import { fakeContext, fakeService } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeCommands } from '../fake/workspace';

type Rollout = { path: string; bytes: number } | null;

/** `press`: the button to press in a message; `remoteName`: of a window on another machine. */
function setUp(rollout: Rollout, { press, remoteName }: { press?: string; remoteName?: string } = {}) {
  const { service, requests } = fakeService({ 'threadTree/details': () => threadDetails({}, { rollout }) });
  const { shown } = fakeWindow(() => press);
  const { executed } = fakeCommands();
  const done: string[] = [];
  fakeVscode.window.showTextDocument = (uri: Uri, { preview }: { preview: boolean }) =>
    Promise.resolve(void done.push(`show ${uri.fsPath}${preview ? ' as preview' : ''}`));
  const clipboard = { writeText: (text: string) => Promise.resolve(void done.push(`copy ${text}`)) };
  Object.assign(fakeVscode.env, { uiKind: 1, remoteName, clipboard });
  const reveals = () => executed.map(([command, uri]) => `${String(command)} ${(uri as Uri).fsPath}`);
  return { context: fakeContext(service), requests, shown, done, reveals };
}

describe('Reveal Rollout', () => {
  it('shows the file in the file manager', async () => {
    const { context, reveals } = setUp({ path: '/h/r.jsonl', bytes: 1 });
    await revealRollout(context, 'a');
    assert.deepEqual(reveals(), ['revealFileInOS /h/r.jsonl']);
  });

  it('copies its path in a remote window', async () => {
    const { context, done, reveals } = setUp({ path: '/h/r.jsonl', bytes: 1 }, { remoteName: 'wsl' });
    await revealRollout(context, 'a');
    assert.deepEqual([done, reveals()], [['copy /h/r.jsonl'], []]);
  });
});
