// Codex homes drawn with a few words, and what is in them afterwards.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeHome } from '../fixtures/generateHome';
import { idOf } from '../fixtures/ids';
import type { PlannedThread } from '../fixtures/planForest';
import { thread } from '../fixtures/smallHomes';
import { filesBelow, rolloutFilesOf, rolloutFolders } from './files';
import { query } from './stateDb';

/** By default a thread is active, has a row and a rollout, and an open edge from its parent. */
export interface Sketch extends Partial<Omit<PlannedThread, 'id' | 'parentId'>> {
  /** Label of the spawning thread; null: none. */
  parent: string | null;
}

/** Threads by label; a bare label or null is the parent. */
export type Sketches = Readonly<Record<string, string | null | Sketch>>;

/** Fills an existing folder with the home of these threads, and returns their ids by label: the n-th is `idOf(n)`. */
export function drawHome<Label extends string>(
  home: string,
  sketches: Readonly<Record<Label, string | null | Sketch>>,
): Record<Label, string> {
  const labels = Object.keys(sketches) as Label[];
  const ids = Object.fromEntries(labels.map((label, at) => [label, idOf(at + 1)])) as Record<Label, string>;
  writeHome(
    home,
    labels.map((label, at) => {
      const drawn = sketches[label];
      const { parent, ...rest } = typeof drawn === 'object' && drawn !== null ? drawn : { parent: drawn };
      const [id, createdAt] = [ids[label], Date.UTC(2026, 4, 1) + at * 60_000];
      return thread(label, {
        id,
        ...(parent === null ? {} : { parentId: ids[parent as Label] }),
        depth: 1,
        createdAt,
        updatedAt: createdAt + 1000,
        recencyAt: createdAt + 1000,
        message: label,
        title: id,
        name: label,
        ...rest,
      });
    }),
  );
  return ids;
}

/** Answers where each thread is, as its row and its rollout agree; otherwise what each of them says. */
export function placesOf<Label extends string>(
  home: string,
  ids: Readonly<Record<Label, string>>,
): Record<Label, string> {
  const rows = new Map(
    query(home, 'SELECT id, archived, archived_at, rollout_path FROM threads').map(row => [row.id, row]),
  );
  const placeOf = (id: string): string => {
    const row = rows.get(id);
    if (!row) return `no row, ${fileOf(home, id)}`;
    const archived =
      row.archived === 1 &&
      row.archived_at !== null &&
      String(row.rollout_path).startsWith(path.join(home, 'archived_sessions'));
    const active =
      row.archived === 0 &&
      row.archived_at === null &&
      String(row.rollout_path).startsWith(path.join(home, 'sessions'));
    const said = archived
      ? 'archived'
      : active
        ? 'active'
        : [row.archived, row.archived_at, row.rollout_path].join(' ');
    const file = fileOf(home, id);
    return file === said && existsSync(String(row.rollout_path)) ? said : `row ${said}, ${file}`;
  };
  return Object.fromEntries(Object.entries<string>(ids).map(([label, id]) => [label, placeOf(id)])) as Record<
    Label,
    string
  >;
}

/** The one folder in which the thread's rollouts lie. */
function fileOf(home: string, id: string): string {
  const [active, archived] = rolloutFolders.map(folder =>
    filesBelow(path.join(home, folder)).some(file => path.basename(file).includes(id)),
  );
  return active && archived ? 'both' : active ? 'active' : archived ? 'archived' : 'no file';
}

/**
 * Every file in the two session folders, as its name and a hash of its contents: what stays the same whatever is moved.
 */
export function rolloutContents(home: string): string[] {
  return rolloutFilesOf(home)
    .map(file => `${path.basename(file)} ${createHash('sha1').update(readFileSync(file)).digest('hex')}`)
    .sort();
}

/** The path of a thread's only rollout, in either folder. */
export function rolloutOf(home: string, id: string): string {
  const [file, ...more] = rolloutFilesOf(home).filter(name => name.includes(id));
  assert.ok(
    file !== undefined && more.length === 0,
    `${id} has ${more.length + (file === undefined ? 0 : 1)} rollouts`,
  );
  return file;
}
