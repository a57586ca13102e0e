// The open documents of transcripts, on homes with rollouts that a real Codex wrote.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transcriptUri, type TranscriptPart } from '../../../src/protocol/transcriptUri';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { createLinkedFiles } from '../../../src/server/requests/linkedFiles';
import { createTranscriptFeatures } from '../../../src/server/requests/transcriptFeatures';
import { createTranscripts, type Transcripts } from '../../../src/server/requests/transcripts';
import { eventually } from '../../support/eventually';
import { filesBelow } from '../../support/files';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { plainWords } from '../../support/transcriptPages';
import { makeTranscriptHome } from '../../support/transcriptSamples';

const running = '01a225aa-abd0-7df0-b5b3-f907b9134e92';
const undone = '01a225aa-683e-7690-88d5-fbcebb3ce90f';
const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';
const goOn = new AbortController().signal;

describe('open transcripts', () => {
  const folder = temporaryFolder();
  let home: ThreadHome;
  let transcripts: Transcripts;
  let told: string[];
  beforeEach(() => {
    home = createThreadHome(folder(), {}, () => undefined);
    told = [];
    transcripts = createTranscripts(
      home,
      (_, params) => void told.push('uri' in params ? params.uri : ''),
      (_, message) => assert.fail(message),
    );
  });
  afterEach(() => {
    transcripts.closeAll();
    home.close();
  });

  const uriOf = (threadId: string, part: TranscriptPart): string => transcriptUri({ threadId, title: 'x', part });
  const open = async (threadId: string, part: TranscriptPart = { kind: 'newest' }): Promise<string> => {
    const uri = uriOf(threadId, part);
    return (await transcripts.open({ threadId, uri, part, words: plainWords, folders: [] }, goOn)).text;
  };
  const said = (text: string): string => {
    const item = { type: 'AgentMessage', id: text, content: [{ type: 'Text', text }] };
    const payload = { type: 'item_completed', item };
    return `${JSON.stringify({ timestamp: '2026-11-29T05:00:00.000Z', type: 'event_msg', payload })}\n`;
  };

  it('show what a running thread appends, and never write to its rollout', async () => {
    makeTranscriptHome(folder(), [running]);
    const file = filesBelow(folder()).find(each => each.includes(running)) ?? '';
    const before = await open(running);
    assert.match(before, /running\n$/);
    const { size } = statSync(file);
    const text = said('Now this.');
    appendFileSync(file, text);
    await eventually(() => assert.deepEqual(told, [uriOf(running, { kind: 'newest' })]));
    const after = await open(running);
    assert.ok(after.startsWith(before.trimEnd()) && after.includes('  Now this.'), after);
    assert.equal(statSync(file).size, size + text.length);
  });

  it('say that a thread was moved away, and go on when it is there again', async () => {
    makeTranscriptHome(folder(), [running]);
    const file = filesBelow(folder()).find(each => each.includes(running)) ?? '';
    await open(running);
    renameSync(file, `${file}.away`);
    await eventually(() => assert.equal(told.length, 1));
    assert.match(await open(running), /\nnowGone\n$/);
    renameSync(`${file}.away`, file);
    await eventually(() => assert.equal(told.length, 2));
    assert.doesNotMatch(await open(running), /nowGone/);
  });

  it('show another model or branch in the heading', async () => {
    makeTranscriptHome(folder(), [running]);
    assert.match(await open(running), /^Message of 0\n/);
    change(folder(), "UPDATE threads SET git_branch = 'topic', model = 'gpt-7'");
    await eventually(() => assert.equal(told.length, 1));
    assert.match(await open(running), /^Message of 0\nmodel: gpt-7\b[^]*?\ngitBranch: topic\n/);
  });

  it('say that the thread was archived, and that it was restored', async () => {
    makeTranscriptHome(folder(), [running]);
    const file = filesBelow(folder()).find(each => each.includes(running)) ?? '';
    const archived = path.join(folder(), 'archived_sessions', path.basename(file));
    mkdirSync(path.dirname(archived));
    await open(running);
    const move = (from: string, to: string, isArchived: number): void => {
      renameSync(from, to);
      change(folder(), `UPDATE threads SET rollout_path = '${to}', archived = ${isArchived} WHERE id = '${running}'`);
    };
    const shows = (ending: RegExp): Promise<void> => eventually(async () => assert.match(await open(running), ending));
    move(file, archived, 1);
    await shows(/\nnowArchived\n$/);
    appendFileSync(archived, said('Still here.'));
    await shows(/Still here\.\n\nnowArchived\n$/);
    move(archived, file, 0);
    await shows(/Still here\.\n\nnowActive\n$/);
    assert.ok(told.every(uri => uri === uriOf(running, { kind: 'newest' })));
  });

  it('show what a revert leaves, and what comes after it', async () => {
    makeTranscriptHome(folder(), ['fbcebb3ce90f.jsonl', 'a3487617b230.jsonl']);
    const later = filesBelow(folder()).find(each => each.includes('a3487617b230')) ?? '';
    const first = later.replace(/T04-57-35-(.*)_[^_]*$/, 'T04-57-34-$1.jsonl');
    const point = (to: string): void =>
      change(folder(), `UPDATE threads SET rollout_path = '${to}' WHERE id = '${undone}'`);
    renameSync(later, `${later}.later`);
    point(first);
    const before = await open(undone);
    assert.match(before, /Two, taken back\./);
    renameSync(`${later}.later`, later);
    point(later);
    await eventually(async () => {
      const after = await open(undone);
      assert.match(after, /Two again\./);
      assert.doesNotMatch(after, /taken back/);
    });
    appendFileSync(later, said('After the revert.'));
    await eventually(async () => assert.match(await open(undone), /After the revert\./));
  });

  it('reject when the rollout is gone, and are not kept', async () => {
    makeTranscriptHome(folder(), [running]);
    const file = filesBelow(folder()).find(each => each.includes(running)) ?? '';
    rmSync(file);
    for (let attempt = 0; attempt < 2; attempt++)
      await assert.rejects(
        open(running),
        (error: { failure?: { code: string } }) => error.failure?.code === 'rolloutMissing',
      );
  });

  it('are followed until they are closed', async () => {
    makeTranscriptHome(folder(), [running]);
    await open(running);
    const uri = uriOf(running, { kind: 'newest' });
    assert.ok(transcripts.at(uri));
    transcripts.close(uri);
    assert.equal(transcripts.at(uri), undefined);
  });

  it('answer the requests of the language client', async () => {
    makeTranscriptHome(folder(), ['agents', '6ba1-7763', '6c33-7b61', '6c7b-7ab2']);
    const lines = (await open(root)).split('\n');
    const features = createTranscriptFeatures(transcripts, () => home.path());
    const ask = (method: string, more: object = {}): unknown =>
      features[`textDocument/${method}`]?.({ textDocument: { uri: uriOf(root, { kind: 'newest' }) }, ...more });
    const [turn] = ask('documentSymbol') as {
      name: string;
      range: { start: { line: number } };
      children: { name: string }[];
    }[];
    assert.match(turn?.name ?? '', /^turn 1: SCRIPT:spawnv2 Ask two helpers/);
    assert.match(lines[turn?.range.start.line ?? 0] ?? '', /^━━ turn 1/);
    assert.equal(turn?.children[0]?.name, 'SCRIPT:spawnv2 Ask two helpers.');
    const links = ask('documentLink') as {
      range: { start: { line: number; character: number }; end: { character: number } };
      target: string;
    }[];
    const texts = links.map(({ range: { start, end }, target }) => [
      lines[start.line]?.slice(start.character, end.character),
      target,
    ]);
    assert.ok(
      texts.some(([text, target]) => text === '/root/find_prices' && target?.startsWith('codex-thread:/01a225ab-6c33')),
      JSON.stringify(texts),
    );
    const folds = ask('foldingRange') as { startLine: number; endLine: number; kind?: string }[];
    assert.ok(folds.every(({ startLine, endLine }) => startLine < endLine && endLine < lines.length));
    const { data } = ask('semanticTokens/full') as { data: number[] };
    assert.ok(data.length > 0 && data.length % 5 === 0 && data.every(each => each >= 0));
    const hover = (await ask('hover', { position: { line: turn?.range.start.line, character: 0 } })) as {
      contents: object;
    };
    assert.deepEqual(hover.contents, { kind: 'plaintext', value: 'tokenDetails' });
    assert.equal(features['textDocument/hover']?.({ textDocument: { uri: 'codex-thread:/other' } }), null);
    assert.throws(() => features['textDocument/hover']?.({}), /Invalid request/);
  });
});

describe('files that a transcript may link', () => {
  const folder = temporaryFolder();
  it('lie in one of the folders, after all links', () => {
    const [inside, outside] = [path.join(folder(), 'in'), path.join(folder(), 'out')];
    for (const each of [inside, outside]) mkdirSync(each);
    writeFileSync(path.join(inside, 'a.ts'), '');
    writeFileSync(path.join(outside, 'secret'), '');
    symlinkSync(path.join(outside, 'secret'), path.join(inside, 'link'));
    const files = createLinkedFiles([inside, '', 'relative', '/'], folder());
    assert.equal(files.find('a.ts'), path.join(inside, 'a.ts'));
    assert.equal(files.find(path.join(inside, 'a.ts')), path.join(inside, 'a.ts'));
    for (const none of ['b.ts', '../out/secret', 'link', '.', '', 'a\0b', path.join(outside, 'secret'), '/etc/passwd'])
      assert.equal(files.find(none), undefined, none);
  });

  it('are also pictures anywhere on this machine, by an absolute path', () => {
    const [inside, outside] = [path.join(folder(), 'pin'), path.join(folder(), 'pout')];
    for (const each of [inside, outside]) mkdirSync(each);
    writeFileSync(path.join(inside, 'a.png'), '');
    writeFileSync(path.join(outside, 'b.PNG'), '');
    writeFileSync(path.join(outside, 'secret'), '');
    mkdirSync(path.join(outside, 'folder.png'));
    symlinkSync(path.join(outside, 'secret'), path.join(outside, 'link.png'));
    const files = createLinkedFiles([inside], folder());
    assert.equal(files.findPicture('a.png'), path.join(inside, 'a.png'));
    const picture = path.join(outside, 'b.PNG');
    assert.equal(files.find(picture), undefined);
    assert.equal(files.findPicture(picture), picture);
    for (const none of ['../pout/b.PNG', 'link.png', 'folder.png', 'secret', 'none.png', 'a\0.png'])
      assert.equal(files.findPicture(none.startsWith('..') ? none : path.join(outside, none)), undefined, none);
    assert.equal(files.findPicture('/dev/null'), undefined);
  });
});
