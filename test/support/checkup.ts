// What the checkup finds in a home, and repairs as they are planned.
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CheckupResult } from '../../src/protocol/methods';
import { runCheckup, type CheckupInput } from '../../src/server/checkup/checkup';
import { planRepair } from '../../src/server/checkup/planRepair';
import type { RolloutFolders } from '../../src/server/checkup/threadFacts';
import { openRolloutFolder } from '../../src/server/rollouts/threadRollouts';
import type { PlannedChange, RowState } from '../../src/server/threads/threadChange';
import { withStateDb } from './openedStateDb';
import { stateDbOf } from './home';

/** Lists the rollouts in a home's two session folders. */
export function openFolders(home: string): RolloutFolders {
  return {
    active: openRolloutFolder(path.join(home, 'sessions')),
    archived: openRolloutFolder(path.join(home, 'archived_sessions')),
  };
}

/** Runs the checkup on a home. */
export function checkHome(
  home: string,
  given: Partial<Pick<CheckupInput, 'held' | 'staleLocks'>> = {},
): Promise<CheckupResult> {
  return withStateDb(home, db =>
    runCheckup({
      db,
      home,
      folders: openFolders(home),
      nameOf: () => undefined,
      held: new Map(),
      staleLocks: [],
      ...given,
    }),
  );
}

/** Plans a repair by the folders as they were listed and carries it out without the engine's safeguards. */
export function repair(
  home: string,
  threadId: string,
  now = Date.UTC(2026, 5, 1),
  folders = openFolders(home),
): PlannedChange {
  const database = new DatabaseSync(stateDbOf(home));
  try {
    const planned = planRepair(threadId, { row: readRow(database, threadId), home, folders, now });
    for (const { from, to } of planned.change?.files ?? []) {
      mkdirSync(path.dirname(to), { recursive: true });
      renameSync(from, to);
    }
    const after = planned.change?.row?.after;
    if (after) {
      database
        .prepare(
          'UPDATE threads SET rollout_path = ?, archived = ?, archived_at = ?, updated_at = ?, updated_at_ms = ? WHERE id = ?',
        )
        .run(after.rolloutPath, after.archived ? 1 : 0, after.archivedAt, after.updatedAt, after.updatedAtMs, threadId);
    }
    return planned;
  } finally {
    database.close();
  }
}

function readRow(database: DatabaseSync, id: string): RowState | undefined {
  const row = database
    .prepare('SELECT rollout_path, archived, archived_at, updated_at, updated_at_ms FROM threads WHERE id = ?')
    .get(id);
  return (
    row && {
      rolloutPath: String(row.rollout_path),
      archived: row.archived === 1,
      archivedAt: row.archived_at as number | null,
      updatedAt: row.updated_at as number | null,
      updatedAtMs: row.updated_at_ms as number | null,
    }
  );
}
