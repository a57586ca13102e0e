// Operations on a home as the requests run them, without a client.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { OperationKind, OperationReport } from '../../src/protocol/operations';
import { runCascades, type CascadesOptions } from '../../src/server/operations/cascades';
import { createHomeOperations, operationId, type HomeOperations, type Lease } from '../../src/server/operations/lease';
import { findOperation, finishOperation, undoOperation } from '../../src/server/operations/undo';
import { newestForest } from '../../src/server/operations/newestForest';
import { createWriter } from '../../src/server/writer/writer';
import { startWriterHere } from './writer';
import { createThreadHome, type ThreadHome } from '../../src/server/home/threadHome';
import type { HomeModel } from '../../src/server/home/homeModel';

export interface TestOperations {
  readonly operations: HomeOperations;
  readonly home: ThreadHome;
  /** The warnings in the log. */
  readonly warnings: string[];
  run<T>(
    use: (lease: Lease, model: Pick<HomeModel, 'threads' | 'forest'>) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Runs the cascade on these roots; answers the id of the operation and all reports. */
  cascade(
    kind: OperationKind,
    roots: readonly string[],
    options?: Partial<CascadesOptions>,
  ): Promise<{ operation: string; reports: OperationReport[] }>;
  undo(operation: string, signal?: AbortSignal): Promise<OperationReport[]>;
  finish(
    operation: string,
    options?: Partial<Pick<CascadesOptions, 'onStatus' | 'signal'>>,
  ): Promise<OperationReport[]>;
  close(): void;
}

const never = new AbortController().signal;

/** Journals are in `journal`, by default a folder in the home. Earlier versions spelled the home `former`. */
export function openOperations(
  folder: string,
  journal = path.join(folder, 'journal'),
  former?: string,
): TestOperations {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const home = { ...createThreadHome(folder, {}, warn), formerPath: () => former };
  const writer = createWriter(startWriterHere);
  const operations = createHomeOperations(home, writer, journal, warn);
  const run: TestOperations['run'] = (use, signal = never) =>
    operations.run(async lease => use(lease, await newestForest(home, lease.dbPath)), {
      onWait: () => undefined,
      signal,
    });
  return {
    operations,
    home,
    warnings,
    run,
    cascade: (kind, roots, options = {}) =>
      run(async (lease, model) => {
        const operation = operationId(kind);
        const results = await runCascades(lease, model, roots, {
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
        lease =>
          undoOperation(lease, findOperation(lease, operation), {
            operation: operationId('undo'),
            onStatus: () => undefined,
            signal,
          }),
        signal,
      ),
    finish: (operation, options = {}) =>
      run(
        lease =>
          finishOperation(lease, findOperation(lease, operation), {
            operation,
            onStatus: () => undefined,
            signal: never,
            ...options,
          }),
        options.signal,
      ),
    close: () => {
      home.close();
      void writer.close();
      assert.deepEqual(warnings, []);
    },
  };
}

/** `thread status` for each report, by label. */
export function brief(reports: readonly OperationReport[], ids: Readonly<Record<string, string>>): string[] {
  const labels = new Map(Object.entries(ids).map(([label, id]) => [id, label]));
  return reports.map(({ threadId, status }) => `${labels.get(threadId) ?? threadId} ${status}`);
}
