import assert from 'node:assert/strict';
import { Uri } from 'vscode';
import { activeTranscript } from '../../../src/shell/transcript/activeTranscript';
import { goTo } from '../../../src/shell/transcript/goTo';
import { fakeContext, fakeService } from '../fake/service';
import { fakeTranscriptEditor, transcriptThread } from '../fake/transcriptEditor';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';

describe('Going to a prompt or failure of a transcript', () => {
  const run = async (goal: Parameters<typeof goTo>[0], line: number | null) => {
    const { service, requests } = fakeService({ 'threadTree/transcriptGoTo': () => ({ line }) });
    const { shown } = fakeWindow();
    const fake = fakeTranscriptEditor({ line: 4 });
    await goTo(goal)(fakeContext(service));
    return { ...fake, requests, shown: shown.map(({ kind, text }) => `${kind}: ${text}`) };
  };

  it('puts the caret there', async () => {
    const { editor, revealed, requests, uri, shown } = await run('nextFailure', 9);
    assert.deepEqual(requests, [['threadTree/transcriptGoTo', { uri, line: 4, goal: 'nextFailure' }]]);
    assert.deepEqual([editor.selection.active.line, revealed, shown], [9, [[9, 2]], []]);
  });

  it('says so if there is none', async () => {
    const none = await run('nextFailure', null);
    assert.deepEqual(none.shown, ['info: Nothing failed on this page of the transcript.']);
    assert.equal(none.editor.selection.active.line, 4);
    assert.deepEqual((await run('previousPrompt', null)).shown, ['info: This page of the transcript has no prompts.']);
  });
});

describe('The active transcript', () => {
  it('is the one of the active editor', () => {
    fakeTranscriptEditor({ line: 3 });
    const { threadId, title, part, line } = activeTranscript();
    assert.deepEqual([threadId, title, part, line], [transcriptThread, 'Fix it', { kind: 'newest' }, 3]);
  });

  it('is missed if another document, or none, is there', () => {
    const missing = { name: 'UserFacingError', message: /^No transcript is open/ };
    fakeTranscriptEditor({ uri: Uri.file('/work/a.ts') });
    assert.throws(() => activeTranscript(), missing);
    fakeVscode.window.activeTextEditor = undefined;
    assert.throws(() => activeTranscript(), missing);
  });
});
