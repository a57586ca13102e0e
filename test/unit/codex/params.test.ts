import assert from 'node:assert/strict';
import {
  canonicalId,
  decodeInitialize,
  decodeThreadId,
  decodeThreadList,
  decodeThreadRead,
  decodeTreeDetails,
  decodeTreeList,
  decodeTreeMembers,
  decodeTreeUnarchive,
  decodeTreePath,
  decodeTreePlan,
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

  it("a client's name must fit into a header", () =>
    refuses(
      decodeInitialize,
      { clientInfo: { name: 'a\nb', version: '1' } },
      "Invalid clientInfo.name: 'a\nb'. Must be a valid HTTP header value.",
    ));

  it('null and nothing are the same where a filter may be null', () => {
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

  it('filters that would be left out are refused', () => {
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

describe('params of threadTree/*', () => {
  const everything = {
    group: 'none',
    sort: 'recency',
    folders: null,
    orphans: true,
    exec: true,
    empty: true,
    filter: '',
  };

  it('options as they are sent', () => {
    const options = {
      group: 'workspace',
      sort: 'size',
      folders: ['/a', '/b c'],
      orphans: false,
      exec: false,
      empty: false,
      filter: ' x ',
    };
    assert.deepEqual(decodeTreeList({ view: 'threads', options: { ...options, later: 'option' } }).options, options);
    assert.deepEqual(decodeTreePath({ view: 'threads', threadId: id, options }).options, options);
    assert.deepEqual(decodeTreeMembers({ view: 'threads', options: { ...options, folders: null } }).options, {
      ...options,
      folders: null,
    });
  });

  it('defaults', () => {
    assert.deepEqual(decodeTreeList({ view: 'threads' }), {
      view: 'threads',
      parentId: null,
      offset: 0,
      limit: 500,
      options: everything,
    });
    assert.deepEqual(decodeTreeList({ view: 'all', parentId: 'orphans', offset: 7, limit: 1000 }), {
      view: 'all',
      parentId: 'orphans',
      offset: 7,
      limit: 1000,
      options: everything,
    });
    assert.deepEqual(decodeTreeMembers({ view: 'archived' }), {
      view: 'archived',
      parentId: null,
      options: everything,
    });
    assert.deepEqual(decodeTreeUnarchive({ threadIds: ['not looked at'] }), { threadIds: ['not looked at'] });
    assert.deepEqual(decodeTreePlan({ operation: 'archive', threadIds: [] }), {
      operation: 'archive',
      threadIds: [],
      keepRoots: false,
    });
    assert.deepEqual(decodeTreePath({ view: 'archived', threadId: id.toUpperCase() }), {
      view: 'archived',
      threadId: id,
      options: everything,
    });
  });

  const table: [decode: (params: unknown) => unknown, params: unknown, what: string][] = [
    [decodeTreeList, {}, 'missing field `view`'],
    [decodeTreeList, { view: 'x' }, 'view: unknown variant `x`, expected one of `threads`, `archived`, `all`'],
    [decodeTreeList, { view: 'all', parentId: 5 }, 'parentId: invalid type: integer `5`, expected a string'],
    [decodeTreeList, { view: 'all', offset: -1 }, 'offset: invalid value: integer `-1`, expected u32'],
    [decodeTreeList, { view: 'all', limit: 0 }, 'limit: invalid value: integer `0`, expected 1 to 1000'],
    [decodeTreeList, { view: 'all', limit: 1001 }, 'limit: invalid value: integer `1001`, expected 1 to 1000'],
    [decodeTreeList, { view: 'threads', options: null }, 'options: invalid type: null, expected struct ViewOptions'],
    [decodeTreeList, { view: 'threads', options: { group: 'none' } }, 'options: missing field `sort`'],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, filter: undefined } },
      'options: missing field `filter`',
    ],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, group: 'author' } },
      'options: group: unknown variant `author`, expected one of `none`, `date`, `workspace`',
    ],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, sort: 'x' } },
      'options: sort: unknown variant `x`, expected one of `recency`, `created`, `name`, `size`',
    ],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, exec: 1 } },
      'options: exec: invalid type: integer `1`, expected a boolean',
    ],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, folders: '/a' } },
      'options: folders: invalid type: string "/a", expected a sequence',
    ],
    [
      decodeTreeList,
      { view: 'threads', options: { ...everything, folders: [5] } },
      'options: folders: invalid type: integer `5`, expected a string',
    ],
    [
      decodeTreePath,
      { view: 'threads', threadId: id, options: { ...everything, folders: ['a\n'] } },
      'options: folders: invalid value: string "a\\n", expected an absolute path',
    ],
    [decodeTreeList, { view: 'all', options: everything }, 'options: the view `all` has none'],
    [decodeTreeMembers, { view: 'all', options: everything }, 'options: the view `all` has none'],
    [decodeTreeMembers, {}, 'missing field `view`'],
    [decodeTreePath, { view: 'all', threadId: id }, 'view: unknown variant `all`, expected `threads` or `archived`'],
    [decodeTreeDetails, { threadId: 'abc' }, 'threadId: invalid length: expected length 32 for simple format, found 3'],
    [decodeTreeDetails, { threadId: 5 }, 'threadId: invalid type: integer `5`, expected a string'],
    [
      decodeTreePlan,
      { operation: 'delete', threadIds: [] },
      'operation: unknown variant `delete`, expected `archive` or `unarchive`',
    ],
    [decodeTreeUnarchive, { threadIds: 'x' }, 'threadIds: invalid type: string "x", expected a sequence'],
    [decodeTreeUnarchive, { threadIds: [id, null] }, 'threadIds: invalid type: null, expected a string'],
  ];
  for (const [decode, params, what] of table) it(what, () => refuses(decode, params, `Invalid request: ${what}`));
});
