// One view's rows, loaded as they are looked at: a branch when it is opened, a page at a time. It knows no VS Code. Rows keep
// their identity from one load to the next, and stay as they were when a load fails.
import {
  ORPHANS, type HomeProblem, type TreeListParams, type TreeListResponse, type TreePathParams, type TreePathResponse, type TreeRow,
} from '../protocol/threadTree';
import { parentIdOf, rowId, type BranchNode, type MoreNode, type OrphansNode, type ThreadNode, type TreeNode } from './nodes';

/** Rows asked for at once: few enough that the extension host handles them within a few milliseconds. */
export const PAGE = 200;

export interface ThreadSource {
  list(params: TreeListParams): Promise<TreeListResponse>;
  path(params: TreePathParams): Promise<TreePathResponse>;
}

export interface TreeModelEvents {
  /** The top level has been read: what is wrong with the Codex home, or null. */
  loaded(problem: HomeProblem | null): void;
  /** A branch could not be read; its old rows stay. */
  failed(error: unknown): void;
  /** `children(parent)` has more to give than before. */
  grown(parent: BranchNode | null): void;
}

export interface TreeModel {
  /** Never rejects: see `failed`. */
  children(parent: BranchNode | null): Promise<TreeNode[]>;
  /** Makes every branch be read again when it is next asked for. */
  invalidate(): void;
  /**
   * Reads again every branch that has been looked at, and answers what is different: rows that say something else, and branches
   * with other rows; null when the top level has others.
   */
  refresh(): Promise<TreeNode[] | null>;
  /** One page more below this row's parent. */
  showMore(node: MoreNode): void;
  /** Those of the threads that have a row. */
  rowsOf(threadIds: Iterable<string>): ThreadNode[];
  /** The thread's row, or that of the nearest ancestor that has one; null when the thread is not in this view. */
  find(threadId: string): Promise<ThreadNode | null>;
}

/** What is known of one parent's children. */
interface Branch {
  readonly parent: BranchNode | null;
  nodes: TreeNode[];
  /** The model's generation in which they were read; another one: to be read again. */
  generation: number;
  /** How many rows the user wants to see. */
  wanted: number;
  /** Threads to be shown also when they come after those: somebody looked for them. */
  sought: Set<string>;
  loading: Promise<boolean> | undefined;
}

/** Has no rows yet: they are read from `source` as they are asked for. */
export function createTreeModel(view: 'threads' | 'archived', source: ThreadSource, events: TreeModelEvents): TreeModel {
  const branches = new Map<string, Branch>();
  const rows = new Map<string, ThreadNode>();
  let orphans: OrphansNode | undefined;
  let generation = 0;

  const branchOf = (parent: BranchNode | null): Branch => {
    const key = parent?.id ?? '';
    const known = branches.get(key) ?? { parent, nodes: [], generation: -1, wanted: PAGE, sought: new Set(), loading: undefined };
    branches.set(key, known);
    return known;
  };

  const threadNode = (row: TreeRow, parent: BranchNode | null): ThreadNode => {
    const id = rowId(parent, row.threadId);
    const known = rows.get(row.threadId);
    if (known?.id === id && known.parent === parent) {
      known.row = row;
      return known;
    }
    const node: ThreadNode = { kind: 'thread', id, parent, depth: parent === null ? 0 : parent.depth + 1, row };
    rows.set(row.threadId, node);
    return node;
  };

  const moreNode = ({ parent, nodes }: Branch, shown: number, total: number): MoreNode => {
    const known = nodes.find(node => node.kind === 'more');
    return known?.shown === shown && known.total === total ? known : { kind: 'more', id: rowId(parent, 'more'), view, parent, shown, total };
  };

  const orphansNode = (count: number): OrphansNode => {
    orphans ??= { kind: 'orphans', id: rowId(null, 'orphans'), parent: null, depth: 0, count };
    orphans.count = count;
    return orphans;
  };

  const grow = (parent: BranchNode | null, change: (branch: Branch) => void) => {
    const branch = branchOf(parent);
    change(branch);
    branch.generation = -1;
    events.grown(parent);
  };

  /** The thread's row, if its place is right below this parent. */
  const rowBelow = async (parent: BranchNode | null, threadId: string): Promise<TreeRow | undefined> => {
    const { rows: path, inOrphans } = await source.path({ view, threadId });
    const above = path.at(-2)?.threadId ?? (inOrphans ? ORPHANS : null);
    return above === parentIdOf(parent) ? path.at(-1) : undefined;
  };

  const read = async (parent: BranchNode | null, branch: Branch): Promise<void> => {
    const started = generation;
    const { wanted } = branch;
    // A set, as a row may slide from one page into the next while Codex writes.
    const nodes = new Set<TreeNode>();
    let offset = 0;
    let answer: TreeListResponse;
    do {
      answer = await source.list({ view, parentId: parentIdOf(parent), offset, limit: Math.min(PAGE, wanted - offset) });
      answer.rows.forEach(row => nodes.add(threadNode(row, parent)));
      offset += answer.rows.length;
    } while (answer.rows.length > 0 && offset < Math.min(wanted, answer.total));
    const { size: wishes } = branch.sought;
    for (const threadId of offset < answer.total ? branch.sought : []) {
      const row = await rowBelow(parent, threadId);
      if (row !== undefined) {
        nodes.add(threadNode(row, parent));
      }
    }
    if (offset < answer.total) {
      nodes.add(moreNode(branch, offset, answer.total));
    }
    if (answer.orphans > 0) {
      nodes.add(orphansNode(answer.orphans));
    }
    if (wanted === branch.wanted && wishes === branch.sought.size) {
      branch.generation = started;
    }
    if (answer.problem?.code !== 'unreadable') {
      branch.nodes = [...nodes];
    }
    if (parent === null) {
      events.loaded(answer.problem);
    }
  };

  /** Resolves to false when the branch could not be read. */
  const load = async (parent: BranchNode | null, branch: Branch): Promise<boolean> => {
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

  const children = async (parent: BranchNode | null): Promise<TreeNode[]> => {
    const branch = branchOf(parent);
    while (branch.generation !== generation) {
      branch.loading ??= load(parent, branch);
      if (!await branch.loading) {
        break;
      }
    }
    return branch.nodes;
  };

  const refresh = async (): Promise<TreeNode[] | null> => {
    generation++;
    const changed: TreeNode[] = [];
    for (const branch of [...branches.values()]) {
      const { parent } = branch;
      // A branch whose own row has gone is not shown any more.
      if (parent?.kind === 'thread' && rows.get(parent.row.threadId) !== parent) {
        continue;
      }
      const before = branch.nodes;
      const said = before.map(contentOf);
      const after = await children(parent);
      if (before.length === after.length && before.every((node, at) => node === after[at])) {
        changed.push(...after.filter((node, at) => contentOf(node) !== said[at]));
      } else if (parent === null) {
        return null;
      } else {
        changed.push(parent);
      }
    }
    return changed;
  };

  const seek = async (parent: BranchNode | null, threadId: string): Promise<ThreadNode | undefined> => {
    const isIt = (node: TreeNode): node is ThreadNode => node.kind === 'thread' && node.row.threadId === threadId;
    const nodes = await children(parent);
    const found = nodes.find(isIt);
    if (found !== undefined || nodes.every(({ kind }) => kind !== 'more')) {
      return found;
    }
    grow(parent, branch => branch.sought.add(threadId));
    return (await children(parent)).find(isIt);
  };

  return {
    children,
    refresh,
    invalidate: () => { generation++; },
    showMore: node => grow(node.parent, branch => { branch.wanted += PAGE; }),
    rowsOf: threadIds => [...threadIds].flatMap(threadId => rows.get(threadId) ?? []),
    find: async threadId => {
      const path = await source.path({ view, threadId });
      await children(null);
      let nearest: ThreadNode | null = null;
      for (const { threadId: next } of path.rows) {
        const parent: BranchNode | null = nearest ?? (path.inOrphans ? orphans ?? null : null);
        const node = await seek(parent, next);
        if (node === undefined) {
          break;
        }
        nearest = node;
      }
      return nearest;
    },
  };
}

/** What a row says, to be compared. */
function contentOf(node: TreeNode): string {
  return node.kind === 'thread' ? JSON.stringify(node.row) : node.kind === 'orphans' ? String(node.count) : node.id;
}
