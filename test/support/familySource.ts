// A tree model over a family of threads: a source that answers from a list, as the thread server does.
import {
  GROUP_PREFIX,
  PINNED_SECTION,
  ORPHANS,
  type HomeProblem,
  type TreeLevel,
  type TreeLevelsParams,
  type TreeRow,
  type ViewOptions,
} from '../../src/protocol/methods';
import { createGroupOpener } from '../../src/protocol/openGroups';
import type { ParentNode, ThreadNode, TreeNode } from '../../src/shell/tree/nodes';
import type { ThreadSource } from '../../src/shell/tree/levelReader';
import { createTreeModel } from '../../src/shell/tree/treeModel';
import { defaultChoices, optionsOf } from '../../src/shell/viewOptions/viewChoices';
import { row } from './row';

/** Thread ids and their parents' (null: top level, `ORPHANS`: none known), in the order of the list. */
export type Family = Record<string, string | null>;

export class Source implements ThreadSource {
  /** The pages that were asked for, and with how many requests. */
  readonly requests: TreeLevelsParams['levels'] = [];
  calls = 0;
  revision = 1;
  problem: HomeProblem | null = null;
  error: Error | undefined;
  /** A thread that has another name by now. */
  renamed: string | undefined;
  /** What the model asks with. */
  options: ViewOptions = optionsOf({ ...defaultChoices, group: 'none' }, []);
  /** The group of a top-level thread, in the order of the groups; asked unless `options.group` is `none`. */
  groupOf: (threadId: string) => string = () => 'today';
  /** Top-level threads that are in the group of pinned ones. */
  readonly pinned = new Set<string>();
  /** Called before an answer is made, and before each page of it. */
  onRequest: () => void | Promise<void> = () => undefined;
  onPage: () => void = () => undefined;

  constructor(public family: Family) {}

  async levels({ levels, withOpenGroups = false }: TreeLevelsParams) {
    this.calls++;
    this.requests.push(...levels);
    await this.onRequest();
    if (this.error !== undefined) {
      throw this.error;
    }
    const open = withOpenGroups && this.problem === null ? this.groups().filter(createGroupOpener()) : [];
    return {
      revision: this.revision,
      levels: this.problem === null ? levels.map(params => this.page(params)) : [],
      openGroups: open.map(({ key }) => ({ key, level: this.page({ ...levels[0], parentId: GROUP_PREFIX + key }) })),
      problem: this.problem,
    };
  }

  async path({ threadId, options }: { threadId: string; options?: ViewOptions }) {
    const rows: TreeRow[] = [];
    let at: string | null | undefined = threadId;
    for (; at !== null && at !== ORPHANS && at !== undefined; at = this.family[at]) {
      if (at in this.family && this.isShown(at)) {
        rows.unshift(this.rowOf(at));
      }
    }
    const top = rows[0]?.threadId;
    return Promise.resolve({
      rows,
      inOrphans: at === ORPHANS,
      group: top === undefined || at === ORPHANS ? null : this.keyOf(top, options),
    });
  }

  private page({ parentId = null, offset = 0, limit = 500 }: TreeLevelsParams['levels'][number]): TreeLevel {
    this.onPage();
    const all = this.level(parentId).map(threadId => this.rowOf(threadId));
    const shown = Object.keys(this.family).filter(id => this.isShown(id));
    const isTop = parentId === null;
    return {
      rows: all.slice(offset, offset + limit),
      total: all.length,
      groups: isTop ? this.groups() : [],
      hidden: isTop ? Object.keys(this.family).length - shown.length : 0,
      orphans: isTop ? this.level(ORPHANS).length : 0,
    };
  }

  private groups() {
    const groups = [...Map.groupBy(this.below(null), id => this.keyOf(id))].flatMap(([key, ids]) =>
      key === null ? [] : { key, folder: null, rows: ids.length, threads: ids.length },
    );
    return groups.sort((a, b) => Number(b.key === PINNED_SECTION) - Number(a.key === PINNED_SECTION));
  }

  /** The group of a top-level thread, or null. */
  private keyOf(id: string, { group } = this.options): string | null {
    return this.pinned.has(id) ? PINNED_SECTION : group === 'none' ? null : this.groupOf(id);
  }

  private level(parentId: string | null): string[] {
    if (parentId?.startsWith(GROUP_PREFIX) === true) {
      return this.below(null).filter(id => parentId === GROUP_PREFIX + String(this.keyOf(id)));
    }
    return this.below(parentId).filter(id => parentId !== null || this.keyOf(id) === null);
  }

  private below(parentId: string | null): string[] {
    return Object.keys(this.family).filter(id => this.family[id] === parentId && this.isShown(id));
  }

  /** A filter finds threads by their ids. */
  private isShown(id: string): boolean {
    return (
      id.includes(this.options.filter) ||
      Object.keys(this.family).some(child => this.family[child] === id && this.isShown(child))
    );
  }

  private rowOf(threadId: string): TreeRow {
    const parentId = this.family[threadId] ?? null;
    return row({
      threadId,
      parentId,
      children: this.below(threadId).length,
      matchesBelow: threadId.includes(this.options.filter) ? null : { name: 'Match', total: 1 },
      ...(threadId === this.renamed ? { name: 'Renamed' } : {}),
    });
  }
}

/** A model over the family, what it has told, and its source. */
export function setUp(family: Family, options: Partial<ViewOptions> = {}) {
  const source = new Source(family);
  Object.assign(source.options, options);
  const told: string[] = [];
  const model = createTreeModel(
    'threads',
    source,
    {
      loaded: ({ problem }) => told.push(`loaded ${problem?.code ?? 'ok'}`),
      failed: error => told.push(`failed ${(error as Error).message}`),
      moved: () => told.push('moved'),
      grown: parent => told.push(`grown ${parent === null ? 'top' : labels([parent])[0]}`),
    },
    () => source.options,
  );
  const child = async (parent: ParentNode | null, id: string) =>
    (await model.children(parent)).find(node => node.kind === 'thread' && node.row.threadId === id) as ThreadNode;
  return { source, model, told, child };
}

export const labels = (nodes: readonly TreeNode[]) =>
  nodes.map(node =>
    node.kind === 'thread' ? node.row.threadId : node.kind === 'group' ? `group:${node.group.key}` : node.kind,
  );
export const many = (count: number, parent: string | null): Family =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${parent ?? ''}${at}`, parent]));
