// Archive and unarchive on several branches, as one operation.
import type { OperationKind, OperationReport } from '../../protocol/methods';
import { planSubtree, runPlans, type CascadeResult } from '../threads/cascade';
import { descendantsOf } from '../threads/spawnForest';
import type { HomeModel } from '../home/homeModel';
import { subtreeSource, sessionFolders, type SessionFolders } from './subtreeSource';
import type { PlanChange } from './mover';
import { planMove } from './planMove';
import type { Lease } from './lease';

export interface CascadesOptions {
  /** The operation's name. */
  operation: string;
  kind: OperationKind;
  finishLeftovers: boolean;
  leaveLoaded: boolean;
  /** These threads, of the roots or below them, stay where they are; one in use refuses its branch all the same. */
  keep?: ReadonlySet<string>;
  onStatus: (report: OperationReport) => void;
  signal: AbortSignal;
}

/**
 * Runs the cascade on each of these roots, none of which lies below another; one that fails does not stop the next.
 * Before anything moves, all branches are checked for writer locks, and the plan of all is in the journal.
 */
export async function runCascades(
  session: Lease,
  model: Pick<HomeModel, 'threads' | 'forest'>,
  roots: readonly string[],
  options: CascadesOptions,
): Promise<CascadeResult[]> {
  const { operation, kind, onStatus, signal } = options;
  await session.locks.hold();
  const held = await session.locks.holders(roots.flatMap(root => [root, ...descendantsOf(model.forest, root)]));
  const folders = sessionFolders(session.home);
  const source = subtreeSource(model, folders, held);
  const plans = roots.map(root => ({ root, plan: planSubtree(source, root, { ...options, operation: kind }) }));
  const threads = plans.flatMap(({ plan }) => (plan.refused ? [] : plan.moves));

  const run = { operation: kind, onStatus, signal };
  if (threads.length === 0) return runPlans(plans, () => Promise.resolve([]), run);
  const plan = moveIn(folders, kind);
  return session.journalled({ operation, kind, roots, threads }, mover =>
    runPlans(plans, (threadIds, onWait) => mover.change(threadIds, plan, { onWait, signal }), run),
  );
}

/** Plans each thread's move within a home's folders. Throws UserError when they cannot be read. */
export function moveIn(folders: SessionFolders, kind: OperationKind): PlanChange {
  const [from, to] =
    kind === 'archive' ? [folders.sessions, folders.archivedSessions] : [folders.archivedSessions, folders.sessions];
  const rollouts = folders.open(from);
  return (threadId, row) => planMove(threadId, { operation: kind, from, rollouts, to, row });
}
