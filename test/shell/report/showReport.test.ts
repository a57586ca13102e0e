import assert from 'node:assert/strict';
import { Uri, type DocumentLinkProvider, type TextDocument, type TextDocumentContentProvider } from 'vscode';
import type { ReportedThread, SubtreeReport } from '../../../src/protocol/methods';
import { exportReport } from '../../../src/shell/report/exportReport';
import { showReport } from '../../../src/shell/report/showReport';
import { createSubtreeReports } from '../../../src/shell/report/subtreeReports';
import { groupNode, threadNode } from '../fake/nodes';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeFolders } from '../fake/workspace';

const totals = { durationMs: 0, tokens: 0, unknownTokens: 0, changedFiles: 0, failedCommands: 0 };

/** `name`: of the reported thread; `focused`: the row that has the focus. */
function setUp({ name = 'Fix it', focused = [] as ReturnType<typeof threadNode>[] } = {}) {
  const answer = { name, threads: [] as ReportedThread[] };
  const { service, requests } = fakeService({
    'threadTree/report': (): SubtreeReport => ({ ...answer, leftOut: 0, totals }),
    'threadTree/list': () => new Promise(() => undefined),
  });
  fakeWindow();
  const provider: { scheme?: string; provide?: TextDocumentContentProvider; links?: DocumentLinkProvider } = {};
  fakeVscode.workspace.registerTextDocumentContentProvider = (scheme: string, provide: TextDocumentContentProvider) => {
    Object.assign(provider, { scheme, provide });
    return { dispose: () => undefined };
  };
  fakeVscode.languages.registerDocumentLinkProvider = (_: unknown, links: DocumentLinkProvider) => {
    Object.assign(provider, { links });
    return { dispose: () => undefined };
  };
  const open = new Map<string, string>();
  const textOf = async (uri: Uri) => String(await provider.provide?.provideTextDocumentContent(uri, {} as never));
  fakeVscode.workspace.openTextDocument = async (uri: Uri) => {
    if (!open.has(String(uri))) {
      open.set(String(uri), await textOf(uri));
    }
    return uri;
  };
  const shown: string[] = [];
  fakeVscode.window.showTextDocument = (uri: Uri) => Promise.resolve(void shown.push(String(uri)));
  const reports = createSubtreeReports(service);
  // As VS Code does: only open documents are read again.
  provider.provide?.onDidChange?.(uri => {
    if (open.has(String(uri))) void textOf(uri).then(text => open.set(String(uri), text));
  });
  const views = fakeViews({ threads: { chosen: () => Promise.resolve(focused) } });
  return { context: fakeContext(service, { reports, views }), answer, requests, provider, open, shown, textOf };
}

describe('Show Subtree Report', () => {
  it('shows the report of the clicked row in a document of its own', async () => {
    const { context, requests, provider, open, shown } = setUp();
    await showReport(context, threadNode({ threadId: 'a' }), [threadNode({ threadId: 'b' })]);
    assert.deepEqual(requests, [['threadTree/report', { threadId: 'a' }]]);
    assert.equal(provider.scheme, 'codex-report');
    assert.deepEqual(shown, ['codex-report://a/Report Fix it.txt']);
    assert.match(open.get('codex-report://a/Report Fix it.txt') ?? '', /^Sub-agents of “Fix it”\n/);
  });

  it('reads an open report again', async () => {
    const { context, requests, open } = setUp();
    await showReport(context, 'a');
    open.set('codex-report://a/Report Fix it.txt', 'old');
    await showReport(context, 'a');
    await settled();
    assert.equal(requests.length, 2);
    assert.match(open.get('codex-report://a/Report Fix it.txt') ?? '', /^Sub-agents/);
  });

  it('reads a report whose tab an earlier window left open', async () => {
    const { requests, textOf } = setUp();
    assert.match(await textOf({ authority: 'a' } as Uri), /^Sub-agents/);
    assert.deepEqual(requests, [['threadTree/report', { threadId: 'a' }]]);
  });

  it('is of the focused row when the palette runs it, else of a thread that is picked', async () => {
    const { context, shown } = setUp({ focused: [threadNode({ threadId: 'c' })] });
    await showReport(context);
    assert.deepEqual(shown, ['codex-report://c/Report Fix it.txt']);
    const none = setUp();
    const picker = fakeQuickPick();
    const running = showReport(none.context);
    await settled();
    assert.equal(picker.picker.placeholder, 'Report the sub-agents of which thread?');
    picker.close();
    await running;
    assert.deepEqual(none.shown, []);
  });

  it('links the names of threads to their transcripts, also after the window was loaded again', async () => {
    const { answer, provider, textOf } = setUp();
    const work = { code: 'rolloutMissing', path: null, location: 'either' } as const;
    answer.threads = ['Ada', 'Bob  and\u202e co.'].map((name, at) => ({
      threadId: `01a225aa-683e-7690-88d5-fbcebb3ce90${at}`,
      name,
      depth: at + 1,
      archived: false,
      work,
    }));
    const uri = Uri.from({ scheme: 'codex-report', authority: 'a', path: '/x.txt' });
    const text = await textOf(uri);
    const document = { uri, getText: () => text } as TextDocument;
    const links = (await provider.links?.provideDocumentLinks(document, {} as never)) ?? [];
    const lines = text.split('\n');
    assert.deepEqual(
      links.map(({ range: { start, end }, target }) => [
        lines[start.line]?.slice(start.character, end.character),
        target?.scheme,
        target?.path.slice(0, 37),
      ]),
      [
        ['Ada', 'codex-thread', '/01a225aa-683e-7690-88d5-fbcebb3ce900'],
        ['Bob  and  co.', 'codex-thread', '/01a225aa-683e-7690-88d5-fbcebb3ce901'],
      ],
    );
  });

  it('is exported as it is shown', async () => {
    const title = 'Report Fix it';
    fakeVscode.window.activeTextEditor = {
      document: { uri: Uri.from({ scheme: 'codex-report', path: `/${title}.txt` }), getText: () => 'text' },
    } as never;
    fakeFolders('/work');
    const proposed: string[] = [];
    fakeVscode.window.showSaveDialog = ({ defaultUri }: { defaultUri: Uri }) =>
      Promise.resolve(void proposed.push(defaultUri.path));
    await exportReport(setUp().context);
    assert.deepEqual(proposed, [`/work/${title}.txt`]);
    fakeVscode.window.activeTextEditor = undefined;
    await assert.rejects(Promise.resolve(exportReport(setUp().context)), /^UserFacingError: No report is open/);
  });

  it('does nothing for rows that are no threads', async () => {
    const { context, requests } = setUp();
    await showReport(context, groupNode('threads', {}), []);
    assert.deepEqual(requests, []);
  });

  it('names the document so that every file system takes it', async () => {
    const { context, shown } = setUp({ name: `../a\\b:\u202e${'x'.repeat(100)}` });
    await showReport(context, 'a');
    assert.equal(shown[0], `codex-report://a/Report .. a b ${'x'.repeat(52)}.txt`);
  });
});
