// One view's rows, loaded as they are looked at: a branch when it is opened, a page at a time. It knows no VS Code.
// Rows keep their identity from one load to the next, and stay as they were when a load fails.
import {
  GROUP_PREFIX,
  ORPHANS,
  type HomeProblem,
  type TreeListParams,
  type TreeListResponse,
  type TreePathParams,
  type TreePathResponse,
  type TreeRow,
  type ViewOptions,
} from '../../protocol/methods';
import { createNodePool } from './nodePool';
import {
  contentOf,
  parentIdOf,
  type ParentNode,
  type MoreNode,
  type ThreadNode,
  type TreeNode,
  type ViewName,
} from './nodes';

/** Rows asked for at once: few enough that the extension host handles them within a few milliseconds. */
export const LEVEL_PAGE = 200;

export interface ThreadSource {
  list(params: TreeListParams): Promise<TreeListResponse>;
  path(params: TreePathParams): Promise<TreePathResponse>;
}

export interface TreeModelEvents {
  /** The top level has been read. */
  loaded(top: TopLevel): void;
  /** A branch could not be read; its old rows stay. */
  failed(error: unknown): void;
  /** `children(parent)` has more to give than before. */
  grown(parent: ParentNode | null): void;
}

export interface TopLevel {
  /** What is wrong with the Codex home, or null. */
  problem: HomeProblem | null;
  /** How many threads the view's options hide. */
  hidden: number;
}

export interface TreeModel {
  /** Never rejects: see `failed`. */
  children(parent: ParentNode | null): Promise<TreeNode[]>;
  /** Makes every branch be read again when it is next asked for. */
  invalidate(): void;
  /** Forgets every row: the options are others. */
  reset(): void;
  /**
   * Reads again every branch that has been looked at, and answers what is different: rows that say something else, and
   * branches with other rows; null when the top level has others.
   */
  refresh(): Promise<TreeNode[] | null>;
  /** One page more below this row's parent. */
  showMore(node: MoreNode): void;
  /** Those of the threads that have a row. */
  rowsOf(threadIds: Iterable<string>): ThreadNode[];
  /**
   * The thread's row, or that of the nearest ancestor that has one; null when the thread is not in this view, as its
   * options have it.
   */
  find(threadId: string): Promise<ThreadNode | null>;
}

/** What is known of one parent's children. */
interface Level {
  readonly parent: ParentNode | null;
  nodes: TreeNode[];
  /** The model's generation in which they were read; another one: to be read again. */
  generation: number;
  /** How many rows the user wants to see. */
  wanted: number;
  /**
   * Threads and groups to be shown also when they come after those: somebody looked for them. As `threadTree/list`
   * names parents.
   */
  sought: Set<string>;
  loading: Promise<boolean> | undefined;
}

/** Has no rows yet: they are read from `source` as they are asked for, with the options of then. */
export function createTreeModel(
  view: ViewName,
  source: ThreadSource,
  events: TreeModelEvents,
  options: () => ViewOptions,
): TreeModel {
  let branches = new Map<string, Level>();
  let pool = createNodePool(view, options().filter, LEVEL_PAGE);
  let generation = 0;

  const branchOf = (parent: ParentNode | null): Level => {
    const key = parent?.id ?? '';
    const known = branches.get(key) ?? {
      parent,
      nodes: [],
      generation: -1,
      wanted: LEVEL_PAGE,
      sought: new Set(),
      loading: undefined,
    };
    branches.set(key, known);
    return known;
  };

  const forget = (node: TreeNode) => {
    pool.forget(node);
    const below = branches.get(node.id)?.nodes ?? [];
    branches.delete(node.id);
    below.forEach(forget);
  };

  const grow = (parent: ParentNode | null, change: (branch: Level) => void) => {
    const branch = branchOf(parent);
    change(branch);
    branch.generation = -1;
    events.grown(parent);
  };

  /** The thread's row, if its place is right below this parent. */
  const rowBelow = async (parent: ParentNode | null, threadId: string): Promise<TreeRow | undefined> => {
    const path = await source.path({ view, threadId, options: options() });
    const above = path.rows.at(-2)?.threadId ?? topParent(path);
    return above === parentIdOf(parent) ? path.rows.at(-1) : undefined;
  };

  const readGroups = ({ wanted, sought }: Level, { groups }: TreeListResponse): TreeNode[] =>
    groups.flatMap((group, index) =>
      index < wanted || sought.has(GROUP_PREFIX + group.key) ? pool.group(group, index) : [],
    );

  const read = async (parent: ParentNode | null, branch: Level): Promise<void> => {
    const started = generation;
    const { wanted } = branch;
    const { size: wishes } = branch.sought;
    // A set, as a row may slide from one page into the next while Codex writes.
    const nodes = new Set<TreeNode>();
    let shown = 0;
    let answer: TreeListResponse;
    do {
      answer = await source.list({
        view,
        parentId: parentIdOf(parent),
        offset: shown,
        limit: Math.min(LEVEL_PAGE, wanted - shown),
        options: options(),
      });
      // With other options it is another tree.
      if (branches.get(parent?.id ?? '') !== branch) {
        return;
      }
      answer.rows.forEach(row => nodes.add(pool.thread(row, parent)));
      shown += answer.rows.length;
    } while (answer.rows.length > 0 && shown < Math.min(wanted, answer.total));
    readGroups(branch, answer).forEach(node => nodes.add(node));
    shown += Math.min(wanted, answer.groups.length);
    const total = answer.groups.length > 0 ? answer.groups.length : answer.total;
    for (const threadId of answer.groups.length === 0 && shown < total ? branch.sought : []) {
      const row = await rowBelow(parent, threadId);
      if (row !== undefined && branches.get(parent?.id ?? '') === branch) {
        nodes.add(pool.thread(row, parent));
      }
    }
    if (shown < total) {
      nodes.add(pool.more(parent, branch.nodes, shown, total));
    }
    if (answer.orphans > 0) {
      nodes.add(pool.orphans(answer.orphans));
    }
    if (wanted === branch.wanted && wishes === branch.sought.size) {
      branch.generation = started;
    }
    if (answer.problem?.code !== 'unreadable') {
      const gone = branch.nodes.filter(node => !nodes.has(node));
      branch.nodes = [...nodes];
      gone.forEach(forget);
    }
    if (parent === null) {
      events.loaded(answer);
    }
  };

  /** Resolves to false when the branch could not be read. */
  const load = async (parent: ParentNode | null, branch: Level): Promise<boolean> => {
    try {
      await read(parent, branch);
      return true;
    } catch (error) {
      events.failed(error);
      return false;
    } finally {
      branch.loading = undefined;
    }
  };

  const children = async (parent: ParentNode | null): Promise<TreeNode[]> => {
    for (;;) {
      if (parent !== null && !pool.isCurrent(parent)) {
        return branches.get(parent.id)?.nodes ?? [];
      }
      const branch = branchOf(parent);
      if (branch.generation === generation) {
        return branch.nodes;
      }
      branch.loading ??= load(parent, branch);
      if (!(await branch.loading)) {
        return branch.nodes;
      }
    }
  };

  const refresh = async (): Promise<TreeNode[] | null> => {
    generation++;
    const changed = new Set<TreeNode>();
    const looked = branches;
    for (const branch of [...looked.values()]) {
      const { parent } = branch;
      // A branch whose own row has gone is not shown any more.
      if (looked.get(parent?.id ?? '') !== branch || (parent !== null && !pool.isCurrent(parent))) {
        continue;
      }
      const before = branch.nodes;
      const said = before.map(contentOf);
      const after = await children(parent);
      if (looked !== branches) {
        return null;
      }
      if (before.length === after.length && before.every((node, at) => node === after[at])) {
        after.filter((node, at) => contentOf(node) !== said[at]).forEach(node => changed.add(node));
      } else if (parent === null) {
        return null;
      } else {
        changed.add(parent);
      }
    }
    return [...changed];
  };

  /** The row below this parent that is `wish` in the terms of `Branch.sought`, shown if it was not. */
  const seek = async (parent: ParentNode | null, wish: string): Promise<ParentNode | undefined> => {
    const isIt = (node: TreeNode): node is ParentNode => node.kind !== 'more' && parentIdOf(node) === wish;
    const nodes = await children(parent);
    const found = nodes.find(isIt);
    if (found !== undefined || nodes.every(({ kind }) => kind !== 'more')) {
      return found;
    }
    grow(parent, branch => branch.sought.add(wish));
    return (await children(parent)).find(isIt);
  };

  return {
    children,
    refresh,
    invalidate: () => {
      generation++;
    },
    reset: () => {
      generation++;
      branches = new Map();
      pool = createNodePool(view, options().filter, LEVEL_PAGE);
    },
    showMore: node =>
      grow(node.parent, branch => {
        branch.wanted += LEVEL_PAGE;
      }),
    rowsOf: threadIds => [...threadIds].flatMap(threadId => pool.threadNode(threadId) ?? []),
    find: async threadId => {
      const path = await source.path({ view, threadId, options: options() });
      const top = topParent(path);
      let above: ParentNode | null | undefined = path.rows.length === 0 || top === null ? null : await seek(null, top);
      let nearest: ThreadNode | null = null;
      for (const { threadId: next } of path.rows) {
        above = above === undefined ? undefined : await seek(above, next);
        if (above?.kind !== 'thread') {
          break;
        }
        nearest = above;
      }
      return nearest;
    },
  };
}

/** Below what the first row of a path stands, as `threadTree/list` names parents. */
function topParent({ inOrphans, group }: TreePathResponse): string | null {
  return inOrphans ? ORPHANS : group === null ? null : GROUP_PREFIX + group;
}
