import assert from 'node:assert/strict';
import {
  canonicalId,
  decodeInitialize,
  decodeThreadId,
  decodeThreadList,
  decodeThreadRead,
} from '../../../src/server/codex/params';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';
const refuses = (decode: (params: unknown) => unknown, params: unknown, message: string): void =>
  assert.throws(() => decode(params), { code: -32600, message });
const archive = (params: unknown): unknown => decodeThreadId('ThreadArchiveParams', params);

describe("params in Codex's words", () => {
  const table: [decode: (params: unknown) => unknown, params: unknown, what: string][] = [
    [archive, undefined, 'missing field `params`'],
    [archive, {}, 'missing field `threadId`'],
    [archive, { threadId: undefined }, 'missing field `threadId`'],
    [archive, { threadId: null }, 'invalid type: null, expected a string'],
    [archive, { threadId: 5 }, 'invalid type: integer `5`, expected a string'],
    [archive, { threadId: 1.5 }, 'invalid type: floating point `1.5`, expected a string'],
    [archive, { threadId: true }, 'invalid type: boolean `true`, expected a string'],
    [archive, { threadId: [] }, 'invalid type: sequence, expected a string'],
    [archive, { threadId: {} }, 'invalid type: map, expected a string'],
    [archive, 'x', 'invalid type: string "x", expected struct ThreadArchiveParams'],
    [archive, null, 'invalid type: null, expected struct ThreadArchiveParams'],
    [decodeThreadRead, { includeTurns: 5 }, 'invalid type: integer `5`, expected a boolean'],
    [decodeThreadList, { limit: 'x' }, 'invalid type: string "x", expected u32'],
    [decodeThreadList, { limit: -1 }, 'invalid value: integer `-1`, expected u32'],
    [decodeThreadList, { limit: 4294967296 }, 'invalid value: integer `4294967296`, expected u32'],
    [
      decodeThreadList,
      { sortKey: 'x' },
      'unknown variant `x`, expected one of `created_at`, `updated_at`, `recency_at`, `section_position`',
    ],
    [decodeThreadList, { sortDirection: 'x' }, 'unknown variant `x`, expected `asc` or `desc`'],
    [decodeThreadList, { sortDirection: 5 }, 'invalid type: integer `5`, expected string or map'],
    [decodeThreadList, { cwd: [5] }, 'data did not match any variant of untagged enum ThreadListCwdFilter'],
    [decodeThreadList, { useStateDbOnly: null }, 'invalid type: null, expected a boolean'],
    [decodeInitialize, {}, 'missing field `clientInfo`'],
    [decodeInitialize, { clientInfo: null }, 'invalid type: null, expected struct ClientInfo'],
    [decodeInitialize, { clientInfo: { name: 'x' } }, 'missing field `version`'],
  ];
  for (const [decode, params, what] of table)
    it(`${JSON.stringify(params)}: ${what}`, () => refuses(decode, params, `Invalid request: ${what}`));

  it("a client's name must be valid in an HTTP header", () =>
    refuses(
      decodeInitialize,
      { clientInfo: { name: 'a\nb', version: '1' } },
      "Invalid clientInfo.name: 'a\nb'. Must be a valid HTTP header value.",
    ));

  it('a filter that may be null may also be absent', () => {
    const none = {
      cursor: null,
      limit: null,
      sortKey: null,
      sortDirection: null,
      modelProviders: null,
      sourceKinds: null,
      archived: null,
      cwd: null,
      searchTerm: null,
    };
    assert.deepEqual(decodeThreadList({}), { ...none, useStateDbOnly: false });
    assert.deepEqual(decodeThreadList({ ...none, useStateDbOnly: true, later: 'field' }), {
      ...none,
      useStateDbOnly: true,
    });
  });

  it('unsupported filters are refused', () => {
    for (const [name, value] of [
      ['sectionId', null],
      ['sectionId', 's'],
      ['excludedThreadIds', [id]],
      ['originators', ['x']],
    ] as const) {
      refuses(
        decodeThreadList,
        { [name]: value },
        `Invalid request: \`${name}\` is not supported by the thread server`,
      );
    }
    assert.ok(decodeThreadList({ excludedThreadIds: [], originators: null }));
    refuses(
      decodeThreadRead,
      { threadId: id, includeTurns: true },
      'includeTurns is not supported by the thread server: it reads metadata only',
    );
  });

  it('ids', () => {
    assert.deepEqual(decodeThreadRead({ threadId: `{${id.toUpperCase()}}` }), { threadId: id });
    refuses(
      decodeThreadRead,
      { threadId: 'abc' },
      'invalid thread id: invalid length: expected length 32 for simple format, found 3',
    );
    assert.throws(() => canonicalId('abc', 'session id'), {
      code: -32600,
      message: 'invalid session id: invalid length: expected length 32 for simple format, found 3',
    });
  });
});
