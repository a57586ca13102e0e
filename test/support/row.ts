// Rows of the tree, and the time at which tests look at them.
import type { TreeRow } from '../../src/protocol/methods';

/** An active main thread without sub-agents, one hour old at `NOW`, with these changes. */
export function row(changes: Partial<TreeRow> = {}): TreeRow {
  return {
    threadId: 't1',
    parentId: null,
    name: 'Fix the flaky checkout tests',
    kind: 'main',
    archived: false,
    archivedAt: null,
    recencyAt: NOW - 3600,
    newestAt: NOW - 3600,
    gitBranch: null,
    children: 0,
    descendants: 0,
    detached: false,
    between: false,
    attached: false,
    pinned: false,
    loaded: false,
    loadedDescendants: 0,
    live: null,
    liveDescendants: { waiting: 0, running: 0 },
    matchesBelow: null,
    ...changes,
  };
}

/** 15 June 2026, 12:00 in the local time zone, in Unix seconds. */
export const NOW = new Date(2026, 5, 15, 12).getTime() / 1000;
