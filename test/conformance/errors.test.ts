// Errors, side by side with the real Codex: codes and messages.
import assert from 'node:assert/strict';
import { copySample, labelsOf } from '../support/sampleHome';
import { startPair, type Pair } from './pair';

const { R, S, A1 } = labelsOf('family') as { R: string; S: string; A1: string };
const unknown = '01a20235-e3bd-7773-b090-84a39b98b430';

/** Each of these is refused or accepted as S, by every method. */
const spellings = [
  S.toUpperCase(),
  `{${S}}`,
  S.replaceAll('-', ''),
  `urn:uuid:${S}`,
  `URN:UUID:${S}`,
  `{${S.replaceAll('-', '')}}`,
  `urn:uuid:${S.replaceAll('-', '')}`,
  '',
  'abc',
  '0',
  S.slice(0, -1),
  `${S}9`,
  `${S.slice(0, -1)}g`,
  `${S.slice(0, -1)}é`,
  `${S.slice(0, -1)}𝄞`,
  `{${S}`,
  `${S}}`,
  `{${S}x}`,
  '{}',
  '{',
  'urn:uuid:',
  'urn:uuid:zz',
  `urn:uuid:${S.slice(0, -1)}`,
  `{${S.slice(0, -1)}}`,
  '-----',
  '----',
  '01a20235-e3bd-7773-b09084a39b98b439',
  '01a20235e3bd-7773-b090-84a39b98b439',
  '01a20235-e3b-7773-b0909-84a39b98b439',
  '01a2023-5e3bd-7773-b090-84a39b98b439',
  ' ',
  ` ${S}`,
  `${S}\n`,
  'x'.repeat(5000),
  '../../etc/passwd',
  `${S}/..`,
  'constructor',
];

const params: [method: string, params: unknown][] = [
  ...['thread/read', 'thread/archive', 'thread/unarchive'].flatMap((method): [string, unknown][] => [
    [method, undefined],
    [method, {}],
    [method, { threadId: null }],
    [method, { threadId: 5 }],
    [method, { threadId: -1.5 }],
    [method, { threadId: true }],
    [method, { threadId: [] }],
    [method, { threadId: {} }],
    [method, { threadID: S }],
    [method, 'x'],
    [method, 5],
    [method, true],
    [method, { threadId: unknown }],
  ]),
  ['thread/read', { threadId: S, includeTurns: 5 }],
  ['thread/read', { includeTurns: 'x' }],
  ['thread/read', { threadId: S, includeTurns: null }],
  ['thread/read', { threadId: S, more: 1 }],
  ['thread/archive', { threadId: 'x', includeTurns: 5 }],
  ...[
    { limit: -1 },
    { limit: 4294967296 },
    { limit: 1.5 },
    { limit: '1' },
    { limit: true },
    { limit: [] },
    { limit: {} },
    { sortKey: 'x' },
    { sortKey: 5 },
    { sortKey: 'section_position' },
    { sortDirection: 'x' },
    { sortDirection: 5 },
    { archived: 'x' },
    { archived: 0 },
    { modelProviders: 'x' },
    { modelProviders: [5] },
    { modelProviders: {} },
    { sourceKinds: 'cli' },
    { sourceKinds: ['x'] },
    { sourceKinds: [5] },
    { sourceKinds: [null] },
    { cwd: 5 },
    { cwd: [5] },
    { cwd: {} },
    { cwd: true },
    { searchTerm: 5 },
    { searchTerm: [] },
    { cursor: 5 },
    { useStateDbOnly: 5 },
    { useStateDbOnly: null },
    { useStateDbOnly: 'x' },
    { cursor: 'zzz' },
    { cursor: '' },
    { cursor: '2026-11-22T07:43:35' },
    { cursor: '2026-11-22T07:43:35Z|' },
    { cursor: '2026-11-22T07:43:35Z|x' },
    { cursor: `2026-11-22T07:43:35Z|${S}|x` },
    { cursor: `|${S}` },
    { cursor: '2026-11-22' },
    { cursor: '2026-02-30T00:00:00Z' },
    { cursor: '2026-11-22T24:00:00Z' },
    { cursor: '2026-11-22T07:43:60Z' },
    { cursor: ' 2026-11-22T07:43:35Z' },
    { cursor: '2026-11-22T07:43:35.Z' },
  ].map((query): [string, unknown] => ['thread/list', query]),
  ['thread/list', undefined],
  ['thread/list', 'x'],
  ['thread/list', 5],
  ['thread/list', false],
];

describe("errors, in the real Codex's words", () => {
  let pair: Pair;
  before(async () => void (pair = await startPair(home => copySample('family', home))));
  after(() => pair.close());

  for (const id of spellings) {
    it(`the id ${JSON.stringify(id.length > 60 ? `${id.slice(0, 60)}…` : id)}`, async () => {
      const { answer } = await pair.ask('thread/read', { threadId: id });
      await pair.ask('thread/archive', { threadId: id });
      await pair.ask('thread/unarchive', { threadId: id });
      if (answer.error) assert.equal(answer.error.code, -32600);
    });
  }

  for (const [method, given] of params) {
    it(`${method} ${JSON.stringify(given)?.replaceAll(S, 'S').replaceAll(unknown, 'unknown') ?? 'without params'}`, async () =>
      void (await pair.ask(method, given)));
  }

  it('already archived, and already active', async () => {
    for (const threadId of [R, A1])
      assert.equal((await pair.ask('thread/unarchive', { threadId })).answer.error?.code, -32600);
    await pair.ask('thread/archive', { threadId: R });
    for (const threadId of [R, A1])
      assert.equal((await pair.ask('thread/archive', { threadId })).answer.error?.code, -32600);
    await pair.ask('thread/read', { threadId: A1 });
    await pair.ask('thread/unarchive', { threadId: R });
    pair.compareHomes();
  });
});

describe("before and during initialize, in the real Codex's words", () => {
  it('requests are refused before it, and so is a second one', async () => {
    const pair = await startPair(home => copySample('family', home), { initialize: false });
    const client = { name: 'x', title: null, version: '1' };
    try {
      for (const [method, given] of [
        ['thread/list', {}],
        ['thread/read', { threadId: 'x' }],
        ['thread/archive', { threadId: S }],
        ['thread/unarchive', { threadId: S }],
        ['initialize', undefined],
        ['initialize', {}],
        ['initialize', { clientInfo: null }],
        ['initialize', { clientInfo: 5 }],
        ['initialize', { clientInfo: {} }],
        ['initialize', { clientInfo: { name: 'x' } }],
        ['initialize', { clientInfo: { version: '1' } }],
        ['initialize', { clientInfo: { ...client, name: 5 } }],
        ['initialize', { clientInfo: { ...client, version: null } }],
        ['initialize', { clientInfo: { ...client, title: 5 } }],
        ['initialize', { clientInfo: { ...client, name: 'a\nb' } }],
        ['thread/list', {}],
        ['initialize', { clientInfo: client }],
        ['initialize', { clientInfo: client }],
        ['initialize', {}],
        ['thread/read', { threadId: S }],
      ] as [string, unknown][])
        await pair.ask(method, given);
    } finally {
      await pair.close();
    }
  });

  it('an unknown method has the JSON-RPC code here; Codex lists all its methods', async () => {
    const pair = await startPair(home => copySample('family', home));
    try {
      const { error } = await pair.ours.server.ask('thread/nonsense', {});
      assert.deepEqual(error, { code: -32601, message: 'Unknown method: thread/nonsense' });
    } finally {
      await pair.close();
    }
  });
});
