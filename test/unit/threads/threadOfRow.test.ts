import assert from 'node:assert/strict';
import { threadOfRow, type ThreadRow } from '../../../src/server/threads/threadOfRow';
import { spawnSource } from '../../fixtures/spawnSource';

const id = '01a20235-e3bd-7773-b090-84a39b98b439';
const context = { defaultProvider: 'openai', nameOf: () => undefined };
const thread = (row: ThreadRow) => threadOfRow({ id, ...row }, context);
const spawn = (fields: object): string => spawnSource(id, fields);

describe('threadOfRow', () => {
  it('a full row of 0.169', () =>
    assert.deepEqual(
      thread({
        rollout_path: '/home/dev/.codex/sessions/x.jsonl',
        created_at: 1,
        created_at_ms: 1_795_333_414_800,
        updated_at: 2,
        updated_at_ms: 1_795_333_415_036,
        recency_at: 3,
        recency_at_ms: 1_795_333_414_809,
        source: 'vscode',
        model_provider: 'mock_provider',
        cwd: '/work',
        title: 't',
        preview: 'p',
        first_user_message: 'f',
        git_sha: null,
        git_branch: 'main',
        git_origin_url: null,
        cli_version: '0.169.0',
        model: 'mock-model',
        reasoning_effort: 'high',
        history_mode: 'paginated',
        name: 'n',
        originator: 'o',
        project_id: 'project',
        thread_source: 'subagent',
        section_id: 's',
        section_name: 'Section',
        section_appearance: '{"color":"red"}',
        section_entered_at_ms: 1999,
      }),
      {
        id,
        sessionId: id,
        forkedFromId: null,
        parentThreadId: null,
        preview: 'p',
        ephemeral: false,
        section: { id: 's', name: 'Section', appearance: { icon: null, color: 'red' } },
        sectionEnteredAt: 1,
        projectId: 'project',
        historyMode: 'paginated',
        modelProvider: 'mock_provider',
        model: 'mock-model',
        reasoningEffort: 'high',
        createdAt: 1_795_333_414,
        updatedAt: 1_795_333_415,
        recencyAt: 1_795_333_414,
        status: { type: 'notLoaded' },
        path: '/home/dev/.codex/sessions/x.jsonl',
        cwd: '/work',
        cliVersion: '0.169.0',
        originator: 'o',
        source: 'vscode',
        threadSource: null,
        agentNickname: null,
        agentRole: null,
        gitInfo: { sha: null, branch: 'main', originUrl: null },
        name: 'n',
        turns: [],
      },
    ));

  it('a row of 0.122, which has fewer columns', () => {
    const { preview, historyMode, createdAt, updatedAt, recencyAt, originator, section, name } = thread({
      rollout_path: '/x.jsonl',
      created_at: 100,
      updated_at: 200,
      source: 'cli',
      model_provider: 'openai',
      cwd: '/',
      title: 'First words',
      first_user_message: 'First words ',
    });
    assert.deepEqual(
      { preview, historyMode, createdAt, updatedAt, recencyAt, originator, section, name },
      {
        preview: 'First words ',
        historyMode: 'legacy',
        createdAt: 100,
        updatedAt: 200,
        recencyAt: null,
        originator: null,
        section: null,
        name: null,
      },
    );
  });

  it('can be made from anything', () => {
    for (const value of [null, 5, 1e300, new Uint8Array([0xff]), 'x']) {
      const columns = [
        'rollout_path',
        'created_at',
        'created_at_ms',
        'updated_at_ms',
        'recency_at_ms',
        'source',
        'model_provider',
        'cwd',
        'title',
        'name',
        'preview',
        'git_sha',
        'history_mode',
        'agent_nickname',
        'section_id',
        'section_name',
        'section_appearance',
        'section_entered_at_ms',
      ];
      const made = thread(Object.fromEntries(columns.map(column => [column, value])));
      assert.equal(made.id, id);
      assert.equal(typeof made.cwd, 'string');
      assert.equal(typeof made.createdAt, 'number');
    }
  });

  it('names the plain form of a compressed rollout', () =>
    assert.equal(thread({ rollout_path: '/a.zst/x.jsonl.zst' }).path, '/a.zst/x.jsonl'));

  it("a row without a provider gets the config's", () => {
    assert.equal(thread({ model_provider: '' }).modelProvider, 'openai');
    assert.equal(thread({}).modelProvider, 'openai');
  });

  const names: [what: string, row: ThreadRow, index: string | undefined, name: string | null][] = [
    [
      'paginated: the name column',
      { history_mode: 'paginated', name: ' N ', title: 'T', first_user_message: 'F' },
      'I',
      'N',
    ],
    ['paginated: an empty name is ignored', { history_mode: 'paginated', name: '', title: 'T' }, 'I', null],
    ['legacy: a title of its own', { title: ' T ', first_user_message: 'F' }, 'I', 'T'],
    [
      'legacy: a title that repeats the first message, and the index',
      { title: ' F ', first_user_message: 'F\n' },
      ' I ',
      'I',
    ],
    ['legacy: no title, and the index', { title: '', name: 'N' }, 'I', 'I'],
    ['legacy: neither', { title: '  ', name: 'N' }, undefined, null],
    ['legacy: a blank line of the index', { title: '' }, '  ', null],
  ];
  for (const [what, row, index, name] of names) {
    it(`name, ${what}`, () =>
      assert.equal(threadOfRow({ id, ...row }, { ...context, nameOf: () => index }).name, name));
  }

  it('nickname and role of a spawned agent: from the columns, otherwise from the source', () => {
    const both = thread({
      source: spawn({ agent_nickname: 'J', agent_role: 'j' }),
      agent_nickname: 'C',
      agent_role: null,
    });
    assert.deepEqual([both.agentNickname, both.agentRole], ['C', 'j']);
    assert.deepEqual(both.source, {
      subAgent: {
        thread_spawn: { parent_thread_id: id, depth: 1, agent_path: null, agent_nickname: 'C', agent_role: 'j' },
      },
    });
    assert.equal(thread({ source: '{"subagent":"review"}', agent_nickname: 'C' }).agentNickname, null);
  });
});
