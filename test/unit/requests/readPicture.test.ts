// Pictures of prompts, in a rollout that a real Codex wrote and in hostile lines.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { transcriptUri } from '../../../src/protocol/transcriptUri';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { createTranscriptFeatures } from '../../../src/server/requests/transcriptFeatures';
import { createTranscripts } from '../../../src/server/requests/transcripts';
import { picturePlaces, picturesOf } from '../../../src/server/transcript/pictures';
import { filesBelow } from '../../support/files';
import { temporaryFolder } from '../../support/temporaryFolder';
import { plainWords } from '../../support/transcriptPages';
import { makeTranscriptHome } from '../../support/transcriptSamples';

const threadId = '01a225aa-abd0-7df0-b5b3-f907b9134e92';
const png = Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1').toString('base64');
const gif = Buffer.from('GIF89a picture', 'latin1').toString('base64');

describe('Pictures in a line', () => {
  const url = (base64: string, type = 'image/png') => `data:${type};base64,${base64}`;
  const rows: [string, unknown, (string | null)[]][] = [
    ['in their order', { content: [{ image_url: url(png) }, { text: 'x' }, { image_url: url(gif) }] }, ['png', 'gif']],
    ['whatever they are called', { images: [url(png, 'image/svg+xml'), url(gif, 'text/html')] }, ['png', 'gif']],
    ['a generated one', { type: 'image_generation_call', result: png }, ['png']],
    ['not in what somebody wrote', { content: [{ text: url(png) }], message: url(png), images: [url(gif)] }, ['gif']],
    ['no other result', { result: 'A text that is not base64.' }, []],
    [
      'no SVG, no HTML',
      [url(Buffer.from('<svg onload=alert(1)>').toString('base64')), 'data:text/html,<b>'],
      [null, null],
    ],
    ['nothing that leaves its place', url(`${png}) [x](command:y`), [null]],
    ['none', null, []],
  ];
  for (const [name, line, types] of rows)
    it(`are found: ${name}`, () =>
      assert.deepEqual(
        picturesOf(line).map(picture => picture?.type ?? null),
        types,
      ));

  it('are measured without their padding, of which there may be any amount', () => {
    const [one, other] = picturePlaces([url('QUI='), url(`${'='.repeat(1_000_000)}A`)], { rollout: 0, offset: 0 });
    assert.deepEqual([one?.bytes, other?.bytes], [2, 750_000]);
  });

  it('are found however deep the line is nested', () => {
    let line: unknown = url(png);
    for (let depth = 0; depth < 100_000; depth++) line = [line];
    assert.equal(picturesOf(line).length, 1);
  });
});

describe('A picture of a prompt', () => {
  const folder = temporaryFolder();

  it('is in the hover of its line, and a document of its own', async () => {
    makeTranscriptHome(folder(), [threadId]);
    const content = [
      { type: 'text', text: 'Two lines,\nand pictures.' },
      { type: 'image', image_url: `data:image/svg+xml;base64,${png}` },
      { type: 'image', image_url: 'data:text/html,x' },
    ];
    const payload = { type: 'item_completed', item: { type: 'UserMessage', id: 'p=1', content } };
    const file = filesBelow(folder()).find(each => each.includes(threadId)) ?? '';
    appendFileSync(file, `${JSON.stringify({ timestamp: '2026-11-29T05:00:00.000Z', type: 'event_msg', payload })}\n`);
    const home = createThreadHome(folder(), {}, () => undefined);
    const transcripts = createTranscripts(
      home,
      () => undefined,
      (_, message) => assert.fail(message),
    );
    try {
      const open = async (uri: string, part: Parameters<typeof transcripts.open>[0]['part']) =>
        await transcripts.open({ threadId, uri, part, words: plainWords, folders: [] }, new AbortController().signal);
      const uri = transcriptUri({ threadId, title: 'x', part: { kind: 'newest' } });
      const lines = (await open(uri, { kind: 'newest' })).text.split('\n');
      const line = lines.indexOf('  and pictures.') + 1;
      const features = createTranscriptFeatures(transcripts, () => home.path());
      const ask = (method: string, at = line): unknown =>
        features[`textDocument/${method}`]?.({ textDocument: { uri }, position: { line: at, character: 3 } });
      assert.deepEqual(await ask('hover'), {
        contents: { kind: 'markdown', value: `![](data:image/png;base64,${png})` },
      });
      assert.deepEqual(await ask('hover', line + 1), { contents: { kind: 'plaintext', value: 'noPicture' } });
      const links = ask('documentLink') as { range: { start: { line: number } }; target: string }[];
      const target = links.find(({ range }) => range.start.line === line)?.target ?? '';
      assert.match(target, /\/picture\/1\.png\?picture%3D0%3Dp%3D1$/);
      const part = { kind: 'picture', id: 'p=1', index: 0 } as const;
      assert.deepEqual(await open(target, part), { text: '', picture: png });
      assert.deepEqual(await open(`${target}9`, { ...part, index: 9 }), { text: '' });
    } finally {
      transcripts.closeAll();
      home.close();
    }
  });
});
