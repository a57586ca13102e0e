// One view's rows, read on demand: a level when its parent is expanded, a page at a time. It does not use VS Code.
// Rows keep their identity from one read to the next, and stay as they are when a read fails.
import {
  GROUP_PREFIX,
  ORPHANS,
  type HomeProblem,
  type TreePathResponse,
  type TreeRow,
  type ViewOptions,
} from '../../protocol/methods';
import { createHeirs } from './heirs';
import { rowsOfKnown } from './rowsOfKnown';
import type { KnownLevel, ShownLevel } from './knownLevels';
import { LEVEL_PAGE, readLevels, type ReadLevel, type ThreadSource } from './levelReader';
import { createLevels, type Level } from './levels';
import { createNodePool } from './nodePool';
import {
  contentOf,
  parentIdOf,
  type MoreNode,
  type ParentNode,
  type ThreadNode,
  type TreeNode,
  type ViewName,
} from './nodes';

export interface TreeModelEvents {
  /** The top level has been read. */
  loaded(top: TopLevel): void;
  /** Some levels could not be read; their old rows stay. */
  failed(error: unknown): void;
  /** A refresh has found rows that came, went or changed places. */
  moved(): void;
  /** `children(parent)` has more rows than before. */
  grown(parent: ParentNode | null): void;
}

export interface TopLevel {
  /** What is wrong with the Codex home, or null. */
  problem: HomeProblem | null;
  /** How many threads the view's options hide. */
  hidden: number;
}

export interface TreeModel {
  /**
   * Makes rows of what was known of the tree before anything was read: `children` returns them until `refresh` has read
   * them again. False if nothing was known, or something was read already.
   */
  restore(known: readonly KnownLevel[]): boolean;
  /** All levels that were read, parents before their children. */
  shown(): Iterable<ShownLevel>;
  /** Never rejects: see `failed`. */
  children(parent: ParentNode | null): Promise<TreeNode[]>;
  /** Forgets every row, because the options have changed. */
  reset(): void;
  /**
   * Reads all levels that were read before, with one request. Resolves to what has changed: rows with other content,
   * and parents with other rows; null when the top level has other rows.
   */
  refresh(): Promise<TreeNode[] | null>;
  /** Whether all rows were read at this revision of the Codex home. */
  isAt(revision: number): boolean;
  /** Adds a page to the level of this row. Resolves to the first row of the page, or null when none has come. */
  showMore(node: MoreNode): Promise<TreeNode | null>;
  /** The rows of these threads, as far as they have one. */
  rowsOf(threadIds: Iterable<string>): ThreadNode[];
  /** The row that has its place: see `Heirs.of`. */
  heirOf(node: TreeNode): TreeNode | null;
  /**
   * The thread's row, or that of its nearest ancestor that has one; null when the thread is not in this view with its
   * options.
   */
  find(threadId: string): Promise<ThreadNode | null>;
}

/** Starts without rows. They are read from `source` on demand, with the options at that time. */
export function createTreeModel(
  view: ViewName,
  source: ThreadSource,
  events: TreeModelEvents,
  options: () => ViewOptions,
): TreeModel {
  let pool = createNodePool(view, options().filter, LEVEL_PAGE);
  let levels = createLevels(pool);
  let generation = 0;
  const heirs = createHeirs(node => levels.isShown(node));

  const grow = (parent: ParentNode | null, change: (level: Level) => void) => {
    const level = levels.of(parent);
    change(level);
    level.generation = -1;
    events.grown(parent);
  };

  /** The thread's row, if this is its parent. */
  const rowBelow = async (parent: ParentNode | null, threadId: string): Promise<TreeRow | undefined> => {
    const path = await source.path({ view, threadId, options: options() });
    const parentId = path.rows.at(-2)?.threadId ?? topParent(path);
    return parentId === parentIdOf(parent) ? path.rows.at(-1) : undefined;
  };

  /** Puts what was read into a level, in the generation in which the read began. */
  const apply = async (level: Level, read: ReadLevel, started: number): Promise<void> => {
    const { parent, sought } = level;
    const { first, rows, problem, revision, wanted, wishes, openGroups } = read;
    // A set, as a row may slide from one page into the next while Codex writes.
    const groups = first.groups.flatMap((group, index) =>
      index < wanted || sought.has(GROUP_PREFIX + group.key) ? pool.group(group, index) : [],
    );
    const nodes = new Set<TreeNode>([...groups, ...rows.map(row => pool.thread(row, parent))]);
    const shown = rows.length + Math.min(wanted, first.groups.length);
    const total = first.groups.length + first.total;
    const threadsSought = [...sought].filter(wish => wish !== ORPHANS && !wish.startsWith(GROUP_PREFIX));
    for (const threadId of shown < total ? threadsSought : []) {
      const row = await rowBelow(parent, threadId);
      if (row !== undefined && levels.isCurrent(level)) {
        nodes.add(pool.thread(row, parent));
      }
    }
    if (!levels.isCurrent(level)) {
      return;
    }
    if (shown < total) {
      nodes.add(pool.more(parent, level.nodes, shown, total));
    }
    if (first.orphans > 0) {
      nodes.add(pool.orphans(first.orphans));
    }
    if (wanted === level.wanted && wishes === sought.size) {
      level.generation = started;
    }
    level.revision = revision;
    level.restored = false;
    if (problem?.code !== 'unreadable') {
      const before = level.nodes;
      level.nodes = [...nodes];
      heirs.replaced(before, level.nodes);
      before.filter(node => !nodes.has(node)).forEach(node => levels.forget(node));
    }
    for (const { key, level: page } of openGroups) {
      const group = groups.find(node => node.group.key === key);
      if (group !== undefined) {
        const pages = { first: page, rows: page.rows, problem, revision, wanted: LEVEL_PAGE, wishes: 0 };
        await apply(levels.of(group), { ...pages, openGroups: [] }, started);
      }
    }
    if (parent === null) {
      events.loaded({ problem, hidden: first.hidden });
    }
  };

  /**
   * Reads levels, parents before their children. Resolves to false when they could not be read. Calls `applied` after
   * each level, with its previous rows and their content. `withOpenGroups`: only for the top level.
   */
  const load = async (
    wanted: readonly Level[],
    applied: (level: Level, before: TreeNode[], said: string[]) => void,
    withOpenGroups = false,
  ): Promise<boolean> => {
    try {
      const started = generation;
      const read = await readLevels(view, source, options(), wanted, withOpenGroups);
      for (const [at, level] of wanted.entries()) {
        // Its parent's row may have disappeared with an earlier level.
        if (levels.isCurrent(level)) {
          const before = level.nodes;
          const said = before.map(contentOf);
          await apply(level, read[at] as ReadLevel, started);
          applied(level, before, said);
        }
      }
      return true;
    } catch (error) {
      events.failed(error);
      return false;
    }
  };

  const startLoading = (wanted: readonly Level[], work: () => Promise<boolean>): Promise<boolean> => {
    const mine = work().finally(() => {
      for (const level of wanted.filter(({ loading }) => loading === mine)) {
        level.loading = undefined;
      }
    });
    for (const level of wanted) {
      level.loading = mine;
    }
    return mine;
  };

  /** Those that were read, not those that were restored. */
  const children = async (parent: ParentNode | null): Promise<TreeNode[]> => {
    for (;;) {
      if (parent !== null && !pool.isCurrent(parent)) {
        return levels.known(parent)?.nodes ?? [];
      }
      const level = levels.of(parent);
      if (level.generation === generation) {
        return level.nodes;
      }
      // Whoever sees the rows for the first time sees those of the open groups.
      const isFirst = parent === null && levels.all().length === 1 && options().filter === '';
      const read = () => load([level], () => undefined, isFirst);
      if (!(await (level.loading ?? startLoading([level], read)))) {
        return level.nodes;
      }
    }
  };

  const refresh = async (): Promise<TreeNode[] | null> => {
    generation++;
    const looked = levels;
    const current = looked.all().filter(level => levels.isCurrent(level));
    const changed = new Set<TreeNode>();
    let newTop = false;
    const compare = ({ parent, nodes: after }: Level, before: TreeNode[], said: string[]) => {
      if (before.length === after.length && before.every((node, at) => node === after[at])) {
        after.filter((node, at) => contentOf(node) !== said[at]).forEach(node => changed.add(node));
      } else {
        events.moved();
        if (parent === null) {
          newTop = true;
        } else {
          changed.add(parent);
        }
      }
    };
    const before = current.flatMap(({ loading }) => loading ?? []);
    await startLoading(current, async () => {
      // A read that started earlier must not finish later.
      await Promise.all(before);
      return load(current, compare);
    });
    return newTop || looked !== levels ? null : [...changed];
  };

  /** The row below this parent that `wish` names as in `Level.sought`; shows it if it was not shown. */
  const seek = async (parent: ParentNode | null, wish: string): Promise<ParentNode | undefined> => {
    const isIt = (node: TreeNode): node is ParentNode => node.kind !== 'more' && parentIdOf(node) === wish;
    const nodes = await children(parent);
    const found = nodes.find(isIt);
    if (found !== undefined || nodes.every(({ kind }) => kind !== 'more')) {
      return found;
    }
    grow(parent, level => level.sought.add(wish));
    return (await children(parent)).find(isIt);
  };

  const restore = (known: readonly KnownLevel[]): boolean => {
    if (known.length === 0 || levels.all().length > 0) {
      return false;
    }
    for (const { parent, nodes } of rowsOfKnown(known, pool)) {
      Object.assign(levels.of(parent), { nodes, restored: true });
    }
    return true;
  };

  return {
    restore,
    shown: () => levels.all(),
    children: parent => {
      const level = levels.known(parent);
      return level?.restored === true ? Promise.resolve(level.nodes) : children(parent);
    },
    refresh,
    isAt: revision => levels.all().every(level => level.revision === revision),
    reset: () => {
      generation++;
      pool = createNodePool(view, options().filter, LEVEL_PAGE);
      levels = createLevels(pool);
    },
    showMore: async node => {
      const shown = new Set(levels.of(node.parent).nodes);
      grow(node.parent, level => {
        level.wanted += LEVEL_PAGE;
      });
      const rows = await children(node.parent);
      return rows.find(row => !shown.has(row) && row.kind !== 'more') ?? null;
    },
    rowsOf: threadIds => [...threadIds].flatMap(threadId => pool.threadNode(threadId) ?? []),
    heirOf: node => heirs.of(node),
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

/** The parent of the first row of a path, as `threadTree/list` names parents. */
function topParent({ inOrphans, group }: TreePathResponse): string | null {
  return inOrphans ? ORPHANS : group === null ? null : GROUP_PREFIX + group;
}
