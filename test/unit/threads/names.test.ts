import { strict as assert } from 'node:assert';
import { gitBranchOfRow, displayName } from '../../../src/server/threads/names';
import type { ThreadRow } from '../../../src/server/threads/threadOfRow';
import { spawnSource } from '../../fixtures/spawnSource';

const id = '01a20235-deb9-7e82-8ace-991676b9eb29';
const main = { source: 'cli', history_mode: 'paginated' };
const agent = {
  source: '{"subagent":"review"}',
  history_mode: 'paginated',
  name: 'The parent’s title',
  preview: 'Find every caller',
};
/** Multi-agent v2 records no message. */
const sealed = { ...agent, preview: '', first_user_message: '' };
const spawned = (nickname: string | null, role: string | null, path: string | null): string =>
  spawnSource(id, { agent_path: path, agent_nickname: nickname, agent_role: role });

describe('names of rows', () => {
  const cases: { title: string; row: ThreadRow; name: string; indexed?: string }[] = [
    {
      title: 'Codex’s name first',
      row: { ...main, name: 'Renamed', preview: 'preview', first_user_message: 'message' },
      name: 'Renamed',
    },
    {
      title: 'otherwise the preview',
      row: { ...main, preview: 'preview', first_user_message: 'message' },
      name: 'preview',
    },
    {
      title: 'otherwise the first message',
      row: { ...main, preview: ' ', first_user_message: 'message' },
      name: 'message',
    },
    { title: 'otherwise the short id', row: {}, name: '01a20235' },
    {
      title: 'an invisible name is ignored',
      row: { ...main, name: '\u200b\u0007', preview: 'preview' },
      name: 'preview',
    },
    {
      title: 'an old thread’s own title',
      row: { source: 'cli', title: 'Title', first_user_message: 'message' },
      name: 'Title',
    },
    {
      title: 'not a title that repeats the first message',
      row: { source: 'cli', title: 'message', first_user_message: ' message\n', preview: 'p' },
      name: 'p',
    },
    {
      title: 'the session index, for an old thread',
      row: { source: 'cli', title: 'message', first_user_message: 'message' },
      indexed: 'Indexed',
      name: 'Indexed',
    },
    {
      title: 'a sub-agent by nickname and task',
      row: { ...agent, agent_nickname: 'Peirce', agent_role: 'explorer' },
      name: 'Peirce: Find every caller',
    },
    {
      title: 'the first message is the task where there is no preview',
      row: { ...sealed, agent_nickname: 'Peirce', first_user_message: 'Find\nall callers' },
      name: 'Peirce: Find all callers',
    },
    {
      title: 'a sub-agent by role and task',
      row: { ...agent, agent_role: 'reviewer' },
      name: 'reviewer: Find every caller',
    },
    {
      title: 'a sub-agent without messages by nickname and path',
      row: { ...sealed, agent_nickname: 'Lovelace', agent_role: 'worker', agent_path: '/root/shop/find_prices' },
      name: 'Lovelace: find_prices',
    },
    { title: 'a sub-agent by path', row: { ...sealed, agent_path: '/root/find_prices/' }, name: 'find_prices' },
    {
      title: 'a sub-agent by its source',
      row: { ...sealed, source: spawned('Pauli', 'worker', '/root/tests') },
      name: 'Pauli: tests',
    },
    {
      title: 'the column wins over the source',
      row: { ...sealed, source: spawned('Pauli', null, '/root/a'), agent_nickname: 'Peirce', agent_path: '/root/b' },
      name: 'Peirce: b',
    },
    {
      title: 'a sub-agent without a task by nickname and role',
      row: { ...sealed, agent_nickname: 'Peirce', agent_role: 'explorer', agent_path: '/' },
      name: 'Peirce (explorer)',
    },
    { title: 'a sub-agent with only a nickname', row: { ...sealed, agent_nickname: 'Peirce' }, name: 'Peirce' },
    { title: 'a sub-agent with nothing of its own', row: agent, name: 'The parent’s title' },
    {
      title: 'a nickname does not count for a thread that is not a sub-agent',
      row: { ...main, agent_nickname: 'Peirce', preview: 'preview' },
      name: 'preview',
    },
    {
      title: 'values of other types are ignored',
      row: { source: 7, name: new Uint8Array(3), preview: 12 },
      name: '01a20235',
    },
  ];
  for (const { title, row, name, indexed } of cases) {
    it(title, () =>
      assert.equal(
        displayName({ ...row, id }, () => indexed),
        name,
      ),
    );
  }

  it('is cut to the limit', () => {
    assert.equal(
      displayName({ ...main, id, name: 'abcdefgh' }, () => undefined, 4),
      'abc…',
    );
    assert.equal(
      displayName({ ...agent, id, agent_nickname: 'Ada' }, () => undefined, 9),
      'Ada: Fin…',
    );
  });

  it('of git branches are plain text', () => {
    assert.deepEqual([gitBranchOfRow({ git_branch: 'main\u202e\n' }), gitBranchOfRow({})], ['main', null]);
  });
});
