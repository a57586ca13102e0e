// Which threads `thread/list` shows: what the statement asks for, and what is looked at row by row.
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import { interactiveSources, sourceKindsOf } from '../threads/source';
import { isThreadId } from '../threads/threadId';
import type { ThreadRow } from '../threads/threadOfRow';
import type { ThreadListQuery } from './params';

export interface ListFilter {
  /** SQL conditions on `threads`, all of which hold, and the values of their parameters. */
  conditions: string[];
  values: SqlValue[];
  /** Whether a row that meets the conditions is shown: its kind is asked for, and its rollout is there. */
  keep: (row: ThreadRow) => boolean;
}

/**
 * Reads the filters of a query; `defaultProvider` is the config's, which a query keeps to when it names no providers.
 */
export function listFilter(db: StateDb, defaultProvider: string, query: ThreadListQuery): ListFilter {
  const { archived, modelProviders, cwd, searchTerm, sourceKinds: kinds } = query;
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...given: SqlValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const addOneOf = (column: string, given: readonly string[]): void =>
    add(`threads.${column} IN (${given.map(() => '?').join(', ')})`, ...given);

  add('threads.archived = ?', archived ? 1 : 0);
  add(`threads.${db.columns.has('preview') ? 'preview' : 'first_user_message'} <> ''`);
  const providers = modelProviders ?? [defaultProvider];
  if (providers.length > 0) addOneOf('model_provider', providers);
  const sources = sourcesOf(kinds);
  if (sources) addOneOf('source', sources);
  if (cwd !== null) addOneOf('cwd', [cwd].flat().map(canonicalFolder));
  if (searchTerm) {
    const columns = ['title', 'preview', 'name'].filter(column => db.columns.has(column));
    add(
      `(${columns.map(column => `coalesce(instr(threads.${column}, ?), 0) > 0`).join(' OR ')})`,
      ...columns.map(() => searchTerm),
    );
  }

  const wanted = sources ? undefined : new Set(kinds);
  const isWanted = (row: ThreadRow): boolean =>
    !wanted || sourceKindsOf(String(row.source)).some(kind => wanted.has(kind));
  return {
    conditions,
    values,
    keep: row => isThreadId(row.id) && isWanted(row) && hasRollout(String(row.rollout_path)),
  };
}

/** The texts of `source` to look for, or undefined when the kinds must be told apart row by row. */
function sourcesOf(kinds: ThreadListQuery['sourceKinds']): readonly string[] | undefined {
  if (!kinds || kinds.length === 0) return interactiveSources;
  return kinds.every(kind => kind === 'cli' || kind === 'vscode') ? kinds : undefined;
}

/** Whether the rollout is there, plain or compressed. */
function hasRollout(rolloutPath: string): boolean {
  const plain = rolloutPath.replace(/\.zst$/, '');
  return path.isAbsolute(plain) && [plain, `${plain}.zst`].some(isFile);
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    // Absent, unreadable or no path at all: a thread that cannot be opened.
    return false;
  }
}

/** A folder as rows name it: absolute, links resolved. */
function canonicalFolder(folder: string): string {
  const absolute = path.resolve(folder);
  try {
    return realpathSync(absolute);
  } catch {
    // Gone or out of reach: its threads are found by the name alone.
    return absolute;
  }
}
