import assert from 'node:assert/strict';
import type { CommandLine } from '../../../src/protocol/methods';
import {
  copyResumeCommand,
  forkInTerminal,
  openInCodex,
  resumeInTerminal,
} from '../../../src/shell/continue/continueCommands';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { commandLineOf, fakeTerminals } from '../fake/terminals';
import { fakeVscode } from '../fake/vscode';
import { fakeCommands, fakeSettings } from '../fake/workspace';

function setUp({
  official,
  home = '',
  line = {},
}: { official?: string; home?: string; line?: Partial<CommandLine> } = {}) {
  const did: string[] = [];
  const { service, requests } = fakeService({
    'threadTree/commandLine': ({ action, threadId }) => commandLineOf({ args: [action, threadId], ...line }),
  });
  const terminals = fakeTerminals(did, official);
  fakeSettings({ 'codexThreadTree.codexHome': home, 'codexThreadTree.codexPath': ' /opt/codex ' });
  const { executed } = fakeCommands();
  Object.assign(fakeVscode.env, { clipboard: { writeText: (text: string) => Promise.resolve(void did.push(text)) } });
  return { context: fakeContext(service, { views: fakeViews() }), requests, terminals, did, executed };
}

describe('Resume in Terminal', () => {
  it('runs the program itself, in the folder of the thread and named after it', async () => {
    const { context, terminals, requests, did } = setUp();
    await resumeInTerminal(context, 'a');
    assert.deepEqual(did, ['terminal resume a']);
    const { iconPath, ...options } = terminals[0]?.creationOptions ?? {};
    assert.ok(iconPath !== undefined);
    assert.deepEqual(options, {
      name: 'Ada',
      shellPath: '/bin/codex',
      shellArgs: ['resume', 'a'],
      env: {},
      cwd: '/work',
    });
    assert.deepEqual(requests, [
      [
        'threadTree/commandLine',
        { threadId: 'a', action: 'resume', codex: { configured: '/opt/codex', officialExtension: null } },
      ],
    ]);
  });

  it('shows the terminal that the thread has already, until it has ended', async () => {
    const { context, terminals, did } = setUp();
    await resumeInTerminal(context, 'a');
    await resumeInTerminal(context, 'b');
    await resumeInTerminal(context, 'a');
    assert.deepEqual([terminals.length, did.length], [2, 3]);
    const [first] = terminals;
    assert.ok(first);
    first.exitStatus = { code: 0 };
    await resumeInTerminal(context, 'a');
    assert.equal(terminals.length, 3);
  });

  it('names the Codex home if the setting does, and no folder that does not exist', async () => {
    const { context, terminals } = setUp({ home: '/h', line: { folder: null } });
    await resumeInTerminal(context, 'a');
    const { env, cwd } = terminals[0]?.creationOptions ?? {};
    assert.deepEqual([env, cwd], [{ CODEX_HOME: '/h' }, undefined]);
  });
});

describe('Fork in Terminal', () => {
  it('has a terminal for each fork', async () => {
    const { context, terminals } = setUp();
    await forkInTerminal(context, 'a');
    await forkInTerminal(context, 'a');
    assert.deepEqual(
      terminals.map(({ creationOptions }) => creationOptions.shellArgs),
      [
        ['fork', 'a'],
        ['fork', 'a'],
      ],
    );
  });
});

describe('Open in Codex', () => {
  it('opens an editor of Codex’s own extension', async () => {
    const { context, executed, did } = setUp({ official: '/x' });
    await openInCodex(context, 'a');
    const [command, uri, editor] = executed[0] ?? [];
    assert.deepEqual(
      [command, String(uri), editor, did],
      ['vscode.openWith', 'openai-codex://route/local/a', 'chatgpt.conversationEditor', []],
    );
  });

  it('opens a terminal when that fails', async () => {
    const { context, did } = setUp({ official: '/x' });
    fakeVscode.commands.executeCommand = () => Promise.reject(new Error('no such editor'));
    await openInCodex(context, 'a');
    assert.deepEqual(did, ['terminal resume a']);
  });
});

describe('Copy Resume Command', () => {
  it('copies it', async () => {
    const { context, did } = setUp();
    await copyResumeCommand(context, 'a');
    assert.deepEqual(did, ['codex resume a']);
  });
});
