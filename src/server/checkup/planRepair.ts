// What a repair does to one thread: its row follows its rollout, and rollouts left behind in the other folder follow
// too. Decided from the row and the disk as they are now, never from what a check has found before.
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { ErrorCode } from '../../protocol/errorCodes';
import { skipped } from '../operations/moveFailures';
import { parseRolloutName } from '../rollouts/rolloutNames';
import { rowState, type FileMove, type PlannedChange, type RowState } from '../threads/threadChange';
import { diagnose } from './diagnosis';
import { createComparison } from './sameContent';
import { lookAtThread, type LocatedFile, type RolloutFolders } from './threadFacts';
import { threadIssues, type ThreadIssueKind } from './threadIssues';

export interface RepairContext {
  /** The row as it is in the transaction; undefined when there is none. */
  row: RowState | undefined;
  /** Canonical path of the Codex home. */
  home: string;
  folders: RolloutFolders;
  /** Unix milliseconds. */
  now: number;
}

/**
 * Plans the repair of a thread that no running Codex has loaded. The row's update time stays as it is; `archivedAt`
 * becomes now when the row becomes archived. When only rollouts move, the row is the same before and after. A thread
 * with which nothing is wrong any more is skipped, one that cannot be repaired fails with what `threadTree/check` says
 * of it. Throws I/O errors.
 */
export function planRepair(threadId: string, { row: before, home, folders, now }: RepairContext): PlannedChange {
  const facts = lookAtThread(threadId, before, folders);
  const diagnosis = diagnose(facts);
  const { main, strays, kinds } = diagnosis;
  const isWrong = kinds.some(
    kind => kind === 'rowBehindFile' || kind === 'flagAgainstPlace' || kind === 'splitRollouts',
  );
  if (!before || !main || !isWrong) {
    const [kind] = kinds as ThreadIssueKind[];
    if (kind === undefined) return { failure: skipped(t('There is nothing to repair.')) };
    const { problem, remedy } = threadIssues[kind](facts, diagnosis, { home, isSameContent: createComparison() });
    const reason = t({ message: '{0} {1}', args: [problem, remedy], comment: 'Two sentences, one after the other' });
    return {
      failure: {
        status: kind === 'rolloutMissing' ? 'rolloutMissing' : 'failed',
        reason,
        code: ErrorCode.internal,
        message: problem,
      },
    };
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

/**
 * To the place that Codex gives a rollout: archived ones lie flat in their folder, active ones in the day folder of
 * their names.
 */
function moveBeside(main: LocatedFile, { file }: LocatedFile, home: string): FileMove {
  const name = path.basename(file);
  const dayFolder = parseRolloutName(name)?.dayFolder ?? '';
  const to =
    main.location === 'archived'
      ? path.join(home, 'archived_sessions', name)
      : path.join(home, 'sessions', dayFolder, name);
  const { size, mtimeMs } = lstatSync(file);
  return { from: file, to, size, mtimeMs };
}
