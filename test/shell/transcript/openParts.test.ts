import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import type { FileChangeAt } from '../../../src/protocol/methods';
import { openChange, openRawRollout } from '../../../src/shell/transcript/openParts';
import { fakeContext, fakeService } from '../fake/service';
import { fakeTranscriptEditor, transcriptThread } from '../fake/transcriptEditor';
import { fakeVscode } from '../fake/vscode';
import { fakeCommands } from '../fake/workspace';

describe('Open Change as Diff', () => {
  const run = async (change: FileChangeAt | null) => {
    const { service, requests } = fakeService({ 'threadTree/changeAt': () => ({ change }) });
    const { executed } = fakeCommands();
    const { uri } = fakeTranscriptEditor({ line: 5 });
    await openChange(fakeContext(service));
    assert.deepEqual(requests, [['threadTree/changeAt', { uri, line: 5 }]]);
    return executed.map(each => each.slice(0, 4).map(String));
  };

  it('compares both sides of the change at the caret', async () => {
    const folder = `codex-thread:/${transcriptThread}.codex-thread`;
    assert.deepEqual(await run({ id: 'p', index: 1, turn: 3, file: 'a.ts' }), [
      ['vscode.diff', `${folder}/before/a.ts?before=1=p`, `${folder}/after/a.ts?after=1=p`, 'a.ts (turn 3)'],
    ]);
  });

  it('has no icons in its title, and no turn where the page has only the change', async () => {
    const [[, , , title] = []] = await run({ id: 'p', index: 0, turn: null, file: '$(x)\n.ts' });
    assert.equal(title, '\\$(x) .ts');
  });

  it('says what to do if the caret is in none', async () => {
    await assert.rejects(run(null), { name: 'UserFacingError', message: /^The cursor is not in a change/ });
  });
});

describe('Open Raw Rollout', () => {
  it('shows a document of the thread, not the file', async () => {
    fakeTranscriptEditor();
    const shown: string[] = [];
    fakeVscode.workspace.openTextDocument = (uri: Uri) => Promise.resolve(uri);
    fakeVscode.window.showTextDocument = (uri: Uri) => Promise.resolve(void shown.push(String(uri)));
    await openRawRollout(fakeContext(fakeService({}).service));
    assert.deepEqual(shown, [`codex-thread:/${transcriptThread}.codex-thread/raw/Fix it.jsonl?raw`]);
  });
});
