import { strict as assert } from 'node:assert';
import type { OperationKind, OperationReport } from '../../../src/protocol/methods';
import { planSubtree, runPlans, type CascadeResult } from '../../../src/server/threads/cascade';
import { cancelled } from '../../../src/server/threads/cascadePlan';
import {
  blocked,
  heldFailure,
  memoryStore,
  runCascade,
  type MemoryHome,
  type MemoryStore,
} from '../../support/memoryStore';

interface Run extends CascadeResult {
  store: MemoryStore;
  /** Each status as it was told. */
  statuses: OperationReport[];
  /** The threads moved, in the order told. */
  moved: string[];
}

async function run(
  root: string,
  home: MemoryHome,
  options: {
    operation?: OperationKind;
    finishLeftovers?: boolean;
    leaveLoaded?: boolean;
    keep?: string;
    abort?: AbortController;
  } = {},
): Promise<Run> {
  const {
    operation = 'archive',
    finishLeftovers = false,
    leaveLoaded = false,
    keep = '',
    abort = new AbortController(),
  } = options;
  const store = memoryStore(home);
  const statuses: OperationReport[] = [];
  const result = await runCascade(store, root, {
    operation,
    finishLeftovers,
    leaveLoaded: leaveLoaded,
    keep: new Set(keep.split(' ')),
    onStatus: report => statuses.push(report),
    signal: abort.signal,
  });
  const moved = result.reports
    .filter(({ status }) => status === 'archived' || status === 'unarchived')
    .map(({ threadId }) => threadId);
  return { ...result, store, statuses, moved };
}

/** `thread status` for each report, the reasons left out. */
function brief(reports: readonly OperationReport[]): string[] {
  return reports.map(({ threadId, status }) => `${threadId} ${status}`);
}

/** The example of the contract: P with children A (id 0b) and B (id 0a), A's child A1 (09), B's child B1 (0f). */
const example = ['P 0b', 'P 0a', '0b 09', '0a 0f'];

describe('cascade', () => {
  const orders: { title: string; root: string; home: MemoryHome; operation?: OperationKind; moved: string }[] = [
    { title: 'a lone thread', root: 'P', home: { edges: [] }, moved: 'P' },
    {
      title: 'parent, child, grandchild: the root, then deepest first',
      root: 'P',
      home: { edges: ['P C', 'C G'] },
      moved: 'P G C',
    },
    {
      title: 'two branches: the listing is B A A1 B1, archived in reverse',
      root: 'P',
      home: { edges: example },
      moved: 'P 0f 09 0b 0a',
    },
    { title: 'only what is below the root', root: 'C', home: { edges: ['P C', 'C G', 'P D'] }, moved: 'C G' },
    {
      title: 'a fan in the order of ids, reversed',
      root: 'P',
      home: { edges: ['P c', 'P a', 'P b'] },
      moved: 'P c b a',
    },
    {
      title: 'below an archived child it goes on',
      root: 'P',
      home: { edges: ['P C', 'C G'], places: { C: 'archived' } },
      moved: 'P G',
    },
    {
      title: 'below an edge to nowhere it goes on',
      root: 'P',
      home: { edges: ['P C', 'C G'], places: { C: 'missing' } },
      moved: 'P G',
    },
    {
      title: 'the only edge leads to nowhere',
      root: 'P',
      home: { edges: ['P C'], places: { C: 'missing' } },
      moved: 'P',
    },
    { title: 'a self-edge', root: 'P', home: { edges: ['P P'] }, moved: 'P' },
    { title: 'a cycle of two, from one of them', root: 'P', home: { edges: ['P C', 'C P'] }, moved: 'P C' },
    { title: 'a cycle of three, from one of them', root: 'B', home: { edges: ['A B', 'B C', 'C A'] }, moved: 'B A C' },
    {
      title: 'unarchiving: the root, then breadth-first',
      root: 'P',
      operation: 'unarchive',
      home: { edges: example, places: allArchived('P', '0a', '0b', '09', '0f') },
      moved: 'P 0a 0b 09 0f',
    },
    {
      title: 'unarchiving below an active child',
      root: 'P',
      operation: 'unarchive',
      home: { edges: ['P C', 'C G'], places: { P: 'archived', G: 'archived' } },
      moved: 'P G',
    },
  ];
  for (const { title, root, home, operation = 'archive', moved } of orders) {
    it(`order, ${operation}: ${title}`, async () => {
      const result = await run(root, home, { operation });
      assert.deepEqual(result.moved, moved.split(' '));
      assert.deepEqual(result.store.transactions.flat(), moved.split(' '));
      assert.equal(result.rootFailure, undefined);
    });
  }

  it('gives the root a transaction of its own, and takes the rest as the store hands it back', async () => {
    const { store, moved } = await run('P', { edges: ['P a', 'P b', 'P c', 'P d', 'P e'], perTransaction: 2 });
    assert.deepEqual(store.transactions, [['P'], ['e', 'd'], ['c', 'b'], ['a']]);
    assert.deepEqual(moved, ['P', 'e', 'd', 'c', 'b', 'a']);
  });

  it('offers at most a thousand threads at once', async () => {
    const edges = Array.from({ length: 2500 }, (_, at) => `P c${at}`);
    const { store, moved } = await run('P', { edges });
    assert.deepEqual(
      store.transactions.map(threads => threads.length),
      [1, 1000, 1000, 500],
    );
    assert.equal(new Set(moved).size, 2501);
  });

  it('reports every thread of the branch once, those that cannot be moved included', async () => {
    const { reports } = await run('P', {
      edges: ['P active', 'P done', 'P nowhere', 'P not-an-id', 'P stuck'],
      places: { done: 'archived', nowhere: 'missing', 'not-an-id': 'invalidId' },
      failing: ['stuck'],
    });
    assert.deepEqual(brief(reports).sort(), [
      'P archived',
      'active archived',
      'done alreadyArchived',
      'not-an-id skipped',
      'stuck failed',
    ]);
    assert.match(reports.find(({ threadId }) => threadId === 'not-an-id')?.reason ?? '', /not a thread id/);
  });

  it('tells each thread that it waits, then its end', async () => {
    const { statuses } = await run('P', { edges: ['P C', 'P D'], waitsFor: 'locked', failing: ['C'] });
    assert.deepEqual(brief(statuses), [
      'P queued',
      'D queued',
      'C queued',
      'P archiving',
      'P archiving',
      'P archived',
      'D archiving',
      'D archived',
      'C failed',
    ]);
    assert.deepEqual(statuses[4], { threadId: 'P', status: 'archiving', reason: 'locked' });
  });

  it('goes on when a descendant fails, also below it', async () => {
    const { reports, rootFailure } = await run('P', { edges: ['P C', 'C G', 'P D'], failing: ['C'] });
    assert.deepEqual(brief(reports), ['P archived', 'G archived', 'D archived', 'C failed']);
    assert.equal(reports.at(-1)?.reason, blocked('C').reason);
    assert.equal(rootFailure, undefined);
  });

  it('leaves everything alone when the root fails', async () => {
    const { reports, rootFailure, store } = await run('P', { edges: ['P C', 'C G'], failing: ['P'] });
    assert.deepEqual(rootFailure, blocked('P'));
    assert.deepEqual(store.transactions, [['P']]);
    assert.deepEqual(brief(reports), ['P failed', 'G skipped', 'C skipped']);
    assert.match(reports[1]?.reason ?? '', /root of this branch could not be moved/);
  });

  const refusals: {
    title: string;
    home: MemoryHome;
    operation?: OperationKind;
    finishLeftovers?: boolean;
    message: string;
    reports: string[];
  }[] = [
    {
      title: 'an archived root is not found',
      home: { edges: ['P C'], places: { P: 'archived' } },
      message: 'no rollout found for thread id P',
      reports: ['P alreadyArchived'],
    },
    {
      title: 'an unknown root is not found',
      home: { edges: ['P C'], places: { P: 'missing' } },
      message: 'no rollout found for thread id P',
      reports: ['P rolloutMissing'],
    },
    {
      title: 'nor with leftovers below',
      finishLeftovers: true,
      home: { edges: ['P C'], places: { P: 'missing' } },
      message: 'no rollout found for thread id P',
      reports: ['P rolloutMissing'],
    },
    {
      title: 'an active root has nothing to unarchive',
      operation: 'unarchive',
      home: { edges: ['P C'], places: { C: 'archived' } },
      message: 'no archived rollout found for thread id P',
      reports: ['P alreadyActive'],
    },
    {
      title: 'a held root',
      home: { edges: ['P C'], held: ['P'] },
      message: 'thread P already has an active writer',
      reports: ['P inUse', 'C skipped'],
    },
    {
      title: 'a held descendant',
      home: { edges: ['P C', 'C G'], held: ['G'] },
      message: 'thread G already has an active writer',
      reports: ['P skipped', 'G inUse', 'C skipped'],
    },
    {
      title: 'of several held ones the lowest id is named',
      home: { edges: ['P b', 'P a', 'a 0', '0 c'], held: ['c', 'b', 'a'] },
      message: 'thread a already has an active writer',
      reports: ['P skipped', 'c skipped', '0 skipped', 'b skipped', 'a inUse'],
    },
    {
      title: 'a held descendant that is archived or nowhere counts too',
      home: { edges: ['P a', 'P b'], places: { a: 'archived', b: 'missing' }, held: ['b'] },
      message: 'thread b already has an active writer',
      reports: ['P skipped', 'b inUse'],
    },
    {
      title: 'not found comes before in use',
      home: { edges: ['P C'], places: { P: 'archived' }, held: ['P', 'C'] },
      message: 'no rollout found for thread id P',
      reports: ['P alreadyArchived'],
    },
    {
      title: 'unarchiving: in use comes before not found',
      operation: 'unarchive',
      home: { edges: [], held: ['P'] },
      message: 'thread P already has an active writer',
      reports: ['P inUse'],
    },
    {
      title: 'leftovers below an archived root are not finished while one is in use',
      finishLeftovers: true,
      home: { edges: ['P C', 'C G'], places: { P: 'archived' }, held: ['G'] },
      message: 'thread G already has an active writer',
      reports: ['G inUse', 'C skipped'],
    },
  ];
  for (const { title, home, operation = 'archive', finishLeftovers = false, message, reports } of refusals) {
    it(`refuses the whole branch, ${operation}: ${title}`, async () => {
      const result = await run('P', home, { operation, finishLeftovers });
      assert.equal(result.rootFailure?.message, message);
      assert.equal(result.rootFailure?.code, -32600);
      assert.deepEqual(brief(result.reports), reports);
      assert.deepEqual(result.store.transactions, []);
    });
  }

  it('unarchiving leaves out a descendant in use, and goes on below it', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'C G'], places: allArchived('P', 'C', 'G'), held: ['C'] },
      { operation: 'unarchive' },
    );
    assert.deepEqual(brief(reports), ['C inUse', 'P unarchived', 'G unarchived']);
    assert.equal(reports[0]?.reason, heldFailure('C').reason);
    assert.equal(rootFailure, undefined);
  });

  const others: { title: string; home: MemoryHome; reports: string[] }[] = [
    {
      title: 'a descendant in use: all but that one',
      home: { edges: ['P C', 'C G', 'P D'], held: ['C'] },
      reports: ['C inUse', 'P archived', 'G archived', 'D archived'],
    },
    {
      title: 'the root in use: all below it',
      home: { edges: ['P C', 'C G'], held: ['P'] },
      reports: ['P inUse', 'G archived', 'C archived'],
    },
    {
      title: 'one in use that is archived already is no matter',
      home: { edges: ['P C'], places: { C: 'archived' }, held: ['C'] },
      reports: ['C alreadyArchived', 'P archived'],
    },
    { title: 'all in use: nothing moves', home: { edges: ['P C'], held: ['P', 'C'] }, reports: ['P inUse', 'C inUse'] },
  ];
  for (const { title, home, reports } of others) {
    it(`archives the others of a branch when told to: ${title}`, async () => {
      const result = await run('P', home, { leaveLoaded: true });
      assert.deepEqual(brief(result.reports), reports);
      assert.equal(result.rootFailure, undefined);
    });
  }

  const kept: {
    title: string;
    home: MemoryHome;
    keep?: string;
    leaveLoaded?: boolean;
    reports: string[];
    refused?: string;
  }[] = [
    {
      title: 'all below it goes',
      home: { edges: ['P C', 'C G', 'P D'] },
      reports: ['G archived', 'D archived', 'C archived'],
    },
    { title: 'nothing is below it', home: { edges: [] }, reports: [] },
    { title: 'another that is kept below it', keep: 'P C', home: { edges: ['P C', 'C G'] }, reports: ['G archived'] },
    { title: 'a cycle', home: { edges: ['P C', 'C P'] }, reports: ['C archived'] },
    { title: 'it is archived already', home: { edges: ['P C'], places: { P: 'archived' } }, reports: ['C archived'] },
    {
      title: 'one below it fails',
      home: { edges: ['P C', 'P D'], failing: ['D'] },
      reports: ['D failed', 'C archived'],
    },
    {
      title: 'it is in use',
      home: { edges: ['P C'], held: ['P'] },
      reports: ['P inUse', 'C skipped'],
      refused: 'thread P already has an active writer',
    },
    {
      title: 'one below it is in use',
      home: { edges: ['P C', 'P D'], held: ['C'] },
      reports: ['D skipped', 'C inUse'],
      refused: 'thread C already has an active writer',
    },
    {
      title: 'it is in use, and the others are to go',
      leaveLoaded: true,
      home: { edges: ['P C'], held: ['P'] },
      reports: ['C archived'],
    },
    {
      title: 'it is unknown',
      home: { edges: ['P C'], places: { P: 'missing' } },
      reports: ['P rolloutMissing'],
      refused: 'no rollout found for thread id P',
    },
  ];
  for (const { title, home, keep = 'P', leaveLoaded = false, reports, refused } of kept) {
    it(`keeps the root when told to: ${title}`, async () => {
      const result = await run('P', home, { keep, leaveLoaded, finishLeftovers: true });
      assert.deepEqual(brief(result.reports), reports);
      assert.equal(result.rootFailure?.message, refused);
    });
  }

  it('finishes the leftovers below an archived root', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'C G', 'P D'], places: { P: 'archived', D: 'archived' } },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'D alreadyArchived', 'G archived', 'C archived']);
    assert.equal(rootFailure, undefined);
  });

  it('an archived root with nothing left below is no failure', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C'], places: allArchived('P', 'C') },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'C alreadyArchived']);
    assert.equal(rootFailure, undefined);
  });

  it('a leftover that fails is not taken for the root', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'P D'], places: { P: 'archived' }, failing: ['D'] },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'D failed', 'C archived']);
    assert.equal(rootFailure, undefined);
  });

  it('cancelled between transactions: what is left is skipped, what is done stays done', async () => {
    const abort = new AbortController();
    const { reports, rootFailure } = await run(
      'P',
      {
        edges: ['P a', 'P b', 'P c', 'P d'],
        perTransaction: 2,
        beforeMove: threads => {
          if (threads[0] === 'd') abort.abort();
        },
      },
      { abort },
    );
    assert.deepEqual(brief(reports), ['P archived', 'd archived', 'c archived', 'b skipped', 'a skipped']);
    assert.deepEqual(
      reports.slice(3).map(({ reason }) => reason),
      ['Cancelled.', 'Cancelled.'],
    );
    assert.equal(rootFailure, undefined);
  });

  it('cancelled before it begins: nothing moves, and the root says so', async () => {
    const abort = new AbortController();
    abort.abort();
    const { reports, rootFailure, store } = await run('P', { edges: ['P C'] }, { abort });
    assert.deepEqual(store.transactions, []);
    assert.deepEqual(reports, [
      { threadId: 'P', status: 'skipped', reason: 'Cancelled.' },
      { threadId: 'C', status: 'skipped', reason: 'Cancelled.' },
    ]);
    assert.equal(rootFailure?.reason, 'Cancelled.');
  });

  it('cancelled while the root waits: the rest says so too', async () => {
    const store = memoryStore({ edges: ['P C'] });
    const waiting = { ...store, move: () => Promise.resolve([{ failure: cancelled }]) };
    const { reports, rootFailure } = await runCascade(waiting, 'P', {
      operation: 'archive',
      finishLeftovers: false,
      leaveLoaded: false,
      onStatus: () => undefined,
      signal: new AbortController().signal,
    });
    assert.deepEqual(
      reports.map(({ threadId, reason }) => `${threadId} ${reason}`),
      ['P Cancelled.', 'C Cancelled.'],
    );
    assert.equal(rootFailure, cancelled);
  });

  it('several branches: their roots share transactions, then all that is below those that moved', async () => {
    const store = memoryStore({ edges: ['P C', 'C G', 'Q D', 'R E'], failing: ['Q', 'E'] });
    const options = { operation: 'archive', finishLeftovers: false, leaveLoaded: false, keepRoots: false } as const;
    const branches = ['P', 'Q', 'R'].map(root => ({ root, plan: planSubtree(store, root, options) }));
    const results = await runPlans(branches, store.move, {
      operation: 'archive',
      onStatus: () => undefined,
      signal: new AbortController().signal,
    });
    assert.deepEqual(store.transactions, [
      ['P', 'Q', 'R'],
      ['G', 'C', 'E'],
    ]);
    assert.deepEqual(
      results.map(({ reports }) => brief(reports)),
      [
        ['P archived', 'G archived', 'C archived'],
        ['Q failed', 'D skipped'],
        ['R archived', 'E failed'],
      ],
    );
    assert.deepEqual(
      results.map(({ rootFailure }) => rootFailure?.reason),
      [undefined, blocked('Q').reason, undefined],
    );
  });

  it('visits a chain of 5,000 and a fan of 10,000 once each', async () => {
    const chain = Array.from({ length: 5000 }, (_, at) => `t${at} t${at + 1}`);
    const fan = Array.from({ length: 10_000 }, (_, at) => `t5000 leaf${at}`);
    const { moved } = await run('t0', { edges: [...chain, ...fan] });
    assert.equal(moved.length, 15_001);
    assert.equal(new Set(moved).size, 15_001);
    assert.deepEqual([moved[0], moved.at(-1)], ['t0', 't1']);
  });
});

function allArchived(...threadIds: string[]): Record<string, 'archived'> {
  return Object.fromEntries(threadIds.map(threadId => [threadId, 'archived' as const]));
}
