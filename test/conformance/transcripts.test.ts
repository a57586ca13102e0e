// What threads did, as Codex's own `thread/read { includeTurns: true }` answers it and as `threadTree/turns` does, for
// transcripts that the real Codex wrote. From 0.158 on nothing differs but what we show in addition, by name. Older
// versions answer less: what they answer is contained in ours, in order.
import assert from 'node:assert/strict';
import { codexVersions } from '../../scripts/codexVersion';
import type { ThreadTokensResponse, ThreadTurnsResponse, Turn } from '../../src/protocol/transcript';
import { startThreadServer, type TestServer } from '../support/server';
import { suiteFolder } from '../support/temporaryFolder';
import { makeTranscriptHome, type CodexTurn, type TranscriptHome } from './support/transcriptHome';
import { versionFacts } from './support/versionFacts';

/** What Codex's own items hide, by thread. Nothing else is `unlisted`. */
const additions: Record<string, string[]> = {
  all: ['fileChange failed', 'toolCall failed', 'todoList'],
  mixed: ['commandExecution declined', 'imageGeneration completed', 'question completed'],
  undone: [],
  fork: [],
  script: ['script completed', 'script completed', 'script failed', 'script completed'],
  tools: [],
  agents: ['collabAgentToolCall failed'],
  'agents, sub-agent 1': [],
  team: ['agentMail', 'agentMail', 'collabAgentToolCall completed', 'collabAgentToolCall failed'],
  'team, sub-agent 1': ['agentMail', 'script completed'],
  'team, sub-agent 2': ['agentMail', 'script completed'],
};

for (const version of codexVersions) {
  describe(`transcripts of Codex ${version}`, function () {
    this.timeout(120_000);
    const folder = suiteFolder();
    let made: TranscriptHome;
    let server: TestServer;
    before(async () => {
      made = await makeTranscriptHome(version, folder());
      server = startThreadServer(made.home, { journal: folder('journal') });
      await server.initialize();
    });
    after(() => server.close());

    const turnsOf = (label: string): Promise<ThreadTurnsResponse> =>
      server.request('threadTree/turns', { threadId: made.ids[label] });
    /** A fork's own turns: Codex answers those of its source as well. */
    const codexTurns = (label: string): CodexTurn[] => {
      const source = label === 'fork' ? (made.codexTurns.undone ?? []).map(({ id }) => id) : [];
      return (made.codexTurns[label] ?? []).filter(({ id }) => !source.includes(id));
    };

    if (versionFacts[version].historyMode === 'paginated') {
      it('the same turns, statuses, items, ids and order', async () => {
        assert.deepEqual(Object.keys(made.codexTurns), Object.keys(additions));
        for (const label of Object.keys(additions)) {
          const { turns, problems } = await turnsOf(label);
          assert.deepEqual(listed(turns), listed(codexTurns(label)), label);
          assert.deepEqual(problems, []);
        }
      });

      it('in addition only what has no item of its own', async () => {
        for (const [label, expected] of Object.entries(additions))
          assert.deepEqual(unlisted((await turnsOf(label)).turns), expected, label);
      });

      it('tokens of a subtree, all for one turn of the user', async () => {
        for (const [label, threads] of [
          ['agents', 2],
          ['team', 3],
        ] as const) {
          const tokens = await server.request<ThreadTokensResponse>('threadTree/threadTokens', {
            threadId: made.ids[label],
          });
          const parts = Object.keys(made.ids).filter(name => name === label || name.startsWith(`${label}, `));
          const sums = await Promise.all(parts.map(async part => (await turnsOf(part)).tokens?.total ?? 0));
          const sum = sums.reduce((one, other) => one + other);
          assert.deepEqual(
            [tokens.threads, tokens.unknown, tokens.own?.total, tokens.subtree?.total],
            [threads, 0, sums[0], sum],
          );
          assert.deepEqual(
            tokens.rootTurns.map(({ turnId, tokens: used }) => [turnId, used.total]),
            [[codexTurns(label)[0]?.id, sum]],
          );
        }
      });
    } else {
      it('what it answers, in order', async () => {
        for (const label of Object.keys(made.codexTurns)) {
          const { turns, problems } = await turnsOf(label);
          assertContains(turns, codexTurns(label), label);
          assert.deepEqual(problems, []);
        }
      });

      it('commands, and what failed, in addition', async () => {
        const added = unlisted((await turnsOf('all')).turns);
        for (const expected of [
          'commandExecution completed',
          'commandExecution failed',
          'fileChange failed',
          'todoList',
        ])
          assert.ok(added.includes(expected), `${expected} is not in ${added.join(', ')}`);
      });
    }

    it('the tokens that were used, also by turns that were taken back', async () => {
      const { turns, tokens } = await turnsOf('undone');
      const shown = turns.reduce((sum, turn) => sum + (turn.tokens?.total ?? 0), 0);
      assert.deepEqual([turns.length, shown, tokens?.total], [2, 2 * 3120, 3 * 3120]);
      assert.equal((await turnsOf('fork')).tokens?.total, 3120, 'without those of its source');
    });
  });
}

function listed(turns: readonly (Turn | CodexTurn)[]): object[] {
  return turns.map(({ id, status, startedAt, completedAt, durationMs, items }) => ({
    ...{ id, status, startedAt, completedAt, durationMs },
    items: items.filter(item => !('unlisted' in item && item.unlisted)).map(item => `${item.type} ${item.id}`),
  }));
}

function unlisted(turns: readonly Turn[]): string[] {
  return turns
    .flatMap(({ items }) => items)
    .filter(item => item.unlisted)
    .map(item => ('status' in item ? `${item.type} ${item.status}` : item.type));
}

/** Each of Codex's turns is one of ours, and so are its items, in the same order. Codex does not write their ids. */
function assertContains(ours: readonly Turn[], codex: readonly CodexTurn[], label: string): void {
  let at = 0;
  for (const { status, items } of codex) {
    const types = items.map(({ type }) => type);
    const found = ours.findIndex(
      (turn, index) =>
        index >= at &&
        turn.status === status &&
        isSubsequence(
          types,
          turn.items.map(({ type }) => type),
        ),
    );
    assert.ok(found >= 0, `${label}: no turn of ours is "${status}: ${types.join(' ')}"`);
    at = found + 1;
  }
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const entry of whole) if (entry === part[next]) next++;
  return next === part.length;
}
