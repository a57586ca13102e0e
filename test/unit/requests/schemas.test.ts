// The params of our own methods: what is filled in, and what is refused, in which words.
import assert from 'node:assert/strict';
import type { RequestMethod } from '../../../src/protocol/methods';
import { checkParams } from '../../../src/server/requests/schemas';
import { everything } from '../../support/viewOptions';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';
describe('params of threadTree/*', () => {
  const options = {
    group: 'workspace',
    sort: 'size',
    folders: ['/a', '/b c'],
    orphans: false,
    exec: false,
    empty: false,
    filter: ' x ',
  };

  it('keeps options, without unknown ones', () => {
    assert.deepEqual(
      checkParams('threadTree/list', { view: 'threads', options: { ...options, later: 'option' } }).options,
      options,
    );
    assert.deepEqual(checkParams('threadTree/path', { view: 'threads', threadId: id, options }).options, options);
    assert.deepEqual(
      checkParams('threadTree/members', { view: 'threads', options: { ...options, folders: null } }).options,
      { ...options, folders: null },
    );
  });

  const complete: [method: RequestMethod, params: unknown, checked: object][] = [
    [
      'threadTree/list',
      { view: 'threads' },
      { view: 'threads', parentId: null, offset: 0, limit: 500, options: everything },
    ],
    [
      'threadTree/list',
      { view: 'all', parentId: 'orphans', offset: 7, limit: 1000, options: undefined, later: 'field' },
      { view: 'all', parentId: 'orphans', offset: 7, limit: 1000, options: everything },
    ],
    [
      'threadTree/levels',
      { view: 'archived', levels: [{}, { parentId: id, offset: 200, limit: 200 }] },
      {
        view: 'archived',
        options: everything,
        levels: [
          { parentId: null, offset: 0, limit: 500 },
          { parentId: id, offset: 200, limit: 200 },
        ],
        withOpenGroups: false,
      },
    ],
    ['threadTree/members', { view: 'archived' }, { view: 'archived', parentId: null, options: everything }],
    [
      'threadTree/path',
      { view: 'archived', threadId: `{${id.toUpperCase()}}` },
      { view: 'archived', threadId: id, options: everything },
    ],
    ['threadTree/search', { query: 'x' }, { query: 'x', limit: 100 }],
    ['threadTree/details', { threadId: id.replaceAll('-', '') }, { threadId: id }],
    [
      'threadTree/plan',
      { operation: 'archive', threadIds: [] },
      { operation: 'archive', threadIds: [], keepRoots: false, options: null },
    ],
    [
      'threadTree/archive',
      { threadIds: [id] },
      { threadIds: [id], leaveLoaded: false, keepRoots: false, throughCodex: false, plan: null, token: null },
    ],
    [
      'threadTree/unarchive',
      { threadIds: ['not looked at'], plan: 'p', token: 't' },
      { threadIds: ['not looked at'], plan: 'p', token: 't' },
    ],
    ['threadTree/undo', { operation: 'x' }, { operation: 'x', token: null }],
    ['threadTree/finish', { operation: 'x', token: null }, { operation: 'x', token: null }],
    ['threadTree/repair', { threadIds: [id.toUpperCase()] }, { threadIds: [id], token: null }],
    ['threadTree/operations', undefined, {}],
    ['threadTree/check', { later: 'field' }, {}],
  ];
  for (const [method, params, checked] of complete)
    it(`${method} ${JSON.stringify(params)}: fills in what is absent`, () =>
      assert.deepEqual(checkParams(method, params), checked));

  const without = (field: keyof typeof everything) => ({ ...everything, [field]: undefined });
  const refused: [method: RequestMethod, params: unknown, message: RegExp][] = [
    ['threadTree/list', undefined, /^Invalid type: Expected Object but received undefined$/],
    ['threadTree/list', 'x', /^Invalid type: Expected Object/],
    ['threadTree/list', {}, /^view: .*Expected "view" but received undefined$/],
    ['threadTree/list', { view: 'x' }, /^view: .*"threads" \| "archived" \| "all".* received "x"$/],
    ['threadTree/list', { view: 'all', parentId: 5 }, /^parentId: .*Expected string but received 5$/],
    ['threadTree/list', { view: 'all', offset: -1 }, /^offset: .*>=0/],
    ['threadTree/list', { view: 'all', offset: 0.5 }, /^offset: Invalid integer/],
    ['threadTree/list', { view: 'all', offset: 4294967296 }, /^offset: .*<=4294967295/],
    ['threadTree/list', { view: 'all', offset: '1' }, /^offset: .*Expected number/],
    ['threadTree/list', { view: 'all', limit: 0 }, /^limit: .*>=1 but received 0$/],
    ['threadTree/list', { view: 'all', limit: 1001 }, /^limit: .*<=1000 but received 1001$/],
    ['threadTree/list', { view: 'all', limit: Number.NaN }, /^limit: /],
    ['threadTree/list', { view: 'threads', options: null }, /^options: .*Expected Object but received null$/],
    ['threadTree/list', { view: 'threads', options: { group: 'none' } }, /^options\.sort: .*received undefined$/],
    ['threadTree/list', { view: 'threads', options: without('filter') }, /^options\.filter: .*received undefined$/],
    [
      'threadTree/list',
      { view: 'threads', options: { ...everything, group: 'author' } },
      /^options\.group: .*"author"$/,
    ],
    ['threadTree/list', { view: 'threads', options: { ...everything, sort: 'x' } }, /^options\.sort: .*"x"$/],
    ['threadTree/list', { view: 'threads', options: { ...everything, exec: 1 } }, /^options\.exec: .*boolean/],
    ['threadTree/list', { view: 'threads', options: { ...everything, folders: '/a' } }, /^options\.folders: .*Array/],
    [
      'threadTree/list',
      { view: 'threads', options: { ...everything, folders: [5] } },
      /^options\.folders\.0: .*string/,
    ],
    [
      'threadTree/path',
      { view: 'threads', threadId: id, options: { ...everything, folders: ['/a', 'b\n'] } },
      /^options\.folders\.1: Expected an absolute path$/,
    ],
    ['threadTree/list', { view: 'all', options: everything }, /^options: the view "all" has none$/],
    ['threadTree/members', { view: 'all', options: everything }, /^options: the view "all" has none$/],
    ['threadTree/members', {}, /^view: /],
    ['threadTree/levels', { view: 'all', levels: [] }, /^view: .*"threads" \| "archived"/],
    ['threadTree/levels', { view: 'threads' }, /^levels: /],
    ['threadTree/levels', { view: 'threads', levels: [{}, { limit: 0 }] }, /^levels\.1\.limit: /],
    ['threadTree/levels', { view: 'threads', levels: Array.from({ length: 201 }, () => ({})) }, /^levels: .*<=200/],
    ['threadTree/path', { view: 'all', threadId: id }, /^view: /],
    [
      'threadTree/details',
      { threadId: 'abc' },
      /^threadId: invalid length: expected length 32 for simple format, found 3$/,
    ],
    ['threadTree/details', { threadId: 5 }, /^threadId: .*Expected string/],
    ['threadTree/plan', { operation: 'delete', threadIds: [] }, /^operation: .*"delete"$/],
    ['threadTree/unarchive', { threadIds: 'x' }, /^threadIds: .*Array/],
    ['threadTree/unarchive', { threadIds: [id, null] }, /^threadIds\.1: .*Expected string but received null$/],
    ['threadTree/archive', { threadIds: [], token: 'x'.repeat(65) }, /^token: .*<=64/],
    ['threadTree/archive', { threadIds: [], leaveLoaded: null }, /^leaveLoaded: .*boolean/],
    ['threadTree/repair', { threadIds: ['../../etc'] }, /^threadIds\.0: invalid character/],
    ['threadTree/undo', {}, /^operation: /],
  ];
  for (const [method, params, message] of refused)
    it(`${method} refuses ${String(JSON.stringify(params)).slice(0, 100)}`, () =>
      assert.throws(
        () => checkParams(method, params),
        (error: { code?: unknown; message?: unknown }) => {
          assert.equal(error.code, -32600);
          const text = String(error.message);
          assert.ok(text.startsWith('Invalid request: '), text);
          assert.match(text.slice('Invalid request: '.length), message);
          return true;
        },
      ));
});
