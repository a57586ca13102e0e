// Codex's sections of threads, from `thread_sections`.
import type { StateDb } from '../sqlite/stateDb';
import { plainText } from '../threads/plainText';
import { byCodeUnit } from '../threads/spawnForest';
import { sectionValueOf } from './threadsTable';

const TABLE = 'thread_sections';

/**
 * The names of the sections as plain text, by id, in Codex's order: that of the ids, which begin with the time of
 * creation. Leaves out an empty id, which Codex never writes: it would be the key of the threads without a section.
 * Undefined if the state DB has no such table: it is of a Codex before 0.148.
 */
export function readSections(db: StateDb): ReadonlyMap<string, string> | undefined {
  if (db.columns(TABLE).size === 0) return undefined;
  const sections = db.rows(TABLE, [sectionValueOf('id'), sectionValueOf('name')], sectionOf);
  return new Map(sections.filter(section => section !== undefined).sort(([a], [b]) => byCodeUnit(a, b)));
}

function sectionOf([id, name]: [string | null, string | null]): readonly [id: string, name: string] | undefined {
  return id === null || id === '' ? undefined : [id, plainText(name ?? '')];
}
