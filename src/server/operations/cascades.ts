// Archives or unarchives several subtrees as one operation.
import type { OperationKind, OperationReport } from '../../protocol/operations';
import { planSubtree, runPlans, type CascadeResult, type MoveThreads } from '../threads/cascade';
import { descendantsOf } from '../threads/spawnForest';
import type { ArchivingCodex } from './archiveByCodex';
import { askedSubtree, runAsked } from './askedCascades';
import type { HomeModel } from '../home/homeModel';
import { subtreeSource, sessionFolders } from './subtreeSource';
import { moveIn } from './planMove';
import type { Lease } from './lease';

export interface CascadesOptions {
  /** The operation's id. */
  operation: string;
  kind: OperationKind;
  finishLeftovers: boolean;
  leaveLoaded: boolean;
  /** Threads, roots or descendants, that stay where they are. A loaded one still refuses its subtree. */
  keep?: ReadonlySet<string>;
  /** The threads of the plan that the user confirmed: no other threads move (see `PlanOptions`). */
  only?: ReadonlySet<string>;
  /** The Codex that is asked to archive subtrees of which it has threads loaded, and nobody else has. */
  codex?: ArchivingCodex;
  onStatus: (report: OperationReport) => void;
  signal: AbortSignal;
}

type ForestModel = Pick<HomeModel, 'threads' | 'forest'>;

/** The threads of a root's subtree that a cascade would move. */
export interface PlannedMoves {
  root: string;
  threadIds: string[];
}

/**
 * Plans the cascade on each of these roots, none of which is a descendant of another, without a lease: this is the plan
 * that the user confirms. Includes loaded threads: whether they stay is decided when the operation runs. Lists the
 * session folders only if a thread has no row.
 */
export function planCascades(
  home: string,
  model: ForestModel,
  roots: readonly string[],
  { kind, keep }: Pick<CascadesOptions, 'kind' | 'keep'>,
): PlannedMoves[] {
  const source = subtreeSource(model, sessionFolders(home, new Set(subtreesOf(model, roots))), new Map());
  const options = { operation: kind, finishLeftovers: true, leaveLoaded: true, ...(keep && { keep }) };
  return roots.map(root => {
    const plan = planSubtree(source, root, options);
    return { root, threadIds: plan.refused ? [] : plan.moves };
  });
}

/**
 * Runs the cascade on each of these roots, none of which is a descendant of another; one that fails does not stop the
 * next. Before anything moves, all subtrees are checked for writer locks, and the plan of all is in the journal.
 */
export async function runCascades(
  lease: Lease,
  model: ForestModel,
  roots: readonly string[],
  options: CascadesOptions,
): Promise<CascadeResult[]> {
  const { operation, kind, codex, onStatus, signal } = options;
  const members = subtreesOf(model, roots);
  const loaded = await lease.locks.hold(members);
  const folders = sessionFolders(lease.home, new Set(members));
  const source = subtreeSource(model, folders, loaded);
  const planning = { ...options, operation: kind };
  const asking = codex && { model, folders, codex, options: planning };
  const asked = roots.flatMap(root => (asking && askedSubtree(asking, root, loaded)) ?? []);
  const own = roots
    .filter(root => !asked.some(subtree => subtree.root === root))
    .map(root => ({ root, plan: planSubtree(source, root, planning) }));
  const threads = [
    ...own.flatMap(({ plan }) => (plan.refused ? [] : plan.moves)),
    ...asked.flatMap(({ moves }) => moves),
  ];

  const run = { operation: kind, onStatus, signal };
  if (threads.length === 0) return runPlans(own, () => Promise.resolve([]), run);
  const plan = moveIn(folders, kind);
  return lease.journalled({ operation, kind, roots, threads }, async (mover, entry) => {
    const move: MoveThreads = (threadIds, onWait, following) =>
      mover.change(threadIds, plan, { onWait, following, signal });
    const results = await runPlans(own, move, run);
    for (const subtree of asked)
      if (asking) results.push(await runAsked(subtree, { ...asking, lease, entry, plan, move, run }));
    return results;
  });
}

/** The roots and all their descendants. */
function subtreesOf({ forest }: ForestModel, roots: readonly string[]): string[] {
  return roots.flatMap(root => [root, ...descendantsOf(forest, root)]);
}
