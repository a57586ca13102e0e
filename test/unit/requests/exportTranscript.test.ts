// Exports of threads that a real Codex wrote.
import assert from 'node:assert/strict';
import { transcriptUri } from '../../../src/protocol/transcriptUri';
import { createThreadHome, type ThreadHome } from '../../../src/server/home/threadHome';
import { exportTranscript, turnText } from '../../../src/server/requests/exportTranscript';
import { createTranscripts } from '../../../src/server/requests/transcripts';
import { temporaryFolder } from '../../support/temporaryFolder';
import { plainWords } from '../../support/transcriptPages';
import { makeTranscriptHome } from '../../support/transcriptSamples';

const root = '01a225aa-5992-75e3-b863-7b46a2e8e628';
const goOn = new AbortController().signal;

describe('an exported transcript', () => {
  const folder = temporaryFolder();
  let home: ThreadHome;
  beforeEach(() => {
    makeTranscriptHome(folder(), [root]);
    home = createThreadHome(folder(), {}, () => undefined);
  });
  afterEach(() => home.close());
  const exported = async (format: 'markdown' | 'html', limit?: number): Promise<string> =>
    (await exportTranscript(home, { threadId: root, format, words: plainWords }, goOn, limit)).text;

  it('has the header and all turns, in order', async () => {
    const markdown = await exported('markdown');
    assert.match(markdown, /^# Message of 0\n\n- model: /);
    const turns = [...markdown.matchAll(/^## turn (\d+)/gm)].map(([, number]) => Number(number));
    assert.deepEqual(
      turns,
      [...turns.keys()].map(at => at + 1),
    );
    assert.ok(turns.length > 1);
    const html = await exported('html');
    assert.equal(html.match(/<h2>/g)?.length, turns.length);
    assert.match(html, /^<!DOCTYPE html>\n<html lang="en-GB">[^]*<\/html>\n$/);
  });

  it('has at least the newest turn, and says how many are left out', async () => {
    const count = (await exported('markdown')).match(/^## turn /gm)?.length ?? 0;
    const short = await exported('markdown', 10);
    assert.equal(short.match(/^## turn /gm)?.length, 1);
    assert.match(short, new RegExp(`^## turn ${count}`, 'm'));
    assert.match(short, new RegExp(`\\*turnsLeftOut ${count - 1}\\*`));
  });

  it('ends when it is cancelled', async () => {
    const cancelled = AbortSignal.abort(new Error('no longer wanted'));
    await assert.rejects(
      exportTranscript(home, { threadId: root, format: 'html', words: plainWords }, cancelled),
      /no longer wanted/,
    );
  });

  it('of one turn is that at a line of the open page', async () => {
    const transcripts = createTranscripts(
      home,
      () => undefined,
      (_, message) => assert.fail(message),
    );
    const part = { kind: 'newest' } as const;
    const uri = transcriptUri({ threadId: root, title: 'x', part });
    const { text } = await transcripts.open({ threadId: root, uri, part, words: plainWords, folders: [] }, goOn);
    const lines = text.split('\n');
    const second = lines.findIndex(line => line.startsWith('━━ turn 2'));
    const open = transcripts.at(uri);
    assert.deepEqual([turnText(open, 0), turnText(undefined, 0)], [null, null]);
    assert.equal(turnText(open, second)?.number, 2);
    const before = turnText(open, second - 1);
    assert.equal(before?.number, 1);
    assert.match(before.text, /^## turn 1 · [^]*\*completed/);
    transcripts.closeAll();
  });
});
