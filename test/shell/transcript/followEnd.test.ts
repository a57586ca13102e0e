import assert from 'node:assert/strict';
import { EventEmitter, Selection } from 'vscode';
import { followEnds } from '../../../src/shell/transcript/followEnd';
import { fakeVscode } from '../fake/vscode';

const lines = (from: number, to: number) => ({ start: { line: from }, end: { line: to } });

describe('The end of a transcript', () => {
  /** Adds 5 lines at the end of a document of 100; returns the lines that were revealed. */
  function append({ caret = 99, lastSeen = 99, scheme = 'codex-thread', removed = 0 }): number[] {
    const changed = new EventEmitter<unknown>();
    fakeVscode.workspace.onDidChangeTextDocument = changed.event;
    const document = { uri: { scheme }, lineCount: 105 - removed };
    const revealed: number[] = [];
    const editor = {
      document,
      selection: new Selection(caret, 0, caret, 0),
      visibleRanges: [lines(40, 45), lines(60, lastSeen)],
      revealRange: ({ active }: Selection) => revealed.push(active.line),
    };
    fakeVscode.window.visibleTextEditors = [editor, { ...editor, document: {} }] as never;
    const following = followEnds();
    const contentChanges = [
      { text: '\n\n\n\nx\n', range: lines(99, 99) },
      { text: '', range: lines(10, 10 + removed) },
    ];
    changed.fire({ document, contentChanges });
    following.dispose();
    changed.fire({ document, contentChanges });
    return revealed;
  }

  const table: [string, Parameters<typeof append>[0], number[]][] = [
    ['comes into sight again if the caret is there', {}, [104]],
    ['… also if VS Code has moved the caret already', { caret: 104 }, [104]],
    ['stays out of sight if the caret is elsewhere', { caret: 70 }, []],
    ['stays out of sight if the user has scrolled up', { lastSeen: 90 }, []],
    ['does not matter if nothing was added', { removed: 5 }, []],
    ['of any other document does not matter', { scheme: 'file' }, []],
  ];
  for (const [name, given, expected] of table) {
    it(name, () => assert.deepEqual(append(given), expected));
  }
});
