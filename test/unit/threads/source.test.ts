import assert from 'node:assert/strict';
import { parseSource, sourceKindsOf, spawnParentOf } from '../../../src/server/threads/source';
import { spawnSource } from '../../fixtures/spawnSource';

const parent = '01a20235-e3bd-7773-b090-84a39b98b439';
const spawn = (fields: object): string => spawnSource(parent, fields);
const spawned = (fields: object): object => ({
  subAgent: {
    thread_spawn: {
      parent_thread_id: parent,
      depth: 1,
      agent_path: null,
      agent_nickname: null,
      agent_role: null,
      ...fields,
    },
  },
});

/** The column, what thread/read of Codex 0.169 returns for it, and the kinds for which thread/list finds it. */
const table: [column: string, source: unknown, kinds: string[]][] = [
  ['cli', 'cli', ['cli']],
  ['vscode', 'vscode', ['vscode']],
  ['exec', 'exec', ['exec']],
  ['mcp', 'appServer', ['appServer']],
  ['"exec"', 'exec', ['exec']],
  ['unknown', 'unknown', ['unknown']],
  ['{"custom":"atlas"}', { custom: 'atlas' }, []],
  ['{"internal":"guardian"}', 'unknown', []],
  ['{"subagent":"review"}', { subAgent: 'review' }, ['subAgent', 'subAgentReview']],
  ['{"subagent":"compact"}', { subAgent: 'compact' }, ['subAgent', 'subAgentCompact']],
  ['{"subagent":"memory_consolidation"}', { subAgent: 'memory_consolidation' }, ['subAgent']],
  ['{"subagent":{"other":"x"}}', { subAgent: { other: 'x' } }, ['subAgent', 'subAgentOther']],
  [spawn({}), spawned({}), ['subAgent', 'subAgentThreadSpawn']],
  [
    spawn({ depth: 2, agent_path: '/root/x', agent_nickname: 'N', agent_role: 'explorer' }),
    spawned({ depth: 2, agent_path: '/root/x', agent_nickname: 'N', agent_role: 'explorer' }),
    ['subAgent', 'subAgentThreadSpawn'],
  ],
  [spawn({ agent_type: 'worker' }), spawned({ agent_role: 'worker' }), ['subAgent', 'subAgentThreadSpawn']],
  [spawn({ parent_thread_id: `{${parent.toUpperCase()}}` }), spawned({}), ['subAgent', 'subAgentThreadSpawn']],
];

/** Broken, of the wrong type, or of an unknown version. */
const unknown = [
  '',
  ' cli',
  'CLI',
  'appServer',
  'null',
  '5',
  '[]',
  '{}',
  '[{"subagent":"review"}]',
  '{"x":1}',
  '{"subagent":',
  '{"subagent":"review"} x',
  '{"subagent":"review","x":1}',
  '{"subAgent":"review"}',
  '{"subagent":null}',
  '{"subagent":{}}',
  '{"subagent":"x"}',
  '{"subagent":{"other":5}}',
  '{"custom":5}',
  '{"internal":"x"}',
  '{"subagent":{"thread_spawn":5}}',
  '{"subagent":{"thread_spawn":null}}',
  '{"subagent":{"thread_spawn":[]}}',
  '{"subagent":{"thread_spawn":{}}}',
  spawn({ depth: '1' }),
  spawn({ depth: undefined }),
  spawn({ depth: 1.5 }),
  spawn({ parent_thread_id: 'nope' }),
  spawn({ parent_thread_id: null }),
  spawn({ agent_nickname: 5 }),
  spawn({ agent_role: {} }),
  spawn({ agent_path: [] }),
  'constructor',
  '__proto__',
  '"toString"',
  '{"__proto__":"x"}',
];

describe('the source column', () => {
  for (const [column, source, kinds] of table) {
    it(column, () => {
      assert.deepEqual(parseSource(column), source);
      assert.deepEqual(sourceKindsOf(column), kinds);
    });
  }
  for (const column of unknown) {
    it(`${JSON.stringify(column)} is unknown`, () => {
      assert.equal(parseSource(column), 'unknown');
      assert.deepEqual(sourceKindsOf(column), ['unknown']);
    });
  }

  for (const half of [
    '{"custom":"\\ud83d"}',
    '{"subagent":{"other":"x\\uDE00"}}',
    spawn({}).replace(/"depth"/, '"agent_nickname":"\\ud83d x","depth"'),
    '"\\udc00"',
  ]) {
    it(`${half} is unknown, as in Codex: half of a surrogate pair is not text`, () =>
      assert.equal(parseSource(half), 'unknown'));
  }

  it('accepts a complete pair', () =>
    assert.deepEqual(parseSource('{"custom":"\\ud83d\\ude00"}'), { custom: '\u{1f600}' }));

  it('names the parent of a spawned thread, and no other', () => {
    assert.equal(spawnParentOf(parseSource(spawn({}))), parent);
    for (const [column] of table.slice(0, 12)) assert.equal(spawnParentOf(parseSource(column)), undefined, column);
    for (const column of unknown) assert.equal(spawnParentOf(parseSource(column)), undefined, column);
  });

  it('keeps the parent of an agent whose path has an unknown form', () => {
    assert.equal(spawnParentOf(parseSource(spawn({ agent_path: 'Some Path/é' }))), parent);
  });
});
