// Whether a running Codex can be asked to archive a subtree.
import assert from 'node:assert/strict';
import { askableRoots } from '../../../src/server/threads/askableRoots';
import type { ThreadLocation } from '../../../src/server/threads/cascadePlan';
import { buildSpawnForest } from '../../../src/server/threads/spawnForest';

/** `parent>child`, … */
const forestOf = (edges: string) =>
  buildSpawnForest(
    edges.split(' ').map(edge => {
      const [parentId = '', childId = ''] = edge.split('>');
      return { parentId, childId };
    }),
    [],
  );
/** `thread:process`, …; the process `?` is not known. */
const holdersOf = (held: string) =>
  new Map(
    held.split(' ').map(each => {
      const [threadId = '', pid] = each.split(':');
      return [threadId, { pid: pid === '?' ? null : Number(pid), command: null }] as const;
    }),
  );

describe('A running Codex can be asked to archive', () => {
  const tree = 'P>A P>B A>A1 Q>Q1';
  const whole = 'P A1 A B';
  interface Row {
    edges?: string;
    moves: string;
    held: string;
    server?: number;
    elsewhere?: Record<string, ThreadLocation>;
    asked: string | undefined;
  }
  const table: Record<string, Row> = {
    'a tree whose root it has open': { moves: whole, held: 'P:7', asked: 'P' },
    'a tree of which it has only sub-agents open': { moves: whole, held: 'A1:7 B:7', asked: 'P' },
    'a tree that another process has open elsewhere': { moves: whole, held: 'P:7 Q:8', asked: 'P' },
    'the sub-agents of a thread that stays, each alone': { moves: 'A1 A B', held: 'P:7 A:7', asked: 'A B' },
    'what is left below a thread that is archived': {
      moves: 'A1 B',
      held: 'A1:7',
      elsewhere: { P: 'archived', A: 'archived' },
      asked: 'B A1',
    },
    'a thread with all below it, archived ones in between': {
      moves: 'P A1 B',
      held: 'P:7',
      elsewhere: { A: 'archived' },
      asked: 'P',
    },
    'not what nobody has open': { moves: whole, held: 'Q:7', asked: undefined },
    'not without a server': { moves: whole, held: 'P:7', server: 0, asked: undefined },
    'not if another process has one open': { moves: whole, held: 'P:7 A1:8', asked: undefined },
    'not if nobody knows who has one open': { moves: whole, held: 'P:7 B:?', asked: undefined },
    'not if a sub-agent is to stay, or is newer than the plan': { moves: 'P A1 A', held: 'P:7', asked: undefined },
    'not if an edge names no thread, which Codex does not survive': {
      edges: 'P>A A>nonsense',
      moves: 'P A',
      held: 'P:7',
      elsewhere: { nonsense: 'invalidId' },
      asked: undefined,
    },
    'not in a cycle, for which Codex never answers': {
      edges: 'P>A A>P',
      moves: 'P A',
      held: 'P:7',
      asked: undefined,
    },
    'not if a thread is its own parent': { edges: 'P>P', moves: 'P', held: 'P:7', asked: undefined },
    'not for nothing': { moves: '', held: 'P:7', asked: undefined },
  };
  for (const [name, { edges = tree, moves, held, server = 7, elsewhere = {}, asked }] of Object.entries(table)) {
    it(name, () => {
      const roots = askableRoots({
        forest: forestOf(edges),
        moves: moves.split(' ').filter(id => id !== ''),
        holders: holdersOf(held),
        server: server === 0 ? undefined : server,
        locationOf: threadId => elsewhere[threadId] ?? 'active',
      });
      assert.deepEqual(roots?.join(' '), asked);
    });
  }
});
