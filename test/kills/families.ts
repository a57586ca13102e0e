// The homes in which servers are killed: P with the sub-agents A and B, and A's sub-agent A1, with every file that a
// thread can have, and some unrelated threads.
import { mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { filesBelow } from '../support/files';
import { drawHome, rolloutOf, type Sketch, type Sketches } from '../support/home';
import { change } from '../support/stateDb';

export type Label = 'P' | 'A' | 'B' | 'A1' | 'other' | 'old';
export type Ids = Record<Label, string>;

const revertId = '01a20236-05ce-79f0-8293-552c99ae0132';

/**
 * A has a second rollout, of another day, which its row names, like a reverted thread; B has its rollout in both forms.
 */
export function drawFamily(home: string, archived: boolean, more: Sketches = {}): Ids {
  const family: Record<Label, Sketch> = {
    P: { parent: null, archived },
    A: { parent: 'P', archived },
    B: { parent: 'P', archived },
    A1: { parent: 'A', archived },
    other: { parent: null },
    old: { parent: null, archived: true },
  };
  const ids: Ids = drawHome(home, { ...family, ...more });
  const day = path.join(home, archived ? 'archived_sessions' : 'sessions/2026/05/02');
  mkdirSync(day, { recursive: true });
  const [first, plain] = [rolloutOf(home, ids.A), rolloutOf(home, ids.B)];
  const second = path.join(
    day,
    path.basename(first).replace('2026-05-01', '2026-05-02').replace('.jsonl', `_${revertId}.jsonl`),
  );
  writeFileSync(second, revertedTo(first));
  utimesSync(second, 1777700000.5, 1777700000.75);
  change(home, `UPDATE threads SET rollout_path = '${second}' WHERE id = '${ids.A}'`);
  writeFileSync(`${plain}.zst`, zstdCompressSync(readFileSync(plain)));
  utimesSync(`${plain}.zst`, 1777600000.25, 1777600000.125);
  return ids;
}

/** P has 101 more sub-agents. */
export function drawCrowd(home: string): Ids {
  return drawFamily(home, false, Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`C${at}`, 'P'])));
}

/**
 * How Codex 0.169 continues after a revert: the thread's own first line with the end of its history, and nothing of
 * what the user said before.
 */
function revertedTo(rollout: string): string {
  const [first = '', second = ''] = readFileSync(rollout, 'utf8').split('\n');
  const { payload, ...line } = JSON.parse(first) as { payload: { id: string } };
  const history_base = {
    thread_id: payload.id,
    end_ordinal_exclusive: 2,
    end_byte_offset: first.length + second.length + 2,
  };
  return `${JSON.stringify({ ...line, ordinal: 2, payload: { ...payload, history_base } })}\n`;
}

/**
 * What a killed Codex and moves by hand left: P is archived except for its row, A's rollouts are in both folders, and
 * B's flag is wrong.
 */
export function drawBroken(home: string): Ids {
  const ids = drawFamily(home, false);
  const archive = path.join(home, 'archived_sessions');
  for (const file of filesBelow(path.join(home, 'sessions'))) {
    if (file.includes(ids.P) || file.includes(revertId)) renameSync(file, path.join(archive, path.basename(file)));
  }
  change(home, `UPDATE threads SET archived = 1, archived_at = 1777800000 WHERE id = '${ids.B}'`);
  return ids;
}

/** The state DB refuses changes of B's row. */
export function refuseChangesOfB(home: string, ids: Ids): void {
  change(
    home,
    `CREATE TRIGGER refuse BEFORE UPDATE ON threads WHEN OLD.id = '${ids.B}' BEGIN SELECT RAISE(ABORT, 'not this one'); END`,
  );
}
