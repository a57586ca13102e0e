import assert from 'node:assert/strict';
import { EventEmitter, type FileChangeEvent, type FileSystemProvider, type TextDocument, type Uri } from 'vscode';
import type { TranscriptParams } from '../../../src/protocol/transcript';
import { FailedRequest } from '../../../src/shell/errors';
import { serveTranscripts } from '../../../src/shell/transcript/transcriptFiles';
import { addressOfTranscript } from '../../../src/shell/transcript/transcriptAddress';
import { uriOfTranscript } from '../../../src/shell/transcript/transcriptUris';
import { wordsOfTranscripts } from '../../../src/shell/transcript/wordsOfTranscripts';
import { transcriptWords } from '../../../src/protocol/transcriptWords';
import { fakeLog, fakeService } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeFolders } from '../fake/workspace';

const threadId = '01a225aa-683e-7690-88d5-fbcebb3ce90f';

function setUp(answer: (params: TranscriptParams) => string) {
  const fake = fakeService({
    'threadTree/transcript': params => ({ text: answer(params) }),
    'threadTree/closeTranscript': () => null,
  });
  fakeFolders('/work');
  const closed = new EventEmitter<TextDocument>();
  const registered: [string, FileSystemProvider, unknown][] = [];
  fakeVscode.workspace.registerFileSystemProvider = (...args: [string, FileSystemProvider, unknown]) => {
    registered.push(args);
    return { dispose: () => undefined };
  };
  fakeVscode.workspace.onDidCloseTextDocument = closed.event;
  fakeVscode.workspace.onDidChangeTextDocument = new EventEmitter().event;
  fakeVscode.window.onDidChangeActiveTextEditor = new EventEmitter().event;
  const log = fakeLog();
  const disposable = serveTranscripts(fake.service, log.log);
  const [entry] = registered;
  assert.ok(entry);
  const [scheme, provider, options] = entry;
  const changes: string[] = [];
  provider.onDidChangeFile((events: readonly FileChangeEvent[]) =>
    events.forEach(({ uri }) => void changes.push(uri.toString())),
  );
  const text = async (uri: Uri) => new TextDecoder().decode(await provider.readFile(uri));
  return { ...fake, scheme, provider, options, changes, text, closed, log, disposable };
}

describe('The files of transcripts', () => {
  const uri = () => uriOfTranscript(threadId, 'Fix a/b');

  it('are read from the server, once for size and content, and cannot be written', async () => {
    let asked = 0;
    const { provider, text, scheme, options, requests, disposable } = setUp(() => `text ${++asked} ü`);
    const stat = await provider.stat(uri());
    assert.equal(await text(uri()), 'text 1 ü');
    assert.equal(stat.size, Buffer.byteLength('text 1 ü'));
    assert.deepEqual([scheme, options], ['codex-thread', { isReadonly: true, isCaseSensitive: true }]);
    const [[method, params] = []] = requests;
    const { words, ...rest } = params as TranscriptParams;
    assert.equal(method, 'threadTree/transcript');
    assert.deepEqual(rest, { threadId, uri: uri().toString(), part: { kind: 'newest' }, folders: ['/work'] });
    assert.deepEqual(words, wordsOfTranscripts());
    for (const write of [
      () => provider.writeFile(uri(), new Uint8Array(), { create: true, overwrite: true }),
      () => provider.delete(uri(), { recursive: false }),
      () => provider.rename(uri(), uri(), { overwrite: true }),
      () => provider.createDirectory(uri()),
    ]) {
      assert.throws(write, { code: 'NoPermissions' });
    }
    disposable.dispose();
  });

  it('are read again when they have changed, or another server answers', async () => {
    let asked = 0;
    const { provider, text, notify, change, changes, disposable } = setUp(() => `text ${++asked}`);
    const before = await provider.stat(uri());
    notify('threadTree/transcriptChanged', { uri: 'codex-thread:/another' });
    change(7);
    assert.deepEqual(changes, []);
    notify('threadTree/transcriptChanged', { uri: uri().toString() });
    assert.deepEqual(changes, [uri().toString()]);
    assert.ok((await provider.stat(uri())).mtime > before.mtime);
    assert.equal(await text(uri()), 'text 2');
    change(null);
    assert.equal(changes.length, 2);
    assert.equal(await text(uri()), 'text 3');
    disposable.dispose();
  });

  it('are closed with their document', async () => {
    const { text, closed, requests, notify, changes, disposable } = setUp(() => '');
    await text(uri());
    closed.fire({ uri: uri() } as TextDocument);
    assert.deepEqual(requests.at(-1), ['threadTree/closeTranscript', { uri: uri().toString() }]);
    notify('threadTree/transcriptChanged', { uri: uri().toString() });
    assert.deepEqual(changes, []);
    disposable.dispose();
  });

  it('say why they cannot be read, and are read anew the next time', async () => {
    const answers = [
      () => {
        throw new FailedRequest({ code: 'rolloutMissing', path: null, location: 'either' });
      },
      () => {
        throw new TypeError('a bug');
      },
      () => 'there',
    ];
    const { text, log, disposable } = setUp(() => answers.shift()?.() ?? '');
    await assert.rejects(text(uri()), { code: 'Unavailable', message: /rollout/ });
    await assert.rejects(text(uri()), { code: 'Unavailable', message: /ran into a bug \(a bug\)/ });
    assert.match(log.lines[0] ?? '', /^error: TypeError: a bug/);
    assert.equal(await text(uri()), 'there');
    const elsewhere = Object.assign(uri(), { path: '/etc/passwd' });
    await assert.rejects(text(elsewhere), { code: 'FileNotFound' });
    disposable.dispose();
  });
});

describe('The address of a transcript', () => {
  it('has the name of the thread as its title', () => {
    assert.equal(uriOfTranscript(threadId, 'Fix a/b').path, `/${threadId}.codex-thread/Fix a∕b`);
    assert.equal(uriOfTranscript(threadId, '..').path, `/${threadId}.codex-thread/..…`);
  });

  it('is read as it was made', () => {
    for (const part of [{ kind: 'newest' }, { kind: 'before', turn: 7 }, { kind: 'item', id: 'call_1=&?' }] as const) {
      const address = addressOfTranscript(uriOfTranscript(threadId, 'x', part));
      assert.deepEqual(address, { threadId, title: 'x', part });
    }
  });
});

describe('The words of transcripts', () => {
  it('are all there, with places for what is filled in', () => {
    const words = wordsOfTranscripts();
    assert.deepEqual(Object.keys(words).sort(), [...transcriptWords, 'language'].sort());
    assert.equal(words.moved, 'Moved {0} to {1}');
  });
});
