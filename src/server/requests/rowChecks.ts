// Looks again at the rows of the newest operations, because a Codex may write them late (lateWrites.ts), and lets them
// be corrected. A look costs no lease unless a row is wrong.
import { FailureError, inLog, isFailure } from '../failure';
import type { HomeModel } from '../home/homeModel';
import { readRolloutPaths } from '../home/threadRows';
import type { ThreadHome } from '../home/threadHome';
import { correctRows } from '../operations/correctRows';
import type { RecentEntry } from '../operations/journal/lookAtJournal';
import type { HomeOperations } from '../operations/lease';
import { rolloutInHome } from '../rollouts/rolloutInHome';
import type { Log } from '../rpc';
import type { StateDb } from '../sqlite/stateDb';

export interface RowChecks {
  /** The same operations, each of which is followed by looks at its rows, as is a recovery. */
  readonly operations: HomeOperations;
  /** Resolves when nothing runs any more. */
  close(): Promise<void>;
}

/**
 * The pauses before each look. Codex waits up to 5 seconds for a locked state DB, 0.169 for about 15, so a row that it
 * was about to write is written within 20 seconds. Most come at once: they waited for the operation itself.
 */
const PAUSES_MS = [250, 4_750, 15_000];
/** For how long a correction, and so an operation that comes after it, waits for another window or program. */
const PATIENCE_MS = 500;

/** Looks at nothing until an operation or a recovery has ended. */
export function createRowChecks(home: ThreadHome, operations: HomeOperations, log: Log): RowChecks {
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();

  const correct = (operation: string, threadIds: ReadonlySet<string>): Promise<void> => {
    const impatient = new AbortController();
    const wait = {
      onWait: () => void setTimeout(() => impatient.abort(), PATIENCE_MS).unref(),
      signal: AbortSignal.any([closing.signal, impatient.signal]),
    };
    const warn = (message: string): void => log('warning', message);
    return operations.run(lease => correctRows(lease, operation, threadIds, warn, wait), wait);
  };
  const look = async (): Promise<void> => {
    const entries = operations.recent();
    if (entries.length === 0 || closing.signal.aborted) return;
    const doubts = await home.read((db, { model }) => doubtsIn(db, model, home.path(), entries));
    for (const [operation, threadIds] of doubts) await correct(operation, threadIds);
  };
  /** Returns whether the look could be done. If not, another program is at work, or has ended our writer. */
  const tryLook = async (): Promise<boolean> => {
    try {
      await look();
    } catch (error) {
      if (isFailure(error, 'cancelled', 'homeBusy', 'stateDbLocked', 'writerLost')) return false;
      // Without a home or a state DB there are no rows.
      if (isFailure(error, 'homeMissing', 'namedHomeMissing', 'homeNotAFolder', 'homeNotAbsolute', 'stateDbMissing'))
        return true;
      const isBug = !(error instanceof FailureError);
      const why = isBug ? String((error as Error).stack) : inLog(error);
      log(isBug ? 'error' : 'warning', `The rows of the last operations were not looked at again: ${why}`);
    }
    return true;
  };
  const lookAfter = (step: number): void => {
    clearTimeout(timer);
    const pause = PAUSES_MS[step];
    if (pause === undefined || closing.signal.aborted) return;
    const current = setTimeout(() => {
      looking = lookInTurn(current, step);
    }, pause).unref();
    timer = current;
  };
  const lookInTurn = async (current: NodeJS.Timeout, step: number): Promise<void> => {
    await home.settled();
    // An operation that has ended meanwhile is followed by looks of its own.
    if (timer !== current) return;
    const isDone = await tryLook();
    if (timer === current) lookAfter(isDone ? step + 1 : Math.max(step, 1));
  };

  return {
    operations: {
      ...operations,
      run: (use, wait) => operations.run(use, wait).finally(() => lookAfter(0)),
      recover: signal => operations.recover(signal).finally(() => lookAfter(1)),
    },
    close: async () => {
      closing.abort(new FailureError({ code: 'cancelled' }));
      clearTimeout(timer);
      await looking;
    },
  };
}

/**
 * The threads whose rows say that they are not where the newest operation on them has brought them, and name no
 * rollout, by operation. A thread that Codex has moved since is where its row says.
 */
function doubtsIn(
  db: StateDb,
  { threads: known }: HomeModel,
  home: string,
  entries: readonly RecentEntry[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const later = new Set<string>();
  const doubts = new Map<string, ReadonlySet<string>>();
  for (const { operation, threads, archived } of entries) {
    const newest = threads.filter(threadId => !later.has(threadId));
    newest.forEach(threadId => later.add(threadId));
    if (archived === undefined) continue;
    const elsewhere = newest.filter(threadId => known.get(threadId)?.archived === !archived);
    const wrong = readRolloutPaths(db, elsewhere).filter(([, file]) => rolloutInHome(home, file) === undefined);
    if (wrong.length > 0) doubts.set(operation, new Set(wrong.map(([threadId]) => threadId)));
  }
  return doubts;
}
