// The entries of "Find Threads" as plain data, and what stands above them.
import { t } from '@vscode/l10n';
import { inQuickPick } from '../words/escape';
import type { SearchHit, TreeRow } from '../../protocol/methods';
import { rowIcon } from '../tree/rowIcon';
import { description } from '../tree/rowText';
import { grouped } from '../words/words';

export type FindAction = 'archive' | 'unarchive' | 'openRollout' | 'copyId';

export interface FindItem {
  label: string;
  description: string;
  detail?: string;
  /** Name of a codicon. */
  icon: string;
  actions: FindAction[];
  row: TreeRow;
}

/** What was found, best first. */
export interface Found {
  hits: readonly FoundThread[];
  /** How many there are in all. */
  total: number;
}

/** A hit, or a thread that nobody had to look for. */
export type FoundThread = TreeRow & Partial<Pick<SearchHit, 'ancestors' | 'cwd' | 'match'>>;

/** `now` in Unix seconds. */
export function findItem(found: FoundThread, now: number): FindItem {
  const { ancestors = [], cwd = '', match = null, ...row } = found;
  const path = ancestors.join(' › ');
  const place = description(row, undefined, now);
  const detail = match === null ? cwd : matchInWords(match);
  return {
    label: inQuickPick(row.name),
    description: inQuickPick(path === '' ? place : `${path} · ${place}`),
    ...(detail === '' ? {} : { detail: inQuickPick(detail) }),
    icon: rowIcon(row.kind, undefined).id,
    actions: [row.archived ? 'unarchive' : 'archive', 'openRollout', 'copyId'],
    row,
  };
}

/** `Find Threads: 120 found, the best 100 shown`; for a blank query, that these are the newest. */
export function findTitle(query: string, { hits, total }: Found): string {
  if (query === '') {
    return t('Find Threads: the most recent');
  }
  if (total === 0) {
    return t('Find Threads: none found');
  }
  if (hits.length < total) {
    return t('Find Threads: {0} found, the best {1} shown', grouped(total), grouped(hits.length));
  }
  return t('Find Threads: {0} found', grouped(total));
}

export function actionTitle(action: FindAction): string {
  switch (action) {
    case 'archive':
      return t('Archive Thread and Children');
    case 'unarchive':
      return t('Unarchive Thread and Children');
    case 'openRollout':
      return t('Open Rollout');
    case 'copyId':
      return t('Copy Thread Id');
  }
}

/** Names of codicons. */
export const actionIcons: Record<FindAction, string> = {
  archive: 'archive',
  unarchive: 'discard',
  openRollout: 'go-to-file',
  copyId: 'copy',
};

const uuid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;

/**
 * What is to be searched for when this stands in the box. An id counts alone, however it is written and whatever was
 * pasted with it: a rollout's path, or a command line.
 */
export function queryOf(typed: string): string {
  const id = typed.match(uuid)?.at(-1);
  return id === undefined
    ? typed.trim()
    : id
        .toLowerCase()
        .replaceAll('-', '')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function matchInWords({ field, text }: NonNullable<SearchHit['match']>): string {
  switch (field) {
    case 'preview':
      return text;
    case 'nickname':
      return t('Nickname: {0}', text);
    case 'role':
      return t('Role: {0}', text);
    case 'agentPath':
      return t('Agent: {0}', text);
    case 'cwd':
      return t('Folder: {0}', text);
    case 'branch':
      return t('Branch: {0}', text);
    case 'id':
      return t('Id: {0}', text);
  }
}
