// `threadTree/check`.
import type { CheckupResult } from '../../protocol/checkup';
import { runCheckup } from '../checkup/runCheckup';
import type { ThreadHome } from '../home/threadHome';
import { createWriterLocks } from '../locks/writerLocks';
import { sessionFolders } from '../operations/subtreeSource';

/** Runs a checkup. Rejects with FailureError, or with the signal's reason when it is aborted. */
export async function checkHome(home: ThreadHome, signal: AbortSignal): Promise<CheckupResult> {
  const folders = sessionFolders(home.locate().home);
  const locks = createWriterLocks(home.path());
  const threadIds = await home.read((_, { model }) => model.list.map(({ id }) => id));
  const [loaded, staleLocks] = await Promise.all([locks.holders(threadIds), locks.stale()]);
  signal.throwIfAborted();
  return runCheckup(
    {
      read: use => home.read((db, { nameOf }) => use(db, nameOf)),
      home: home.path(),
      openFolders: () => ({
        active: folders.open(folders.sessions),
        archived: folders.open(folders.archivedSessions),
      }),
      loaded,
      staleLocks,
    },
    signal,
  );
}
