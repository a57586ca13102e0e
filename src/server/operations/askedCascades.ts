// Subtrees of which a running Codex has threads loaded: decides whether it is asked to archive them, and asks it.
import type { LockHolder } from '../../protocol/failures';
import type { OperationReport } from '../../protocol/operations';
import { askableRoots } from '../threads/askableRoots';
import { planSubtree, runPlan, type CascadeResult, type MoveThreads, type RunOptions } from '../threads/cascade';
import { reportOf, type PlanOptions } from '../threads/cascadePlan';
import { descendantsOf } from '../threads/spawnForest';
import type { HomeModel } from '../home/homeModel';
import { archiveByCodex, type ArchivingCodex } from './archiveByCodex';
import type { EntryWriter } from './journal/journal';
import type { Lease } from './lease';
import type { PlanChange } from './mover';
import { subtreeSource, type SessionFolders } from './subtreeSource';

/** What the decision is made from. */
export interface AskedSource {
  model: Pick<HomeModel, 'threads' | 'forest'>;
  folders: SessionFolders;
  codex: ArchivingCodex;
  options: PlanOptions;
}

/** A subtree that Codex archives: `asked` are the threads that it is asked for, one after the other. */
export interface AskedSubtree {
  root: string;
  moves: readonly string[];
  reports: readonly OperationReport[];
  asked: readonly string[];
}

/** The plan of a subtree that Codex can be asked to archive (askableRoots.ts); undefined if it cannot. */
export function askedSubtree(
  { model, folders, codex, options }: AskedSource,
  root: string,
  loaded: ReadonlyMap<string, LockHolder>,
): AskedSubtree | undefined {
  const free = subtreeSource(model, folders, new Map());
  const plan = planSubtree(free, root, options);
  if (plan.refused) return undefined;
  const { moves, reports } = plan;
  const asked = askableRoots({
    forest: model.forest,
    moves,
    holders: loaded,
    server: codex.server(),
    locationOf: threadId => free.locationOf(threadId),
  });
  return asked && !codex.isBusyAnew(moves) ? { root, moves, reports, asked } : undefined;
}

export interface AskedRun extends AskedSource {
  lease: Lease;
  entry: EntryWriter;
  plan: PlanChange;
  move: MoveThreads;
  run: RunOptions;
}

/**
 * Lets Codex archive a subtree, and moves what it has left. Decides again before each request: if Codex has ended
 * meanwhile, the threads are archived or refused without it. Throws what `archiveByCodex` and `move` throw.
 */
export async function runAsked(subtree: AskedSubtree, context: AskedRun): Promise<CascadeResult> {
  const { model, run } = context;
  const reports = [...subtree.reports];
  reports.forEach(run.onStatus);
  for (const root of subtree.asked) {
    const members = new Set(descendantsOf(model.forest, root));
    const threadIds = [root, ...subtree.moves.filter(id => id !== root && members.has(id))];
    if (run.signal.aborted) {
      const cancelled = threadIds.map(threadId => reportOf(threadId, { code: 'cancelled' }));
      cancelled.forEach(run.onStatus);
      reports.push(...cancelled);
    } else reports.push(...(await archiveOne(root, { ...context, model: await context.codex.newest() })));
  }
  return { reports, rootFailure: reports.find(({ threadId }) => threadId === subtree.root)?.failure };
}

async function archiveOne(root: string, context: AskedRun): Promise<OperationReport[]> {
  const { lease, entry, model, folders, codex, options, plan, move, run } = context;
  const loaded = await lease.locks.hold([root, ...descendantsOf(model.forest, root)]);
  const subtree = askedSubtree(context, root, loaded);
  if (subtree) {
    // Codex itself takes the coordination lock to archive a thread.
    lease.locks.release();
    const threadIds = [root, ...subtree.moves.filter(id => id !== root)];
    const outcome = await archiveByCodex(lease, entry, codex, { threadIds, model, plan, ...run });
    plan.ahead?.forget();
    if (outcome) {
      const left = await runPlan({ moves: outcome.left, reports: [] }, root, move, run);
      return [...outcome.reports, ...left.reports];
    }
  }
  const source = subtreeSource(model, folders, loaded);
  return (await runPlan(planSubtree(source, root, options), root, move, run)).reports;
}
