import assert from 'node:assert/strict';
import { EventEmitter, type TextDocument, type TextEditor } from 'vscode';
import { foldAppended } from '../../../src/shell/transcript/foldAppended';
import { uriOfTranscript } from '../../../src/shell/transcript/transcriptUris';
import { fakeLog, fakeService, settled } from '../fake/service';
import { transcriptThread } from '../fake/transcriptEditor';
import { fakeVscode } from '../fake/vscode';
import { fakeCommands, fakeSettings } from '../fake/workspace';

describe('Output that comes while a transcript is open', () => {
  function setUp({ isWanted = true, answer = (): number[] => [12, 15] } = {}) {
    const { service, requests } = fakeService({ 'threadTree/closedFolds': () => ({ lines: answer() }) });
    const { executed } = fakeCommands();
    fakeSettings({ 'editor.foldingImportsByDefault': isWanted });
    const edited = new EventEmitter<unknown>();
    const activated = new EventEmitter<TextEditor | undefined>();
    const closed = new EventEmitter<TextDocument>();
    fakeVscode.workspace.onDidChangeTextDocument = edited.event;
    fakeVscode.workspace.onDidCloseTextDocument = closed.event;
    fakeVscode.window.onDidChangeActiveTextEditor = activated.event;
    const { log, lines } = fakeLog();
    foldAppended(service, log);
    const document = { uri: uriOfTranscript(transcriptThread, 'x'), languageId: 'codex-transcript' };
    const activate = (shown: unknown) => {
      fakeVscode.window.activeTextEditor = { document: shown } as never;
      activated.fire({ document: shown } as TextEditor);
    };
    const edit = async (...starts: number[]) => {
      edited.fire({ document, contentChanges: starts.map(line => ({ range: { start: { line } } })) });
      await settled();
    };
    const asked = () => requests.map(([, params]) => (params as { line: number }).line);
    return { document, activate, edit, closed, executed, asked, lines };
  }
  const folds = [['editor.fold', { selectionLines: [12, 15], levels: 1, direction: 'down' }]];

  it('is closed in the active editor, from the first changed line on', async () => {
    const { document, activate, edit, executed, asked } = setUp();
    activate(document);
    await edit(11, 9);
    assert.deepEqual([asked(), executed], [[9], folds]);
  });

  it('is closed when the transcript is active again', async () => {
    const { document, activate, edit, executed, asked } = setUp();
    activate('another');
    await edit(20);
    await edit(9);
    await edit(30);
    assert.deepEqual([asked(), executed], [[], []]);
    activate(document);
    await settled();
    activate(document);
    await settled();
    assert.deepEqual([asked(), executed], [[9], folds]);
  });

  it('is forgotten when the document is closed', async () => {
    const { document, activate, edit, closed, asked } = setUp();
    activate('another');
    await edit(20);
    closed.fire(document as TextDocument);
    activate(document);
    await settled();
    assert.deepEqual(asked(), []);
  });

  it('stays open if there is nothing to close, or if the user wants that', async () => {
    for (const fake of [setUp({ answer: () => [] }), setUp({ isWanted: false })]) {
      fake.activate(fake.document);
      await fake.edit(3);
      assert.deepEqual(fake.executed, []);
    }
  });

  it('is not worth a message if it cannot be closed', async () => {
    const fake = setUp({
      answer: () => {
        throw new Error('no server');
      },
    });
    fake.activate(fake.document);
    await fake.edit(3);
    assert.match(fake.lines.join(), /^warn: .*no server/);
  });
});
