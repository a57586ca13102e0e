import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { UserFacingError } from '../../../src/shell/errors';
import { copyTurn } from '../../../src/shell/transcript/copyTurn';
import { exportAs } from '../../../src/shell/transcript/exportCommand';
import { fileName } from '../../../src/shell/words/fileName';
import { fakeContext, fakeService, settled } from '../fake/service';
import { fakeTranscriptEditor, transcriptThread } from '../fake/transcriptEditor';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeCommands, fakeFolders } from '../fake/workspace';

describe('Copy Turn', () => {
  const run = async (turn: { number: number; text: string } | null) => {
    const { service, requests } = fakeService({ 'threadTree/turnText': () => ({ turn }) });
    const did: string[] = [];
    Object.assign(fakeVscode.env, { clipboard: { writeText: (text: string) => Promise.resolve(void did.push(text)) } });
    fakeVscode.window.setStatusBarMessage = (text: string) => void did.push(text);
    const { uri } = fakeTranscriptEditor({ line: 12 });
    await copyTurn(fakeContext(service));
    assert.deepEqual(requests, [['threadTree/turnText', { uri, line: 12 }]]);
    return did;
  };

  it('copies the turn at the caret, and says so', async () => {
    assert.deepEqual(await run({ number: 2, text: '## Turn 2' }), ['## Turn 2', 'Copied turn 2 as Markdown']);
  });

  it('says what to do if the caret is in none', async () => {
    await assert.rejects(run(null), { name: 'UserFacingError', message: /^The cursor is not in a turn/ });
  });
});

describe('Export as …', () => {
  const setUp = (chosen: Uri | undefined, write = (): Promise<void> => Promise.resolve()) => {
    const { service, requests } = fakeService({ 'threadTree/exportTranscript': () => ({ text: '# Fix it ü\n' }) });
    const { shown } = fakeWindow(({ buttons }) => buttons[0]);
    const { executed } = fakeCommands();
    fakeFolders('/work');
    fakeTranscriptEditor();
    const dialogs: { defaultUri: Uri; filters: object }[] = [];
    const written: string[] = [];
    fakeVscode.window.showSaveDialog = (options: { defaultUri: Uri; filters: object }) => {
      dialogs.push(options);
      return Promise.resolve(chosen);
    };
    const fs = {
      writeFile: async (uri: Uri, bytes: Uint8Array) => {
        await write();
        written.push(`${uri.path}: ${new TextDecoder().decode(bytes)}`);
      },
    };
    Object.assign(fakeVscode.workspace, { fs });
    return { context: fakeContext(service), requests, shown, executed, dialogs, written };
  };
  const proposed = () => {
    fakeFolders('/work');
    return fakeVscode.workspace.workspaceFolders?.[0]?.uri;
  };

  it('asks where, writes the file, and opens it on request', async () => {
    const target = proposed();
    const { context, requests, shown, executed, dialogs, written } = setUp(target);
    await exportAs('markdown')(context);
    await settled();
    assert.deepEqual([dialogs[0]?.defaultUri.path, dialogs[0]?.filters], ['/work/Fix it.md', { Markdown: ['md'] }]);
    const [[method, { threadId, format }] = ['', {}]] = requests as [string, { threadId?: string; format?: string }][];
    assert.deepEqual([method, threadId, format], ['threadTree/exportTranscript', transcriptThread, 'markdown']);
    assert.deepEqual(written, ['/work: # Fix it ü\n']);
    assert.deepEqual(
      shown.map(({ text, buttons }) => [text, buttons]),
      [['Saved “work”.', ['Open']]],
    );
    assert.deepEqual(executed, [['vscode.open', target]]);
  });

  it('reads nothing if the user chooses no file', async () => {
    const { context, requests, written } = setUp(undefined);
    await exportAs('html')(context);
    assert.deepEqual([requests, written], [[], []]);
  });

  it('says why a file could not be written', async () => {
    const { context } = setUp(proposed(), () => Promise.reject(new Error('EACCES: permission denied')));
    await assert.rejects(
      Promise.resolve(exportAs('html')(context)),
      (error: Error) => error instanceof UserFacingError && /^“work” could not be saved: EACCES/.test(error.message),
    );
  });
});

describe('The name of a file', () => {
  it('has nothing that a file system refuses', () => {
    assert.equal(fileName('a/b: "c"\n\u202e<d>?', '.md'), 'a b c d.md');
    assert.equal(fileName('x'.repeat(500), '.md').length, 103);
  });
});
