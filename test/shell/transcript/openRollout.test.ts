import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { UserFacingError } from '../../../src/shell/errors';
import { openRollout, revealRollout } from '../../../src/shell/transcript/openRollout';
import { threadDetails } from '../../support/threadDetails';
import { threadNode } from '../fake/nodes';
import { fakeContext, fakeService, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeCommands } from '../fake/workspace';

const MB = 1024 * 1024;
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

describe('Open Rollout', () => {
  it('shows the rollout of the clicked row', async () => {
    const { context, requests, done } = setUp({ path: '/h/r.jsonl', bytes: 50 * MB });
    await openRollout(context, threadNode({ threadId: 'a' }), [threadNode({ threadId: 'b' })]);
    assert.deepEqual(requests, [['threadTree/details', { threadId: 'a' }]]);
    assert.deepEqual(done, ['show /h/r.jsonl as preview']);
  });

  it('does nothing without a thread', async () => {
    const { context, requests } = setUp(null);
    await openRollout(context);
    await revealRollout(context);
    assert.deepEqual(requests, []);
  });

  it('rejects when the rollout is not in the Codex home', async () => {
    for (const command of [openRollout, revealRollout]) {
      const { context } = setUp(null);
      await assert.rejects(async () => {
        await command(context, 'a');
      }, /^UserFacingError: The rollout of “Fix the flaky checkout tests” is not in the Codex home\.$/);
    }
  });

  const obstacles: [string, { path: string; bytes: number }, string][] = [
    [
      'compressed',
      { path: '/h/r.jsonl.zst', bytes: 1 },
      'The rollout cannot be shown as text because it is compressed: /h/r.jsonl.zst',
    ],
    [
      'too large',
      { path: '/h/r.jsonl', bytes: 50 * MB + 1 },
      'The rollout cannot be shown as text because it is too large (50 MB): /h/r.jsonl',
    ],
  ];
  for (const [name, rollout, message] of obstacles) {
    it(`offers to reveal a rollout that is ${name}`, async () => {
      const { context, shown, done, reveals } = setUp(rollout, { press: 'Reveal in File Manager' });
      await openRollout(context, 'a');
      await settled();
      assert.deepEqual(shown, [{ kind: 'warning', text: message, buttons: ['Reveal in File Manager'] }]);
      assert.deepEqual([done, reveals()], [[], [`revealFileInOS ${rollout.path}`]]);
    });
  }

  it('offers to copy the path in a remote window', async () => {
    const { context, shown, done, reveals } = setUp(
      { path: '/h/r.jsonl.zst', bytes: 1 },
      { press: 'Copy Path', remoteName: 'ssh-remote' },
    );
    await openRollout(context, 'a');
    await settled();
    assert.deepEqual(shown[0]?.buttons, ['Copy Path']);
    assert.deepEqual([done, reveals()], [['copy /h/r.jsonl.zst'], []]);
  });

  it('shows an error of what the user chose in the message', async () => {
    const { context, shown } = setUp({ path: '/h/r.jsonl.zst', bytes: 1 }, { press: 'Reveal in File Manager' });
    fakeVscode.commands.executeCommand = () => Promise.reject(new UserFacingError('No file manager.'));
    await openRollout(context, 'a');
    await settled();
    assert.equal(shown.at(-1)?.text, 'No file manager.');
  });

  it('does nothing more when the message is closed', async () => {
    const { context, done, reveals } = setUp({ path: '/h/r.jsonl.zst', bytes: 1 });
    await openRollout(context, 'a');
    await settled();
    assert.deepEqual([done, reveals()], [[], []]);
  });
});

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
