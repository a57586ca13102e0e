// `threadTree/archive` and `threadTree/unarchive`: the cascade on several subtrees, as one operation.
import type { OperationKind, OperationReport, OperationResult, TreeArchiveParams } from '../../protocol/operations';
import type { ThreadHome } from '../home/threadHome';
import type { ArchivingCodex } from '../operations/archiveByCodex';
import { runCascades } from '../operations/cascades';
import { operationId } from '../operations/lease';
import { newestForest } from '../operations/newestForest';
import { subtreeRoots } from '../threads/subtreeRoots';
import { keptThreads, type Plans } from './plans';
import type { RunOperation } from './runOperation';

export interface ArchiveRequest extends Required<TreeArchiveParams> {
  kind: OperationKind;
  token: string | null;
}

export interface ArchiveSources {
  home: ThreadHome;
  plans: Plans;
  run: RunOperation;
  codex: Pick<ArchivingCodex, 'server' | 'archive' | 'closing' | 'warn'>;
}

/** Every thread of the subtrees is reported once. */
export function archiveThreads(
  { home, plans, run, codex }: ArchiveSources,
  { kind, threadIds, leaveLoaded, keepRoots, throughCodex, plan, token }: ArchiveRequest,
  signal: AbortSignal,
): Promise<OperationResult> {
  const start = { operation: operationId(kind), token, firstThread: () => threadIds[0], signal };
  return run(start, async (lease, progress) => {
    const forest = await newestForest(home, lease.dbPath);
    const only = plans.threadsOf(plan);
    const results = await runCascades(lease, forest, subtreeRoots(forest.forest, threadIds), {
      ...progress,
      kind,
      finishLeftovers: true,
      leaveLoaded,
      keep: keptThreads(threadIds, keepRoots),
      ...(only && { only }),
      ...(throughCodex && {
        codex: {
          ...codex,
          newest: () => newestForest(home, lease.dbPath),
          isBusyAnew: threads => plans.isBusyAnew(plan, threads),
        },
      }),
    });
    return firstOfEach(results.flatMap(({ reports }) => reports));
  });
}

/** Subtrees may share threads below a cycle: the first report of a thread counts. */
function firstOfEach(reports: readonly OperationReport[]): OperationReport[] {
  const first = new Map<string, OperationReport>();
  for (const report of reports) if (!first.has(report.threadId)) first.set(report.threadId, report);
  return [...first.values()];
}
