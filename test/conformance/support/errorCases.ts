// Requests on homes with one problem, by name: what each version answers is in versionFacts.ts.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolloutPathOf, withDatabase } from '../../support/stateDb';
import type { ErrorCase } from './versionFacts';
import type { Label } from './versionHome';

export interface Request {
  /** Default: `thread/archive`. */
  method?: string;
  /** Default: R. */
  threadId?: string;
  /** A change to the home before the servers start. */
  prepare?: (home: string, ids: Record<Label, string>) => void;
}

export const errorCases: Record<ErrorCase, Request> = {
  badId: { threadId: 'abc' },
  unknownId: { threadId: '01a20235-e3bd-7773-b090-84a39b98b430' },
  archivedAlready: {
    prepare: (home, { R }) => {
      moveRollout(home, R, archivedPath(home, R));
      withDatabase(
        home,
        database =>
          void database.prepare('UPDATE threads SET archived = 1, archived_at = updated_at WHERE id = ?').run(R),
      );
    },
  },
  activeAlready: { method: 'thread/unarchive' },
  outsideSessions: {
    prepare: (home, { R }) => moveRollout(home, R, path.join(home, 'elsewhere', path.basename(rolloutPathOf(home, R)))),
  },
  otherName: { prepare: (home, { R }) => moveRollout(home, R, path.join(home, 'sessions/2026/05/02/other.jsonl')) },
  otherIdInName: {
    prepare: (home, { R, S }) => moveRollout(home, R, rolloutPathOf(home, R).replace(R, `${S.slice(0, -4)}0000`)),
  },
  rolloutOfAnother: {
    prepare: (home, { R, S }) => {
      rmSync(rolloutPathOf(home, R));
      setRolloutPath(home, R, rolloutPathOf(home, S));
    },
  },
  folderInTheWay: { prepare: (home, { R }) => void mkdirSync(archivedPath(home, R), { recursive: true }) },
  folderInAChildsWay: { prepare: (home, { A1 }) => void mkdirSync(archivedPath(home, A1), { recursive: true }) },
  rolloutMissing: { prepare: (home, { R }) => rmSync(rolloutPathOf(home, R)) },
  childsRolloutMissing: { prepare: (home, { A1 }) => rmSync(rolloutPathOf(home, A1)) },
  emptyRollout: { prepare: (home, { R }) => writeFileSync(rolloutPathOf(home, R), '') },
  movedByHand: { prepare: moveByHand },
  movedByHandUnarchive: { method: 'thread/unarchive', prepare: moveByHand },
};

function setRolloutPath(home: string, id: string, file: string): void {
  withDatabase(
    home,
    database => void database.prepare('UPDATE threads SET rollout_path = ? WHERE id = ?').run(file, id),
  );
}

function archivedPath(home: string, id: string): string {
  return path.join(home, 'archived_sessions', path.basename(rolloutPathOf(home, id)));
}

/** Moves a thread's rollout and updates its row. */
function moveRollout(home: string, id: string, target: string): void {
  mkdirSync(path.dirname(target), { recursive: true });
  renameSync(rolloutPathOf(home, id), target);
  setRolloutPath(home, id, target);
}

/** Moves R's rollout to the archive without updating its row. */
function moveByHand(home: string, { R }: Record<Label, string>): void {
  mkdirSync(path.join(home, 'archived_sessions'));
  renameSync(rolloutPathOf(home, R), archivedPath(home, R));
}
