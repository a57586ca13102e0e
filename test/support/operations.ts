// Operations on a home as the requests run them, without a client.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { OperationKind, OperationReport } from '../../src/protocol/methods';
import { runCascades, type CascadesOptions } from '../../src/server/operations/cascades';
import { createHomeOperations, operationId, type HomeOperations, type Lease } from '../../src/server/operations/lease';
import { findOperation, undoOperation } from '../../src/server/operations/undo';
import { NoStateDb } from '../../src/server/home/codexHome';
import { createThreadHome, type ThreadHome } from '../../src/server/home/threadHome';
import { buildSpawnForest } from '../../src/server/threads/spawnForest';
import type { HomeModel } from '../../src/server/home/homeModel';

export interface TestOperations {
  readonly operations: HomeOperations;
  readonly home: ThreadHome;
  /** What was warned of. */
  readonly warnings: string[];
  run<T>(
    use: (session: Lease, model: Pick<HomeModel, 'threads' | 'forest'>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Runs the cascade on these roots; the name of the operation and all reports. */
  cascade(
    kind: OperationKind,
    roots: readonly string[],
    options?: Partial<CascadesOptions>,
  ): Promise<{ operation: string; reports: OperationReport[] }>;
  undo(operation: string, signal?: AbortSignal): Promise<OperationReport[]>;
  close(): void;
}

const never = new AbortController().signal;

/** Journals lie in `journal`, by default a folder beside the threads. */
export function openOperations(folder: string, journal = path.join(folder, 'journal')): TestOperations {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const home = createThreadHome(folder, {}, warn);
  const operations = createHomeOperations(home, journal, warn);
  const model = (): Promise<Pick<HomeModel, 'threads' | 'forest'>> =>
    home
      .read<Pick<HomeModel, 'threads' | 'forest'>>((_, state) => state.model)
      .catch((error: unknown) => {
        if (error instanceof NoStateDb) return { threads: new Map(), forest: buildSpawnForest([], []) };
        throw error;
      });
  const run: TestOperations['run'] = (use, signal = never) =>
    operations.run(async session => use(session, await model()), { onWait: () => undefined, signal });
  return {
    operations,
    home,
    warnings,
    run,
    cascade: (kind, roots, options = {}) =>
      run(async (session, known) => {
        const operation = operationId(kind);
        const results = await runCascades(session, known, roots, {
          operation,
          kind,
          finishLeftovers: true,
          leaveLoaded: false,
          onStatus: () => undefined,
          signal: never,
          ...options,
        });
        return { operation, reports: results.flatMap(({ reports }) => reports) };
      }, options.signal),
    undo: (operation, signal = never) =>
      run(
        session =>
          undoOperation(session, findOperation(session, operation), {
            operation: operationId('undo'),
            onStatus: () => undefined,
            signal,
          }),
        signal,
      ),
    close: () => {
      home.close();
      assert.deepEqual(warnings, []);
    },
  };
}

/** `thread status` for each report, by label. */
export function brief(reports: readonly OperationReport[], ids: Readonly<Record<string, string>>): string[] {
  const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
  return reports.map(({ threadId, status }) => `${labels.get(threadId) ?? threadId} ${status}`);
}
