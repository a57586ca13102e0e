// The whole shell, as VS Code activates it, with a small server in a real worker.
import assert from 'node:assert/strict';
import path from 'node:path';
import { Uri, type ExtensionContext } from 'vscode';
import { englishManifest } from '../../scripts/manifest';
import { activate, deactivate } from '../../src/extension';
import { CommandId, ContextKey, ViewId, focusedRowCommand } from '../../src/manifest';
import { eventually } from '../support/eventually';
import { subtree } from '../support/oldSubtrees';
import { writeScriptedServer } from '../support/scriptedServer';
import { suiteFolder } from '../support/temporaryFolder';
import { LanguageClient } from './fake/languageClient';
import { fakeLog, fakeMemento, settled } from './fake/service';
import { fakeShowQuickPick } from './fake/quickInput';
import { fakeTreeViews } from './fake/treeView';
import { fakeVscode, strict } from './fake/vscode';
import { fakeCommands, fakeFolders, fakeSettings } from './fake/workspace';
import { fakeWindow } from './fake/window';

describe('The extension', () => {
  const folder = suiteFolder();
  const subscriptions: { dispose(): unknown }[] = [];
  afterEach(async () => {
    subscriptions.splice(0).forEach(subscription => void subscription.dispose());
    await deactivate();
    LanguageClient.shown.length = 0;
  });

  /** `extra`: of the server's script; `press`: the button to press in messages. */
  function start({ extra, press }: { extra?: string; press?: string } = {}) {
    const serverFile = folder('threadServer.js');
    writeScriptedServer(serverFile, extra);
    const asked: string[] = [];
    const context = strict('ExtensionContext', {
      subscriptions,
      workspaceState: fakeMemento(),
      globalStorageUri: Uri.file('/storage'),
      asAbsolutePath: (relative: string) => {
        asked.push(relative);
        return serverFile;
      },
    }) as unknown as ExtensionContext;
    const log = fakeLog();
    const channels: unknown[] = [];
    fakeVscode.window.createOutputChannel = (...args: unknown[]) => {
      channels.push(args);
      return log.log;
    };
    fakeVscode.workspace.registerTextDocumentContentProvider = () => ({ dispose: () => undefined });
    fakeVscode.languages.registerDocumentLinkProvider = () => ({ dispose: () => undefined });
    fakeVscode.window.registerFileDecorationProvider = () => ({ dispose: () => undefined });
    fakeVscode.workspace.registerFileSystemProvider = () => ({ dispose: () => undefined });
    fakeVscode.workspace.onDidCloseTextDocument = () => ({ dispose: () => undefined });
    fakeVscode.workspace.onDidChangeTextDocument = () => ({ dispose: () => undefined });
    const viewOf = fakeTreeViews();
    const commands = fakeCommands();
    const settings = fakeSettings({ 'codexThreadTree.codexHome': '/first' });
    fakeFolders();
    const { shown } = fakeWindow(() => press);
    const api = activate(context).getAPI(1);
    return { api, asked, log, channels, viewOf, commands, settings, shown };
  }
  const ends = (lines: readonly string[]) => lines.filter(line => line.includes('has ended'));

  it('registers its commands and views when it is activated, and starts nothing', async () => {
    const { asked, log, channels, viewOf, commands } = start();
    const contributed = englishManifest().contributes.commands.map(({ command }) => command);
    const inner = [ViewId.threads, ViewId.archived].map(focusedRowCommand);
    assert.deepEqual([...commands.registered.keys()].sort(), [...contributed, ...inner].sort());
    assert.deepEqual([viewOf(ViewId.threads).isDisposed, viewOf(ViewId.archived).isDisposed], [false, false]);
    assert.deepEqual(channels, [['Thread Tree for Codex', { log: true }]]);
    await new Promise(resolve => setTimeout(resolve));
    assert.deepEqual([asked, log.lines], [[], []], 'no server');
    await deactivate();
    assert.deepEqual([log.lines, log.isDisposed], [[], true]);
  });

  it('starts the server with the settings when it is needed, once', async () => {
    const { api, asked, log } = start({
      extra: `if (method === 'initialize') { answer(id, { codexHome: codexHome + ' ' + journal, capabilities: {} }); return true; }`,
    });
    const homes = await Promise.all([api.codexHome, api.codexHome]);
    const expected = `/first ${path.join('/storage', 'journal')}`;
    assert.deepEqual(homes, [expected, expected]);
    assert.deepEqual(asked, ['dist/threadServer.js']);
    assert.deepEqual(log.lines, [`info: The thread server has started. Codex home: ${expected}`]);
  });

  it('ends the server when it is deactivated, and waits until it has ended', async () => {
    const { api, log } = start();
    await api.codexHome;
    await deactivate();
    assert.deepEqual(ends(log.lines), ['info: The thread server has ended (exit code 0).']);
    assert.equal(log.isDisposed, true);
    await assert.rejects(api.codexHome, /has been shut down/);
  });

  it('has another server when the Codex home is another one', async () => {
    const { api, log, settings } = start();
    assert.equal(await api.codexHome, '/first');
    settings.change('codexThreadTree.confirmArchive', false);
    assert.equal(await api.codexHome, '/first');
    // As when the file of the settings is saved.
    settings.change('codexThreadTree.codexHome', '/second', 'codexThreadTree.live.background');
    assert.equal(await api.codexHome, '/second');
    assert.equal(ends(log.lines).length, 1);
  });

  const broken = `if (method === 'initialize' && codexHome === '/first') process.exit(1);`;
  it('offers the log when the server is gone for good', async () => {
    const { api, log, shown } = start({ extra: broken, press: 'Show Log' });
    await assert.rejects(api.codexHome);
    assert.deepEqual(shown, [
      {
        kind: 'error',
        text: 'The thread server ended before it answered and is not started again. The log says why.',
        buttons: ['Show Log', 'Restart'],
      },
    ]);
    await eventually(() => assert.equal(log.shown, 1));
  });

  it('starts the server again when the user wants to', async () => {
    const started = folder('started');
    const { api, shown } = start({
      extra: `if (!fs.existsSync(${JSON.stringify(started)})) {
        fs.writeFileSync(${JSON.stringify(started)}, '');
        process.exit(1);
      }`,
      press: 'Restart',
    });
    await assert.rejects(api.codexHome);
    assert.equal(shown.length, 1);
    assert.equal(await eventually(() => api.codexHome), '/first');
  });

  it('stays without a server when the user closes the message', async () => {
    const { api, log } = start({ extra: broken });
    await assert.rejects(api.codexHome);
    await settled();
    await assert.rejects(api.codexHome);
    assert.equal(log.shown, 0);
  });

  it('forgets what failed when the Codex home is another one', async () => {
    const failed = { threadId: 'a', status: 'failed', failure: { code: 'cancelled' } };
    const { api, commands, settings } = start({
      extra: `if (method === 'threadTree/archive') {
        answer(id, { operation: 'o', reports: [${JSON.stringify(failed)}], names: {} });
      }`,
    });
    const hasFailures = () => commands.context[ContextKey.hasFailures];
    await api.archive('a');
    await eventually(() => assert.equal(hasFailures(), true));
    settings.change('codexThreadTree.codexHome', '/second');
    await eventually(() => assert.equal(hasFailures(), false));
    assert.equal(await api.codexHome, '/second');
  });

  it('never makes a link of what a server says that cannot be started', async () => {
    const { api, shown } = start({
      extra: `if (method === 'initialize') {
        port.postMessage({ jsonrpc: '2.0', id, error: { code: -32603, message: '[x](command:evil)' } });
        return true;
      }`,
    });
    await assert.rejects(api.codexHome);
    assert.equal(shown[0]?.text, 'The thread server could not be started: [x] (command:evil).');
  });

  /** Opens the preview of a clean-up. */
  async function startCleanUp() {
    const started = start({
      extra: `if (method === 'threadTree/oldThreads') {
        const amount = { threads: 1, bytes: 1 };
        answer(id, { subtrees: [${JSON.stringify(subtree('a'))}], home: { active: amount, archived: amount }, loaded: 0 });
      }`,
    });
    fakeShowQuickPick(({ items, placeHolder = '' }) =>
      placeHolder.includes('how long') ? [items[0]?.label ?? ''] : [],
    );
    await started.commands.run(CommandId.cleanUpOld);
    assert.equal(started.viewOf(ViewId.cleanUp).isDisposed, false);
    return started;
  }

  it('closes the preview of a clean-up when the Codex home is another one', async () => {
    const { viewOf, settings, commands } = await startCleanUp();
    settings.change('codexThreadTree.codexHome', '/second');
    assert.equal(viewOf(ViewId.cleanUp).isDisposed, true);
    await commands.run(CommandId.cleanUpCheckNone);
  });

  it('removes everything from the window when it is disposed of', async () => {
    const { viewOf, commands } = await startCleanUp();
    subscriptions.splice(0).forEach(subscription => void subscription.dispose());
    assert.deepEqual(
      Object.values(ViewId).map(id => viewOf(id).isDisposed),
      [true, true, true],
    );
    assert.equal(commands.registered.size, 0);
  });
});
