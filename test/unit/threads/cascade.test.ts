import { strict as assert } from 'node:assert';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationKind, OperationReport } from '../../../src/protocol/operations';
import { planSubtree, runPlans, type CascadeResult } from '../../../src/server/threads/cascade';
import {
  blocked,
  loadedFailure,
  memoryStore,
  runCascade,
  type MemoryHome,
  type MemoryStore,
} from '../../support/memoryStore';

interface Run extends CascadeResult {
  store: MemoryStore;
  /** Each reported status. */
  statuses: OperationReport[];
  /** The threads that moved, in the order reported. */
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
    only?: string;
    abort?: AbortController;
  } = {},
): Promise<Run> {
  const {
    operation = 'archive',
    finishLeftovers = false,
    leaveLoaded = false,
    keep = '',
    only,
    abort = new AbortController(),
  } = options;
  const store = memoryStore(home);
  const statuses: OperationReport[] = [];
  const result = await runCascade(store, root, {
    operation,
    finishLeftovers,
    leaveLoaded,
    keep: new Set(keep.split(' ')),
    ...(only !== undefined && { only: new Set(only.split(' ')) }),
    onStatus: report => statuses.push(report),
    signal: abort.signal,
  });
  const moved = result.reports
    .filter(({ status }) => status === 'archived' || status === 'unarchived')
    .map(({ threadId }) => threadId);
  return { ...result, store, statuses, moved };
}

/** `thread status` for each report, without the failures. */
function brief(reports: readonly OperationReport[]): string[] {
  return reports.map(({ threadId, status }) => `${threadId} ${status}`);
}

/** P with the sub-agents A (id 0b) and B (id 0a), A's sub-agent A1 (09), and B's sub-agent B1 (0f). */
const example = ['P 0b', 'P 0a', '0b 09', '0a 0f'];

const noRollout: Failure = { code: 'rolloutMissing', path: null, location: 'active' };
const noArchivedRollout: Failure = { code: 'rolloutMissing', path: null, location: 'archived' };
const cancelled: Failure = { code: 'cancelled' };

function subtreeLoaded(threadId: string): Failure {
  return { code: 'subtreeLoaded', thread: { threadId, name: null } };
}

describe('cascade', () => {
  const orders: { title: string; root: string; home: MemoryHome; operation?: OperationKind; moved: string }[] = [
    { title: 'a lone thread', root: 'P', home: { edges: [] }, moved: 'P' },
    {
      title: 'three generations: the root, then deepest first',
      root: 'P',
      home: { edges: ['P C', 'C G'] },
      moved: 'P G C',
    },
    {
      title: 'two subtrees: listed as B A A1 B1, archived in reverse',
      root: 'P',
      home: { edges: example },
      moved: 'P 0f 09 0b 0a',
    },
    { title: 'only descendants of the root', root: 'C', home: { edges: ['P C', 'C G', 'P D'] }, moved: 'C G' },
    {
      title: 'a fan in the order of ids, reversed',
      root: 'P',
      home: { edges: ['P c', 'P a', 'P b'] },
      moved: 'P c b a',
    },
    {
      title: 'continues below an archived sub-agent',
      root: 'P',
      home: { edges: ['P C', 'C G'], locations: { C: 'archived' } },
      moved: 'P G',
    },
    {
      title: 'continues below a missing thread',
      root: 'P',
      home: { edges: ['P C', 'C G'], locations: { C: 'missing' } },
      moved: 'P G',
    },
    {
      title: 'the only edge leads to a missing thread',
      root: 'P',
      home: { edges: ['P C'], locations: { C: 'missing' } },
      moved: 'P',
    },
    { title: 'a self-edge', root: 'P', home: { edges: ['P P'] }, moved: 'P' },
    { title: 'a cycle of two, from one of them', root: 'P', home: { edges: ['P C', 'C P'] }, moved: 'P C' },
    { title: 'a cycle of three, from one of them', root: 'B', home: { edges: ['A B', 'B C', 'C A'] }, moved: 'B A C' },
    {
      title: 'unarchiving: the root, then breadth-first',
      root: 'P',
      operation: 'unarchive',
      home: { edges: example, locations: allArchived('P', '0a', '0b', '09', '0f') },
      moved: 'P 0a 0b 09 0f',
    },
    {
      title: 'unarchiving below an active sub-agent',
      root: 'P',
      operation: 'unarchive',
      home: { edges: ['P C', 'C G'], locations: { P: 'archived', G: 'archived' } },
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

  it('moves the root in its own transaction, and the rest in as many as the store needs', async () => {
    const { store, moved } = await run('P', { edges: ['P a', 'P b', 'P c', 'P d', 'P e'], perTransaction: 2 });
    assert.deepEqual(store.transactions, [['P'], ['e', 'd'], ['c', 'b'], ['a']]);
    assert.deepEqual(moved, ['P', 'e', 'd', 'c', 'b', 'a']);
  });

  it('passes on at most a thousand threads at once', async () => {
    const edges = Array.from({ length: 2500 }, (_, at) => `P c${at}`);
    const { store, moved } = await run('P', { edges });
    assert.deepEqual(
      store.transactions.map(threads => threads.length),
      [1, 1000, 1000, 500],
    );
    assert.equal(new Set(moved).size, 2501);
  });

  it('reports each thread of the subtree once, including those that cannot be moved', async () => {
    const { reports } = await run('P', {
      edges: ['P active', 'P done', 'P nowhere', 'P not-an-id', 'P stuck'],
      locations: { done: 'archived', nowhere: 'missing', 'not-an-id': 'invalidId' },
      failing: ['stuck'],
    });
    assert.deepEqual(brief(reports).sort(), [
      'P archived',
      'active archived',
      'done alreadyArchived',
      'not-an-id skipped',
      'stuck failed',
    ]);
    assert.deepEqual(reports.find(({ threadId }) => threadId === 'not-an-id')?.failure, { code: 'notAThreadId' });
    assert.deepEqual(reports.find(({ threadId }) => threadId === 'stuck')?.failure, blocked);
  });

  it('reports each thread as queued, then waiting, then its outcome', async () => {
    const { statuses } = await run('P', { edges: ['P C', 'P D'], waitsFor: 'stateDb', failing: ['C'] });
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
    assert.deepEqual(statuses[4], { threadId: 'P', status: 'archiving', waitsFor: 'stateDb' });
  });

  it('continues if a descendant fails, also below it', async () => {
    const { reports, rootFailure } = await run('P', { edges: ['P C', 'C G', 'P D'], failing: ['C'] });
    assert.deepEqual(brief(reports), ['P archived', 'G archived', 'D archived', 'C failed']);
    assert.deepEqual(reports.at(-1)?.failure, blocked);
    assert.equal(rootFailure, undefined);
  });

  it('touches nothing else if the root fails', async () => {
    const { reports, rootFailure, store } = await run('P', { edges: ['P C', 'C G'], failing: ['P'] });
    assert.deepEqual(rootFailure, blocked);
    assert.deepEqual(store.transactions, [['P']]);
    assert.deepEqual(brief(reports), ['P failed', 'G skipped', 'C skipped']);
    assert.deepEqual(
      reports.map(({ failure }) => failure),
      [blocked, { code: 'rootNotMoved' }, { code: 'rootNotMoved' }],
    );
  });

  const refusals: {
    title: string;
    home: MemoryHome;
    operation?: OperationKind;
    finishLeftovers?: boolean;
    refused: Failure;
    reports: string[];
  }[] = [
    {
      title: 'an archived root is not found',
      home: { edges: ['P C'], locations: { P: 'archived' } },
      refused: noRollout,
      reports: ['P alreadyArchived'],
    },
    {
      title: 'an unknown root is not found',
      home: { edges: ['P C'], locations: { P: 'missing' } },
      refused: noRollout,
      reports: ['P rolloutMissing'],
    },
    {
      title: 'nor one with leftovers below it',
      finishLeftovers: true,
      home: { edges: ['P C'], locations: { P: 'missing' } },
      refused: noRollout,
      reports: ['P rolloutMissing'],
    },
    {
      title: 'an active root has nothing to unarchive',
      operation: 'unarchive',
      home: { edges: ['P C'], locations: { C: 'archived' } },
      refused: noArchivedRollout,
      reports: ['P alreadyActive'],
    },
    {
      title: 'a loaded root',
      home: { edges: ['P C'], loaded: ['P'] },
      refused: loadedFailure,
      reports: ['P loaded', 'C skipped'],
    },
    {
      title: 'a loaded descendant',
      home: { edges: ['P C', 'C G'], loaded: ['G'] },
      refused: subtreeLoaded('G'),
      reports: ['P skipped', 'G loaded', 'C skipped'],
    },
    {
      title: 'names the loaded thread with the lowest id',
      home: { edges: ['P b', 'P a', 'a 0', '0 c'], loaded: ['c', 'b', 'a'] },
      refused: subtreeLoaded('a'),
      reports: ['P skipped', 'c skipped', '0 skipped', 'b skipped', 'a loaded'],
    },
    {
      title: 'a loaded descendant counts even if it is archived or missing',
      home: { edges: ['P a', 'P b'], locations: { a: 'archived', b: 'missing' }, loaded: ['b'] },
      refused: subtreeLoaded('b'),
      reports: ['P skipped', 'b loaded'],
    },
    {
      title: 'not found comes before loaded',
      home: { edges: ['P C'], locations: { P: 'archived' }, loaded: ['P', 'C'] },
      refused: noRollout,
      reports: ['P alreadyArchived'],
    },
    {
      title: 'unarchiving: loaded comes before not found',
      operation: 'unarchive',
      home: { edges: [], loaded: ['P'] },
      refused: loadedFailure,
      reports: ['P loaded'],
    },
    {
      title: 'leftovers below an archived root stay while one of them is loaded',
      finishLeftovers: true,
      home: { edges: ['P C', 'C G'], locations: { P: 'archived' }, loaded: ['G'] },
      refused: subtreeLoaded('G'),
      reports: ['G loaded', 'C skipped'],
    },
  ];
  for (const { title, home, operation = 'archive', finishLeftovers = false, refused, reports } of refusals) {
    it(`refuses the whole subtree, ${operation}: ${title}`, async () => {
      const result = await run('P', home, { operation, finishLeftovers });
      assert.deepEqual(result.rootFailure, refused);
      assert.deepEqual(brief(result.reports), reports);
      assert.deepEqual(result.store.transactions, []);
    });
  }

  it('unarchiving skips a loaded descendant, and continues below it', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'C G'], locations: allArchived('P', 'C', 'G'), loaded: ['C'] },
      { operation: 'unarchive' },
    );
    assert.deepEqual(brief(reports), ['C loaded', 'P unarchived', 'G unarchived']);
    assert.deepEqual(reports[0]?.failure, loadedFailure);
    assert.equal(rootFailure, undefined);
  });

  const others: { title: string; home: MemoryHome; reports: string[] }[] = [
    {
      title: 'a loaded descendant: all the others',
      home: { edges: ['P C', 'C G', 'P D'], loaded: ['C'] },
      reports: ['C loaded', 'P archived', 'G archived', 'D archived'],
    },
    {
      title: 'a loaded root: everything below it',
      home: { edges: ['P C', 'C G'], loaded: ['P'] },
      reports: ['P loaded', 'G archived', 'C archived'],
    },
    {
      title: 'a loaded thread that is already archived does not matter',
      home: { edges: ['P C'], locations: { C: 'archived' }, loaded: ['C'] },
      reports: ['C alreadyArchived', 'P archived'],
    },
    {
      title: 'all are loaded: nothing moves',
      home: { edges: ['P C'], loaded: ['P', 'C'] },
      reports: ['P loaded', 'C loaded'],
    },
  ];
  for (const { title, home, reports } of others) {
    it(`archives the other threads of a subtree if requested: ${title}`, async () => {
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
    refused?: Failure;
  }[] = [
    {
      title: 'everything below it moves',
      home: { edges: ['P C', 'C G', 'P D'] },
      reports: ['G archived', 'D archived', 'C archived'],
    },
    { title: 'nothing is below it', home: { edges: [] }, reports: [] },
    { title: 'another kept thread below it', keep: 'P C', home: { edges: ['P C', 'C G'] }, reports: ['G archived'] },
    { title: 'a cycle', home: { edges: ['P C', 'C P'] }, reports: ['C archived'] },
    {
      title: 'it is already archived',
      home: { edges: ['P C'], locations: { P: 'archived' } },
      reports: ['C archived'],
    },
    {
      title: 'a descendant fails',
      home: { edges: ['P C', 'P D'], failing: ['D'] },
      reports: ['D failed', 'C archived'],
    },
    {
      title: 'it is loaded',
      home: { edges: ['P C'], loaded: ['P'] },
      reports: ['P loaded', 'C skipped'],
      refused: loadedFailure,
    },
    {
      title: 'a descendant is loaded',
      home: { edges: ['P C', 'P D'], loaded: ['C'] },
      reports: ['D skipped', 'C loaded'],
      refused: subtreeLoaded('C'),
    },
    {
      title: 'it is loaded, and the others should move',
      leaveLoaded: true,
      home: { edges: ['P C'], loaded: ['P'] },
      reports: ['C archived'],
    },
    {
      title: 'it is unknown',
      home: { edges: ['P C'], locations: { P: 'missing' } },
      reports: ['P rolloutMissing'],
      refused: noRollout,
    },
  ];
  for (const { title, home, keep = 'P', leaveLoaded = false, reports, refused } of kept) {
    it(`keeps the root if requested: ${title}`, async () => {
      const result = await run('P', home, { keep, leaveLoaded, finishLeftovers: true });
      assert.deepEqual(brief(result.reports), reports);
      assert.deepEqual(result.rootFailure, refused);
    });
  }

  const confirmed: {
    title: string;
    only: string;
    home: MemoryHome;
    operation?: OperationKind;
    keep?: string;
    leaveLoaded?: boolean;
    reports: string[];
    refused?: Failure;
  }[] = [
    {
      title: 'all of them are in it',
      only: 'P C G',
      home: { edges: ['P C', 'C G'] },
      reports: ['P archived', 'G archived', 'C archived'],
    },
    {
      title: 'one was spawned since',
      only: 'P C',
      home: { edges: ['P C', 'C G', 'P D'] },
      reports: ['G notInPlan', 'D notInPlan', 'P archived', 'C archived'],
    },
    {
      title: 'one was unarchived since, between others that move',
      only: 'P G',
      home: { edges: ['P C', 'C G'] },
      reports: ['C notInPlan', 'P archived', 'G archived'],
    },
    {
      title: 'the root was unarchived since',
      only: 'C',
      home: { edges: ['P C'] },
      reports: ['P notInPlan', 'C archived'],
    },
    {
      title: 'one was archived since',
      only: 'P C',
      home: { edges: ['P C'], locations: { C: 'archived' } },
      reports: ['C alreadyArchived', 'P archived'],
    },
    {
      title: 'one is no longer a descendant',
      only: 'P C X',
      home: { edges: ['P C'] },
      reports: ['P archived', 'C archived'],
    },
    {
      title: 'nothing is in it',
      only: '',
      home: { edges: ['P C'] },
      reports: ['P notInPlan', 'C notInPlan'],
    },
    {
      title: 'the root is kept and need not be in it',
      only: 'C',
      keep: 'P',
      home: { edges: ['P C', 'P D'] },
      reports: ['D notInPlan', 'C archived'],
    },
    {
      title: 'unarchiving',
      operation: 'unarchive',
      only: 'P C',
      home: { edges: ['P C', 'C G'], locations: allArchived('P', 'C', 'G') },
      reports: ['G notInPlan', 'P unarchived', 'C unarchived'],
    },
    {
      title: 'one that was spawned since is loaded, and still refuses the subtree',
      only: 'P C',
      home: { edges: ['P C', 'P D'], loaded: ['D'] },
      reports: ['P subtreeLoaded', 'D loaded', 'C subtreeLoaded'],
      refused: subtreeLoaded('D'),
    },
    {
      title: 'one that was spawned since is loaded, and loaded ones are skipped',
      only: 'P C',
      leaveLoaded: true,
      home: { edges: ['P C', 'P D'], loaded: ['D'] },
      reports: ['D loaded', 'P archived', 'C archived'],
    },
  ];
  for (const {
    title,
    only,
    home,
    operation = 'archive',
    keep = '',
    leaveLoaded = false,
    reports,
    refused,
  } of confirmed) {
    it(`moves only threads of the confirmed plan: ${title}`, async () => {
      const result = await run('P', home, { operation, only, keep, leaveLoaded, finishLeftovers: true });
      assert.deepEqual(
        result.reports.map(({ threadId, status, failure }) => `${threadId} ${failure?.code ?? status}`),
        reports,
      );
      assert.ok(result.reports.every(({ status, failure }) => failure?.code !== 'notInPlan' || status === 'skipped'));
      assert.deepEqual(result.rootFailure, refused);
      assert.ok(result.store.transactions.flat().every(threadId => only.split(' ').includes(threadId)));
    });
  }

  it('finishes the leftovers below an archived root', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'C G', 'P D'], locations: { P: 'archived', D: 'archived' } },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'D alreadyArchived', 'G archived', 'C archived']);
    assert.equal(rootFailure, undefined);
  });

  it('an archived root with nothing left below it is not a failure', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C'], locations: allArchived('P', 'C') },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'C alreadyArchived']);
    assert.equal(rootFailure, undefined);
  });

  it('a leftover that fails does not count as the root', async () => {
    const { reports, rootFailure } = await run(
      'P',
      { edges: ['P C', 'P D'], locations: { P: 'archived' }, failing: ['D'] },
      { finishLeftovers: true },
    );
    assert.deepEqual(brief(reports), ['P alreadyArchived', 'D failed', 'C archived']);
    assert.equal(rootFailure, undefined);
  });

  it('cancelled between transactions: skips the rest, and keeps what is done', async () => {
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
      reports.slice(3).map(({ failure }) => failure),
      [cancelled, cancelled],
    );
    assert.equal(rootFailure, undefined);
  });

  it('cancelled before it begins: nothing moves, and the root fails as cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    const { reports, rootFailure, store } = await run('P', { edges: ['P C'] }, { abort });
    assert.deepEqual(store.transactions, []);
    assert.deepEqual(reports, [
      { threadId: 'P', status: 'skipped', failure: cancelled },
      { threadId: 'C', status: 'skipped', failure: cancelled },
    ]);
    assert.deepEqual(rootFailure, cancelled);
  });

  it('cancelled while the root waits: the rest is cancelled as well', async () => {
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
      reports.map(({ threadId, failure }) => `${threadId} ${failure?.code}`),
      ['P cancelled', 'C cancelled'],
    );
    assert.deepEqual(rootFailure, cancelled);
  });

  it('several subtrees: their roots share transactions, then the descendants of those that moved', async () => {
    const store = memoryStore({ edges: ['P C', 'C G', 'Q D', 'R E'], failing: ['Q', 'E'] });
    const options = { operation: 'archive', finishLeftovers: false, leaveLoaded: false } as const;
    const subtrees = ['P', 'Q', 'R'].map(root => ({ root, plan: planSubtree(store, root, options) }));
    const results = await runPlans(subtrees, store.move, {
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
      results.map(({ rootFailure }) => rootFailure),
      [undefined, blocked, undefined],
    );
  });

  it('visits each thread of a chain of 5,000 and a fan of 10,000 once', async () => {
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
