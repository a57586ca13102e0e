// `threadTree/check` and `threadTree/repair`.
import { ThreadTreeMethod, type OperationResult, type CheckupResult } from '../../protocol/methods';
import { sessionFolders } from '../operations/subtreeSource';
import { repairThreads } from '../operations/repair';
import { operationId, type HomeOperations } from '../operations/lease';
import { runCheckup } from '../checkup/checkup';
import { createWriterLocks } from '../locks/writerLocks';
import type { ThreadHome } from '../home/threadHome';
import type { RequestHandler } from '../server';
import { decodeRepair } from '../codex/params';
import { reported } from './statusFeed';

/** The handlers, by method. */
export function createRecordRequests(home: ThreadHome, operations: HomeOperations): Record<string, RequestHandler> {
  return {
    [ThreadTreeMethod.check]: async (): Promise<CheckupResult> => {
      const folders = sessionFolders(home.locate().home);
      const locks = createWriterLocks(home.path());
      const threadIds = await home.read((_, { model }) => model.list.map(({ id }) => id));
      const [held, staleLocks] = await Promise.all([locks.holders(threadIds), locks.stale()]);
      return home.read((db, { nameOf }) =>
        runCheckup({
          db,
          home: home.path(),
          nameOf,
          held,
          staleLocks,
          folders: { active: folders.open(folders.sessions), archived: folders.open(folders.archivedSessions) },
        }),
      );
    },
    [ThreadTreeMethod.repair]: (params, context) => {
      const { threadIds } = decodeRepair(params);
      const { signal } = context;
      return reported(operationId('repair'), context, async (operation, onStatus): Promise<OperationResult> => ({
        operation,
        reports: await operations.run(session => repairThreads(session, threadIds, { operation, onStatus, signal }), {
          onWait: () => undefined,
          signal,
        }),
      }));
    },
  };
}
