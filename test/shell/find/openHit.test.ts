import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { EventEmitter, Selection, TextEditorSelectionChangeKind, type Uri } from 'vscode';
import type { HitPlace } from '../../../src/protocol/methods';
import { openHit } from '../../../src/shell/find/openHit';
import { transcriptHit, transcriptHits } from '../../support/transcriptHits';
import { fakeService, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';

describe('Opening a hit', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const nowhere: HitPlace = { line: null, part: null };
  const earlier: HitPlace = { line: null, part: { kind: 'before', turn: 3 } };
  const whole: HitPlace = { line: null, part: { kind: 'item', id: 'item-1' } };
  const onLine = (line: number): HitPlace => ({ line, part: null });

  /** `places`: where the hit is, by the query of the document that was asked for. */
  async function open(places: Record<string, HitPlace>) {
    const { service, requests } = fakeService({
      'threadTree/hitPlace': ({ uri }) => places[uri.slice(uri.indexOf('?') + 1)] ?? nowhere,
    });
    const shown: [string, number | undefined][] = [];
    const done: string[] = [];
    const moved = new EventEmitter<unknown>();
    const editor = {
      selection: new Selection(0, 0, 0, 0),
      revealRange: ({ active }: Selection) => done.push(`reveal ${active.line}`),
    };
    fakeVscode.workspace.openTextDocument = (uri: Uri) =>
      Promise.resolve({ query: uri.query, uri: `codex-thread:x?${uri.query}` });
    fakeVscode.window.showTextDocument = ({ query }: { query: string }, options: { selection?: Selection }) => {
      shown.push([query, options.selection?.active.line]);
      editor.selection = options.selection ?? editor.selection;
      return Promise.resolve(editor);
    };
    fakeVscode.window.onDidChangeTextEditorSelection = moved.event;
    fakeVscode.commands.executeCommand = (command: string, options: unknown) =>
      Promise.resolve(void done.push(`${command} ${JSON.stringify(options)}`));
    const { thread } = transcriptHits();
    const opened = openHit(service, { thread, hit: transcriptHit() });
    await settled();
    const { Command } = TextEditorSelectionChangeKind;
    const move = (line: number, kind = Command, textEditor: unknown = editor) =>
      moved.fire({ textEditor, kind, selections: [new Selection(line, 0, line, 0)] });
    /** What was done once the page had time to close its output. */
    const later = async () => {
      mock.timers.tick(5000);
      await opened;
      return done;
    };
    return { shown, requests, move, later };
  }
  const openedAgain = ['editor.unfold {"selectionLines":[4]}', 'reveal 4'];

  it('shows its line in the newest turns', async () => {
    const { shown, requests, later } = await open({ '': onLine(4) });
    assert.deepEqual([shown, await later()], [[['', 4]], []]);
    assert.deepEqual(requests, [['threadTree/hitPlace', { uri: 'codex-thread:x?', ...transcriptHit() }]]);
  });

  it('shows it in earlier turns if the newest do not have it', async () => {
    const { shown, later } = await open({ '': earlier, 'before=3': onLine(1) });
    assert.deepEqual([shown, await later()], [[['before=3', 1]], []]);
  });

  it('shows all of the item if the earlier turns cut it there', async () => {
    const { shown, later } = await open({ '': earlier, 'before=3': whole, 'item=item-1': onLine(300) });
    assert.deepEqual([shown, await later()], [[['item=item-1', 300]], []]);
  });

  it('shows the transcript all the same if no page has it', async () => {
    const { shown, later } = await open({ '': earlier, 'before=3': earlier });
    assert.deepEqual([shown, await later()], [[['before=3', undefined]], []]);
  });

  it('opens the output around it again once it has closed', async () => {
    const { move, later } = await open({ '': onLine(4) });
    move(4);
    move(2, undefined, 'another editor');
    move(2);
    move(2);
    assert.deepEqual(await later(), openedAgain);
  });

  it('leaves the caret where the user moves it', async () => {
    const { move, later } = await open({ '': onLine(4) });
    move(7, TextEditorSelectionChangeKind.Mouse);
    move(2);
    assert.deepEqual(await later(), []);
  });
});
