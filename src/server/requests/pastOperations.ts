// The operations in the journal: those that can be undone, and those that were interrupted.
import type { OperationSummary, UnfinishedNotification } from '../../protocol/operations';
import { FailureError } from '../failure';
import { readTreeTexts } from '../home/treeRows';
import type { ThreadHome } from '../home/threadHome';
import type { HomeOperations } from '../operations/lease';
import type { EntrySummary } from '../operations/journal/entries';
import type { Log } from '../rpc';
import { displayName } from '../threads/names';

export interface PastOperations {
  /** Those that can be undone, newest first. */
  list(): Promise<OperationSummary[]>;
  /**
   * Recovers interrupted operations, and starts to look for more, because another window may die. Resolves when the
   * threads are consistent, or after two seconds if the state DB is locked. Passes operations about which the user has
   * to decide to `tellFirst`, those found later to `tell`.
   */
  start(tellFirst: TellUnfinished): Promise<void>;
  close(): void;
}

export type TellUnfinished = (params: UnfinishedNotification) => void;

const LOOK_MS = 2000;
/** How long `initialize` waits for a locked state DB; the next look continues from there. */
const PATIENCE_MS = 2000;

export function createPastOperations(
  home: ThreadHome,
  operations: HomeOperations,
  tell: TellUnfinished,
  log: Log,
): PastOperations {
  const told = new Set<string>();
  let looking: NodeJS.Timeout | undefined;
  let busy = false;

  const recover = async (tellNews: TellUnfinished): Promise<void> => {
    try {
      const unfinished = await operations.recover(AbortSignal.timeout(PATIENCE_MS));
      const news = unfinished.filter(({ operation }) => !told.has(operation));
      for (const { operation } of news) told.add(operation);
      if (news.length > 0) tellNews({ operations: await summaries(home, news) });
    } catch (error) {
      // There is no home yet, or its state DB cannot be written now: the next look or operation tries again.
      if (error instanceof FailureError) return;
      log('error', `Recovery failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };

  const hasNews = (): boolean => {
    try {
      return operations.hasOpen(told);
    } catch (error) {
      if (error instanceof FailureError) return false;
      throw error;
    }
  };
  const look = async (): Promise<void> => {
    if (busy || !hasNews()) return;
    busy = true;
    await recover(tell);
    busy = false;
  };

  return {
    list: () =>
      summaries(
        home,
        operations.list().filter(({ kind, made }) => kind !== 'undo' && made > 0),
      ),
    start: async tellFirst => {
      await recover(tellFirst);
      looking = setInterval(() => void look(), LOOK_MS).unref();
    },
    close: () => clearInterval(looking),
  };
}

async function summaries(home: ThreadHome, entries: readonly EntrySummary[]): Promise<OperationSummary[]> {
  const firsts = entries.map(({ firstThread }) => firstThread);
  const names = await home
    .read((db, { nameOf }) => {
      const texts = readTreeTexts(db, firsts);
      return firsts.map(id => displayName({ ...texts.get(id), id }, nameOf));
    })
    .catch((error: unknown) => {
      if (!(error instanceof FailureError)) throw error;
      return firsts;
    });
  return entries.map(({ operation, kind, startedAt, isOpen, made, left }, at) => ({
    operation,
    kind,
    startedAt: Math.floor(startedAt / 1000),
    threads: made,
    left: isOpen ? left : 0,
    name: names[at] ?? '',
  }));
}
