// What the checkup finds in a home, and repairs as they are planned.
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CheckupResult } from '../../src/protocol/methods';
import { runCheckup, type CheckupInput } from '../../src/server/checkup/runCheckup';
import { planRepair } from '../../src/server/checkup/planRepair';
import type { RolloutFolders } from '../../src/server/checkup/threadFacts';
import { openRolloutFolder } from '../../src/server/rollouts/threadRollouts';
import type { PlannedChange, RowState } from '../../src/server/threads/threadChange';
import { withStateDb } from './openedStateDb';
import { change, stateDbOf } from './stateDb';

/** Lists the rollouts in a home's two session folders. */
export function openFolders(home: string): RolloutFolders {
  return {
    active: openRolloutFolder(path.join(home, 'sessions')),
    archived: openRolloutFolder(path.join(home, 'archived_sessions')),
  };
}

/** Checks a home whose threads have no names but those in their rows. */
export function checkupOf(
  home: string,
  given: Partial<CheckupInput> = {},
  signal = new AbortController().signal,
): Promise<CheckupResult> {
  return runCheckup(
    {
      read: use => withStateDb(home, db => use(db, () => undefined)),
      home,
      openFolders: () => openFolders(home),
      loaded: new Map(),
      staleLocks: [],
      ...given,
    },
    signal,
  );
}

/** Adds this many threads that have a row and no rollout to a home that has at least one thread. */
export function addBrokenThreads(home: string, count: number): void {
  change(
    home,
    `
    CREATE TEMP TABLE broken AS
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      SELECT one.*, i FROM (SELECT * FROM threads LIMIT 1) AS one, n;
    UPDATE broken SET id = printf('01a20000-0000-7000-9000-%012x', i), rollout_path = '/gone/' || i || '.jsonl';
    ALTER TABLE broken DROP COLUMN i;
    INSERT INTO threads SELECT * FROM broken`,
  );
}

/**
 * Plans a repair by the folders as they were listed, and carries it out: writes what the engine writes, without its
 * safeguards.
 */
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
