// What a repair does to one thread: its row follows its rollout, and so do its rollouts in the other location. Decided
// from the row and the disk as they are now, not from what an earlier checkup found.
import path from 'node:path';
import { parseRolloutName } from '../rollouts/rolloutNames';
import { lookAtRollout } from '../rollouts/sessionMeta';
import { rowState, type FileMove, type PlannedChange, type RowState } from '../threads/threadChange';
import { diagnose } from './diagnosis';
import { createComparison } from './sameContent';
import { lookAtThread, type LocatedFile, type RolloutFolders } from './threadFacts';
import { threadIssue } from './threadIssues';

export interface RepairContext {
  /** The row as read in the transaction; undefined if there is none. */
  row: RowState | undefined;
  /** Canonical path of the Codex home. */
  home: string;
  folders: RolloutFolders;
  /** Unix milliseconds. */
  now: number;
}

/**
 * Plans the repair of a thread that no running Codex has loaded. Keeps the row's update time; sets `archivedAt` to now
 * if the row becomes archived. If only rollouts move, the row stays the same. Fails with `nothingToRepair` if nothing
 * is wrong any more, and with `notRepairable` if the issue cannot be repaired. Throws I/O errors.
 */
export function planRepair(threadId: string, { row: before, home, folders, now }: RepairContext): PlannedChange {
  const facts = lookAtThread(threadId, before, folders);
  const diagnosis = diagnose(facts);
  const { main, strays, kinds } = diagnosis;
  const isWrong = kinds.some(
    kind => kind === 'rowBehindFile' || kind === 'flagAgainstLocation' || kind === 'splitRollouts',
  );
  if (!before || !main || !isWrong) {
    const [kind] = kinds;
    if (kind === undefined) return { failure: { code: 'nothingToRepair' } };
    const issue = threadIssue(kind, facts, diagnosis, { home, isSameContent: createComparison() });
    return { failure: { code: 'notRepairable', issue } };
  }
  const archived = main.location === 'archived';
  const after: RowState = {
    ...rowState(before),
    rolloutPath: facts.atRow ? before.rolloutPath : main.file,
    archived,
    archivedAt: archived === before.archived ? before.archivedAt : archived ? Math.floor(now / 1000) : null,
  };
  return {
    change: {
      threadId,
      files: strays.map(stray => moveBeside(main, stray, home)),
      row: { before: rowState(before), after },
    },
  };
}

/** Moves a file to where Codex puts such a rollout: directly into the archive folder, or into its day folder. */
function moveBeside(main: LocatedFile, { file }: LocatedFile, home: string): FileMove {
  const name = path.basename(file);
  const dayFolder = parseRolloutName(name)?.dayFolder ?? '';
  const to =
    main.location === 'archived'
      ? path.join(home, 'archived_sessions', name)
      : path.join(home, 'sessions', dayFolder, name);
  const { size, mtimeMs } = lookAtRollout(file);
  return { from: file, to, size, mtimeMs };
}
