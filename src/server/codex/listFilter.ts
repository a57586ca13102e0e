// Which threads `thread/list` shows: conditions for its SQL statement, and a check of each row.
import path from 'node:path';
import { staysLocal } from '../files/localPath';
import { isFile, reachablePath } from '../files/look';
import { withoutLongForm } from '../files/windowsPaths';
import { columnOf, type ThreadColumn } from '../home/threadsTable';
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import { interactiveSources, sourceKindsOf } from '../threads/source';
import { isThreadId } from '../threads/threadId';
import type { ThreadRow } from '../threads/threadOfRow';
import type { ThreadListQuery } from './params';

export interface ListFilter {
  /** SQL conditions on `threads`, which must all hold, and the values of their parameters. */
  conditions: string[];
  values: SqlValue[];
  /** Whether a row that meets the conditions is shown: its kind is wanted, and its rollout exists. */
  keep: (row: ThreadRow) => boolean;
}

/**
 * The filters of a query. `defaultProvider` is the config's: the only one shown if the query names none. A rollout on
 * another machine than `home` counts as absent.
 */
export function listFilter(db: StateDb, defaultProvider: string, home: string, query: ThreadListQuery): ListFilter {
  const { archived, modelProviders, cwd, searchTerm, sourceKinds: kinds } = query;
  const columns = db.columns('threads');
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, ...given: SqlValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const addOneOf = (column: ThreadColumn, given: readonly string[]): void =>
    add(`${columnOf(column)} IN (${given.map(() => '?').join(', ')})`, ...given);

  add(`${columnOf('archived')} = ?`, archived ? 1 : 0);
  add(`${columnOf(columns.has('preview') ? 'preview' : 'first_user_message')} <> ''`);
  // Threads that are attached to another one are in none of Codex's lists.
  if (columns.has('attached_thread_parent_id')) add(`${columnOf('attached_thread_parent_id')} IS NULL`);
  const providers = modelProviders ?? [defaultProvider];
  if (providers.length > 0) addOneOf('model_provider', providers);
  const sources = sourcesOf(kinds);
  if (sources) addOneOf('source', sources);
  if (cwd !== null) {
    const folders = [cwd].flat().map(canonicalFolder);
    if (process.platform === 'win32') add(...windowsFolderIs(folders));
    else addOneOf('cwd', folders);
  }
  if (searchTerm) {
    const searched = (['title', 'preview', 'name'] as const).filter(column => columns.has(column));
    add(
      `(${searched.map(column => `coalesce(instr(${columnOf(column)}, ?), 0) > 0`).join(' OR ')})`,
      ...searched.map(() => searchTerm),
    );
  }

  const wanted = sources ? undefined : new Set(kinds);
  const isWanted = (row: ThreadRow): boolean =>
    !wanted || sourceKindsOf(String(row.source)).some(kind => wanted.has(kind));
  return {
    conditions,
    values,
    keep: row => isThreadId(row.id) && isWanted(row) && hasRollout(home, String(row.rollout_path)),
  };
}

/** The texts of `source` to look for, or undefined if each row's kind has to be checked. */
function sourcesOf(kinds: ThreadListQuery['sourceKinds']): readonly string[] | undefined {
  if (!kinds || kinds.length === 0) return interactiveSources;
  return kinds.every(kind => kind === 'cli' || kind === 'vscode') ? kinds : undefined;
}

/** Whether the rollout exists, plain or compressed. */
function hasRollout(home: string, rolloutPath: string): boolean {
  const plain = rolloutPath.replace(/\.zst$/, '');
  return path.isAbsolute(plain) && staysLocal(plain, home) && [plain, `${plain}.zst`].some(isFile);
}

/**
 * The condition that `cwd` is one of these folders of Windows, whatever its case and form, and its values. Rows have
 * the long form of a folder that existed. SQLite folds the case of ASCII only.
 */
export function windowsFolderIs(folders: readonly string[]): [condition: string, ...values: string[]] {
  const forms = folders.flatMap(folder => {
    const plain = withoutLongForm(folder).replace(/[A-Z]/g, letter => letter.toLowerCase());
    return [plain, plain.startsWith('\\\\') ? `\\\\?\\unc${plain.slice(1)}` : `\\\\?\\${plain}`];
  });
  return [`lower(${columnOf('cwd')}) IN (${forms.map(() => '?').join(', ')})`, ...forms];
}

/** A folder as rows name it: absolute, with all links resolved. A missing one keeps its name. */
function canonicalFolder(folder: string): string {
  const absolute = path.resolve(folder);
  return reachablePath(absolute) ?? absolute;
}
